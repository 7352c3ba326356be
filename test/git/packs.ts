// Builds packs and their indexes byte by byte, true ones and others.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

export type Format = 'sha1' | 'sha256';

/** An entry: an object, or a delta on another entry, named by its distance or by its id. */
export type PackEntry =
  | { readonly type?: 1 | 2 | 3 | 4; readonly bytes: Buffer }
  | { readonly by: 'distance' | 'id'; readonly base: number; readonly delta: Buffer; readonly bytes: Buffer };

/** What may be said that is not so. */
export interface Lies {
  /** Of an entry, the size that its head tells. */
  readonly sizes?: Readonly<Record<number, number>>;
  /** Of an entry, the id of its base. */
  readonly baseIds?: Readonly<Record<number, string>>;
}

export interface BuiltPack {
  readonly pack: Buffer;
  readonly index: Buffer;
  /** By entry. */
  readonly oids: readonly string[];
}

const TYPES = ['', 'commit', 'tree', 'blob', 'tag'];

/** A pack of version 2 and its index of version 2. */
export function buildPack(entries: readonly PackEntry[], format: Format = 'sha1', lies: Lies = {}): BuiltPack {
  const hash = (...parts: Uint8Array[]): Buffer => createHash(format).update(Buffer.concat(parts)).digest();
  // Deltas are blobs.
  const typeOf = (entry: PackEntry): number => ('by' in entry ? 3 : (entry.type ?? 3));
  const ids = entries.map((entry) => hash(Buffer.from(`${TYPES[typeOf(entry)]} ${entry.bytes.length}\0`), entry.bytes));
  const pieces = [Buffer.from('PACK\0\0\0\x02'), number32(entries.length)];
  const offsets: number[] = [];
  let at = 12;
  for (const [number, entry] of entries.entries()) {
    offsets.push(at);
    const content = 'by' in entry ? entry.delta : entry.bytes;
    const size = lies.sizes?.[number] ?? content.length;
    const parts = [entryHead('by' in entry ? (entry.by === 'id' ? 7 : 6) : (entry.type ?? 3), size)];
    if ('by' in entry && entry.by === 'id')
      parts.push(Buffer.from(lies.baseIds?.[number] ?? (ids[entry.base] as Buffer).toString('hex'), 'hex'));
    else if ('by' in entry) parts.push(distance(at - (offsets[entry.base] as number)));
    parts.push(deflateSync(content));
    const all = Buffer.concat(parts);
    pieces.push(all);
    at += all.length;
  }
  const body = Buffer.concat(pieces);
  const pack = Buffer.concat([body, hash(body)]);
  return {
    pack,
    index: indexOf(ids, offsets, pack.subarray(body.length), hash),
    oids: ids.map((id) => id.toString('hex')),
  };
}

/** Puts a pack into a store; gives its path without ending. */
export function writePack(
  objects: string,
  { pack, index }: Pick<BuiltPack, 'pack' | 'index'>,
  name = 'pack-1',
): string {
  const path = join(objects, 'pack', name);
  mkdirSync(join(objects, 'pack'), { recursive: true });
  writeFileSync(`${path}.pack`, pack);
  writeFileSync(`${path}.idx`, index);
  return path;
}

/** One instruction of a delta: bytes of the base, or new ones. */
export type Step = { readonly from: number; readonly size: number } | Buffer;

/** The delta of some steps, and what it makes of `base`. */
export function deltaOf(base: Buffer, steps: readonly Step[]): { readonly delta: Buffer; readonly bytes: Buffer } {
  const bytes = Buffer.concat(
    steps.map((step) => (Buffer.isBuffer(step) ? step : base.subarray(step.from, step.from + step.size))),
  );
  return {
    delta: Buffer.concat([
      size7(base.length),
      size7(bytes.length),
      ...steps.flatMap((step) => [...instructions(step)]),
    ]),
    bytes,
  };
}

function* instructions(step: Step): Generator<Buffer> {
  if (Buffer.isBuffer(step))
    for (let at = 0; at < step.length; at += 127) {
      const part = step.subarray(at, at + 127);
      yield Buffer.concat([Buffer.from([part.length]), part]);
    }
  else
    for (let { from, size } = step; size > 0; from += 0xffff, size -= 0xffff) {
      const part = Math.min(size, 0xffff);
      const bytes = [from & 255, (from >> 8) & 255, (from >> 16) & 255, (from >> 24) & 255, part & 255, part >> 8];
      yield Buffer.from([0x80 | 0x3f, ...bytes]);
    }
}

function size7(size: number): Buffer {
  const bytes: number[] = [];
  for (let rest = size; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    if (rest < 128) return Buffer.from(bytes);
  }
}

function entryHead(type: number, size: number): Buffer {
  const rest = Math.floor(size / 16);
  const first = (type << 4) | (size % 16);
  return rest === 0 ? Buffer.from([first]) : Buffer.concat([Buffer.from([first | 0x80]), size7(rest)]);
}

function distance(length: number): Buffer {
  const bytes = [length & 127];
  for (let rest = Math.floor(length / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift(0x80 | (--rest & 127));
  return Buffer.from(bytes);
}

function indexOf(
  ids: readonly Buffer[],
  offsets: readonly number[],
  checksum: Buffer,
  hash: (...parts: Buffer[]) => Buffer,
): Buffer {
  const order = [...ids.keys()].sort((a, b) => Buffer.compare(ids[a] as Buffer, ids[b] as Buffer));
  const sorted = order.map((number) => ids[number] as Buffer);
  const counts = Array.from({ length: 256 }, (_, first) =>
    number32(sorted.filter((id) => (id[0] as number) <= first).length),
  );
  const places = order.map((number) => number32(offsets[number] as number));
  const body = Buffer.concat([
    Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]),
    ...counts,
    ...sorted,
    Buffer.alloc(4 * ids.length),
    ...places,
    checksum,
  ]);
  return Buffer.concat([body, hash(body)]);
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
