// A second reader of packs, as plain and slow as can be: what the first one is compared with. Format: gitformat-pack(5).
import { inflateSync } from 'node:zlib';

const MOST = 1 << 24;

/** The object that an index has at `id`, without a look at whether it is that; null where it cannot be read. */
export function plainObject(pack: Buffer, index: Buffer, id: Buffer, format: 'sha1' | 'sha256'): Buffer | null {
  try {
    return new PlainPack(pack, index, format === 'sha1' ? 20 : 32).object(id);
  } catch {
    return null;
  }
}

class PlainPack {
  readonly #pack: Buffer;
  readonly #width: number;
  /** By id in hex. */
  readonly #offsets = new Map<string, number>();

  constructor(pack: Buffer, index: Buffer, width: number) {
    this.#pack = pack;
    this.#width = width;
    const count = index.readUInt32BE(8 + 255 * 4);
    const ids = 8 + 256 * 4;
    const offsets = ids + count * (width + 4);
    for (let at = 0; at < count; at++) {
      let offset = index.readUInt32BE(offsets + 4 * at);
      if (offset >= 2 ** 31) offset = Number(index.readBigUInt64BE(offsets + 4 * count + 8 * (offset - 2 ** 31)));
      this.#offsets.set(index.toString('hex', ids + at * width, ids + (at + 1) * width), offset);
    }
  }

  object(id: Buffer): Buffer {
    const offset = this.#offsets.get(id.toString('hex'));
    if (offset === undefined) throw new Error('no such object');
    return this.#at(offset, 0);
  }

  #at(offset: number, depth: number): Buffer {
    if (depth > 1000) throw new Error('a circle');
    let at = offset;
    let byte = this.#pack.readUInt8(at++);
    const type = (byte >> 4) & 7;
    let [size, weight] = [byte & 15, 16];
    while (byte >= 128) {
      byte = this.#pack.readUInt8(at++);
      size += (byte & 127) * weight;
      weight *= 128;
    }
    let base: Buffer | null = null;
    if (type === 7) {
      base = this.object(this.#pack.subarray(at, at + this.#width));
      at += this.#width;
    } else if (type === 6) {
      byte = this.#pack.readUInt8(at++);
      let distance = byte & 127;
      while (byte >= 128) {
        byte = this.#pack.readUInt8(at++);
        distance = (distance + 1) * 128 + (byte & 127);
      }
      base = this.#at(offset - distance, depth + 1);
    } else if (type === 0 || type === 5) throw new Error('no such type');
    const content = inflateSync(this.#pack.subarray(at), { maxOutputLength: MOST });
    if (content.length !== size) throw new Error('another size');
    return base ? plainDelta(base, content) : content;
  }
}

/** What a delta makes of a base; throws where it does not fit. */
export function plainDelta(base: Buffer, delta: Buffer): Buffer {
  // So does git.
  if (delta.length < 4) throw new Error('a delta is cut off');
  let at = 0;
  const next = (): number => {
    if (at >= delta.length) throw new Error('a delta is cut off');
    return delta[at++] as number;
  };
  const size = (): number => {
    let [sum, weight] = [0, 1];
    for (;;) {
      const byte = next();
      sum += (byte & 127) * weight;
      if (byte < 128) return sum;
      weight *= 128;
    }
  };
  if (size() !== base.length) throw new Error('another base');
  const length = size();
  const pieces: Buffer[] = [];
  let sum = 0;
  while (at < delta.length) {
    const code = next();
    if (code === 0) throw new Error('no such instruction');
    let piece: Buffer;
    if (code < 128) {
      piece = delta.subarray(at, at + code);
      if (piece.length < code) throw new Error('a delta is cut off');
      at += code;
    } else {
      let [from, run] = [0, 0];
      for (let bit = 0; bit < 4; bit++) if (code & (1 << bit)) from += next() * 2 ** (8 * bit);
      for (let bit = 0; bit < 3; bit++) if (code & (16 << bit)) run += next() * 2 ** (8 * bit);
      if (run === 0) run = 0x10000;
      piece = base.subarray(from, from + run);
      if (piece.length < run) throw new Error('a copy from behind the end');
    }
    pieces.push(piece);
    if ((sum += piece.length) > length) throw new Error('too long');
  }
  if (sum !== length) throw new Error('another length');
  return Buffer.concat(pieces);
}
