// Avro's data files: blocks of records, packed. Avro specification, "Object Container Files".
import { unpackSnappy } from './block-codecs.ts';
import { bzip2 } from './bzip2.ts';
import type { Budget, Container, Member } from './container.ts';
import { inflate } from './inflate.ts';
import { begins } from './magic.ts';
import { bufferOf, counted, latin1, member } from './members.ts';
import { xz } from './xz.ts';
import { zstd } from './zstd.ts';

const MAGIC = 'Obj\x01';
const SYNC = 16;
const MOST_ENTRIES = 1000;

/** The blocks as they are unpacked, in order; none where they are not packed, since strings stand in them as they are. */
export const avro: Container = {
  name: 'avro',
  isListing: true,
  matches: (bytes) => begins(bytes, MAGIC),
  members: (bytes, budget) => counted(budget, blocks(bytes, budget)),
};

type Unpack = (block: Uint8Array, budget: Budget) => Iterable<Pick<Member, 'bytes' | 'problem'>>;

const CODECS: Readonly<Record<string, Unpack>> = {
  deflate: (block, budget) => [inflate(block, 'deflate', budget)],
  snappy: (block, budget) => [unpackSnappy(block.subarray(0, -4), budget)], // and a checksum
  bzip2: bzip2.members,
  xz: xz.members,
  zstandard: zstd.members,
};

function* blocks(bytes: Uint8Array, budget: Budget): Generator<Member> {
  const reader = new Reader(bytes, MAGIC.length);
  const codec = reader.codec();
  reader.at += SYNC;
  if (codec === 'null') return;
  const unpack = Object.hasOwn(CODECS, codec) ? CODECS[codec] : undefined;
  if (!unpack) return yield member(codec, { bytes: new Uint8Array(0), problem: 'archive-unsupported' });
  for (let number = 1; reader.at < bytes.length; number++) {
    reader.long(); // records
    const size = reader.long();
    const block = reader.take(size);
    reader.at += SYNC;
    for (const { bytes: content, problem } of unpack(block, budget))
      yield member(`block ${number}`, { bytes: content, problem: block.length < size ? 'decode-error' : problem });
  }
}

class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Seven bits a byte, the lowest first; the lowest bit of all is the sign. Throws where there is none. */
  long(): number {
    let value = 0;
    for (let weight = 1; weight < 2 ** 56; weight *= 128) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new Error('no number');
  }

  /** The next `size` bytes, or as many as there are. */
  take(size: number): Uint8Array {
    if (size < 0) throw new Error('no size');
    const taken = bufferOf(this.#bytes).subarray(this.at, this.at + size);
    this.at += size;
    return taken;
  }

  /** `avro.codec` of the metadata, which are a map in blocks: how many, in bytes as well where that is negative, a key and a value each. */
  codec(): string {
    let codec = 'null';
    let entries = 0;
    for (let count = this.long(); count !== 0; count = this.long()) {
      if (count < 0) this.long();
      for (let left = Math.abs(count); left > 0 && entries < MOST_ENTRIES; left--, entries++) {
        const key = latin1(this.take(this.long()));
        const value = latin1(this.take(this.long()));
        if (key === 'avro.codec') codec = value;
      }
      if (entries >= MOST_ENTRIES) throw new Error('too many');
    }
    return codec;
  }
}
