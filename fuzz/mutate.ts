// Changes of inputs: the ones that break parsers.
import type { Random } from './random.ts';
import type { Input, Target } from './target.ts';

/** Larger parts are cut, in bytes. */
const LARGEST = 1 << 16;
const INTERESTING = [
  ...[0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 129, 192, 240, 254, 255, 256, 257, 511, 512, 1024],
  ...[4095, 4096, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x10000, 0xffffff, 0x1000000, 0x7ffffffe, 0x7fffffff],
  ...[0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff],
];

/** One to some twenty changes of an input; `others` are what it may be spliced with. */
export function mutated(input: Input, others: readonly Input[], { words = [] }: Target, random: Random): Input {
  const parts = [...input.parts];
  for (let more = true; more; more = random.once(2)) {
    const at = random.below(parts.length);
    const other = random.of(others).parts;
    parts[at] = changed(parts[at] as Buffer, other[Math.min(at, other.length - 1)] as Buffer, words, random);
  }
  return { label: input.label, parts };
}

type Change = (bytes: Buffer, random: Random, other: Buffer, words: readonly Buffer[]) => Buffer;

const CHANGES: readonly Change[] = [
  (bytes, random) => put(bytes, random, (copy, at) => void ((copy[at] as number) ^= 1 << random.below(8))),
  (bytes, random) => put(bytes, random, (copy, at) => void (copy[at] = random.next())),
  (bytes, random) => put(bytes, random, (copy, at) => void (copy[at] = random.of(INTERESTING))),
  (bytes, random) => put(bytes, random, (copy, at) => setNumber(copy, at, () => random.of(INTERESTING), random)),
  // Lengths that are a little wrong.
  (bytes, random) =>
    put(bytes, random, (copy, at) => setNumber(copy, at, (before) => before + random.below(33) - 16, random)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => cut(bytes, random, () => []),
  // A piece again, up to 2^8 times.
  (bytes, random) => cut(bytes, random, (piece) => Array.from({ length: 1 + (1 << random.below(9)) }, () => piece)),
  (bytes, random) => cut(bytes, random, (piece) => [piece, random.bytes(random.below(20))]),
  (bytes, random) => cut(bytes, random, (piece) => [Buffer.alloc(piece.length, random.next())]),
  // A piece elsewhere.
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const from = random.below(copy.length);
    copy.copyWithin(random.below(copy.length), from, from + random.below(64));
    return copy;
  },
  (bytes, random, other) => Buffer.concat([head(bytes, random), tail(other, random)]),
  (bytes, random, other) =>
    Buffer.concat([head(bytes, random), head(tail(other, random), random), tail(bytes, random)]),
];

function changed(bytes: Buffer, other: Buffer, words: readonly Buffer[], random: Random): Buffer {
  // Where there are words, they make texts: one change in four.
  const result =
    words.length > 0 && random.once(4)
      ? cut(bytes, random, (piece) => (random.once(2) ? [piece, random.of(words)] : [random.of(words)]))
      : random.of(CHANGES)(bytes, random, other, words);
  return result.length > LARGEST ? result.subarray(0, LARGEST) : result;
}

/** A copy in which `set` changes something at a place. */
function put(bytes: Buffer, random: Random, set: (copy: Buffer, at: number) => void): Buffer {
  if (bytes.length === 0) return random.bytes(1);
  const copy = Buffer.from(bytes);
  set(copy, random.below(copy.length));
  return copy;
}

/** Sets 1, 2, 4 or 8 bytes, of either order. */
function setNumber(copy: Buffer, at: number, value: (before: number) => number, random: Random): void {
  const size = Math.min(random.of([1, 2, 4, 8]), copy.length - at);
  const isBig = random.once(2);
  const place = (index: number): number => at + (isBig ? size - 1 - index : index);
  let before = 0;
  for (let index = Math.min(size, 6) - 1; index >= 0; index--) before = before * 256 + (copy[place(index)] as number);
  let after = value(before);
  for (let index = 0; index < size; index++) {
    copy[place(index)] = after;
    after = Math.floor(after / 256);
  }
}

/** A short piece, mostly, replaced by others. */
function cut(bytes: Buffer, random: Random, replace: (piece: Buffer) => readonly Buffer[]): Buffer {
  const from = random.below(bytes.length + 1);
  const to = from + random.below(Math.min(bytes.length - from, random.once(4) ? LARGEST : 16) + 1);
  return Buffer.concat([bytes.subarray(0, from), ...replace(bytes.subarray(from, to)), bytes.subarray(to)]);
}

function head(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

function tail(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(random.below(bytes.length + 1));
}
