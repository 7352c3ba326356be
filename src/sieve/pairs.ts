// Finds literals by pairs of bytes at even addresses, eight pairs at a time, where there is no WebAssembly with SIMD.
import type { Run, Stretch } from '../types.ts';
import { SHARES, shareOfPair } from './shares.ts';

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

interface Entry {
  /** The number of the literal, and its bytes. */
  readonly index: number;
  readonly literal: Uint8Array;
  /** Where the pair begins in them. */
  readonly pair: number;
  /** The rarest byte besides the pair, and where it stands, counted from the pair: most of what is not the literal differs there. */
  readonly byte: number;
  readonly from: number;
}

/** The literals that a pair of bytes can belong to. */
type Bucket = readonly Entry[];

/** Told of each place of a literal, in no order. */
export type Found = (offset: number, index: number) => void;

/** Tells `found` of the places of literals, in no order, at least of those in `part`; gives the runs in the bytes if it finds these too. */
export type Search = (bytes: Uint8Array, found: Found, part?: Stretch) => readonly Run[] | undefined;

/**
 * Compiles literals of three bytes or more into one pass over bytes. Only pairs that begin at an even address are looked at: each literal
 * has one of them wherever it stands. Work is linear in the input plus what is found.
 */
export function createPairSearch(literals: readonly Uint8Array[]): (bytes: Uint8Array, found: Found) => void {
  const { marks, buckets } = compile(literals);
  return (bytes, found) => search(bytes, marks, buckets, found);
}

/** By the pair `a b` as `b << 8 | a`, the later byte first: whether it is one of a literal, and the literals. Small, to stay near the processor. */
function compile(literals: readonly Uint8Array[]): { marks: Uint8Array; buckets: ReadonlyMap<number, Bucket> } {
  const marks = new Uint8Array(0x10000);
  const buckets = new Map<number, Entry[]>();
  // One pair for literals that begin at an even address, another one for those at an odd address.
  for (const [index, literal] of literals.entries())
    for (const pair of [rarestPair(literal, 0), rarestPair(literal, 1)]) {
      const key = ((literal[pair + 1] as number) << 8) | (literal[pair] as number);
      marks[key] = 1;
      const bucket = buckets.get(key);
      if (bucket) bucket.push(entryOf(index, literal, pair));
      else buckets.set(key, [entryOf(index, literal, pair)]);
    }
  return { marks, buckets };
}

function entryOf(index: number, literal: Uint8Array, pair: number): Entry {
  const others = [...literal.keys()].filter((at) => at !== pair && at !== pair + 1);
  const [rarest = pair] = others.sort(
    (a, b) => (SHARES[literal[a] as number] as number) - (SHARES[literal[b] as number] as number),
  );
  return { index, literal, pair, byte: literal[rarest] as number, from: rarest - pair };
}

/** Where the pair begins that is seen least, of those at every second place from `first` on. */
function rarestPair(bytes: Uint8Array, first: number): number {
  let best = first;
  let least = Number.POSITIVE_INFINITY;
  for (let at = first; at + 1 < bytes.length; at += 2) {
    const score = shareOfPair(bytes[at] as number, bytes[at + 1] as number);
    if (score >= least) continue;
    least = score;
    best = at;
  }
  return best;
}

/** Bytes below which a view of words does not pay. */
const SMALL = 64;

function search(bytes: Uint8Array, marks: Uint8Array, buckets: ReadonlyMap<number, Bucket>, found: Found): void {
  const { byteOffset: base, length } = bytes;
  let at = base & 1;
  if (length >= SMALL && LITTLE_ENDIAN) {
    const start = -base & 3;
    for (; at < start; at += 2) look(bytes, at, marks, buckets, found);
    const words = new Int32Array(bytes.buffer, base + start, (length - start) >> 2);
    const whole = words.length & ~3;
    for (
      let word = nextMarked(words, 0, whole, marks);
      word < whole;
      word = nextMarked(words, word + 4, whole, marks)
    ) {
      const group = start + word * 4;
      for (let pair = group; pair < group + 16; pair += 2) {
        look(bytes, pair, marks, buckets, found);
      }
    }
    at = start + whole * 4;
  }
  for (; at + 1 < length; at += 2) look(bytes, at, marks, buckets, found);
}

/**
 * The first four words from `from` on, by steps of four, of whose eight pairs one is marked; `whole` if there are none. Nearly everywhere
 * there are none: one branch for sixteen bytes.
 */
function nextMarked(words: Int32Array, from: number, whole: number, marks: Uint8Array): number {
  for (let word = from; word < whole; word += 4) {
    const one = words[word] as number;
    const two = words[word + 1] as number;
    const three = words[word + 2] as number;
    const four = words[word + 3] as number;
    const isMarked =
      (marks[one & 0xffff] as number) |
      (marks[one >>> 16] as number) |
      (marks[two & 0xffff] as number) |
      (marks[two >>> 16] as number) |
      (marks[three & 0xffff] as number) |
      (marks[three >>> 16] as number) |
      (marks[four & 0xffff] as number) |
      (marks[four >>> 16] as number);
    if (isMarked !== 0) return word;
  }
  return whole;
}

/** Tells of the literals that stand where the pair at `at` is theirs. */
function look(
  bytes: Uint8Array,
  at: number,
  marks: Uint8Array,
  buckets: ReadonlyMap<number, Bucket>,
  found: Found,
): void {
  const key = ((bytes[at + 1] as number) << 8) | (bytes[at] as number);
  if (marks[key] === 0) return;
  for (const { index, literal, pair, byte, from } of buckets.get(key) as Bucket) {
    if (bytes[at + from] !== byte) continue;
    const offset = at - pair;
    if (stands(bytes, offset, literal)) found(offset, index);
  }
}

function stands(bytes: Uint8Array, offset: number, literal: Uint8Array): boolean {
  if (offset < 0 || offset + literal.length > bytes.length) return false;
  for (let at = 0; at < literal.length; at++) if (bytes[offset + at] !== literal[at]) return false;
  return true;
}
