// GitHub's hash of a line, `primaryLocationLineHash`, by which code scanning knows an alert again.

/** Non-space characters that a hash covers, from the start of its line on. */
const BLOCK = 100;
const BASE = 37;
const WORD = 2 ** 32;
const CHUNK = 1 << 16;
/** Stands for the end of the file. */
const END = 0xffff;
/** 37^100 mod 2^64 in two halves: what a character weighs when it leaves the block. */
const [LEAVING_HIGH, LEAVING_LOW] = halves(BigInt(BASE) ** BigInt(BLOCK));

/**
 * Gives the hash of each line of `lines` that exists, as `dcf995fed4c3985d:1`. `bytes` is the whole file. Lines count from 1
 * and end at `\n`, as locations do; where a lone `\r` divides one, its first part is hashed. The number after the colon
 * counts lines with the same hash. Time is linear and memory is bounded by `lines`. Never throws.
 *
 * The hash is a polynomial in 37, modulo 2^64, over 100 UTF-16 units of the file read as UTF-8: spaces and tabs left out,
 * every `\r\n` or `\r` as `\n`, then U+FFFF at the end and zeros. Format: github/codeql-action, src/fingerprints.ts.
 */
export function lineHash(bytes: Uint8Array, lines: ReadonlySet<number>): Map<number, string> {
  const last = Math.max(0, ...lines);
  const found = new Map<number, string>();
  rollingHashes(bytes, last, (line, _, hash) => {
    if (lines.has(line) && !found.has(line)) found.set(line, hash());
  });
  return numbered(bytes, last, found);
}

/** A second pass counts only the hashes that are asked for: a table of all lines could be larger than the file. */
function numbered(bytes: Uint8Array, last: number, found: ReadonlyMap<number, string>): Map<number, string> {
  const counts = new Map([...found.values()].map((hash) => [hash, 0]));
  const lows = new Set([...found.values()].map((hash) => Number.parseInt(hash.slice(-8), 16)));
  const result = new Map<number, string>();
  if (found.size === 0) return result;
  rollingHashes(bytes, last, (line, low, hash) => {
    if (!lows.has(low)) return;
    const text = hash();
    const count = counts.get(text);
    if (count === undefined) return;
    counts.set(text, count + 1);
    if (found.has(line) && !result.has(line)) result.set(line, `${text}:${count + 1}`);
  });
  return result;
}

/** Told of each line: the lower half of its hash, and how to make the text of all of it. */
type Seen = (line: number, low: number, hash: () => string) => void;

/** Calls `seen` for each line, in order, up to the line `last`. */
function rollingHashes(bytes: Uint8Array, last: number, seen: Seen): void {
  const block = new Uint16Array(BLOCK);
  /** The number of the line that begins at each character of the block, 0 for none. */
  const starts = new Float64Array(BLOCK);
  let [high, low, at, line] = [0, 0, 0, 1];
  let [lineStart, afterCr, done] = [true, false, false];
  const hash = (): string => (high > 0 ? high.toString(16) + low.toString(16).padStart(8, '0') : low.toString(16));

  const push = (unit: number, start: number): void => {
    const due = starts[at] as number;
    if (due > last) done = true;
    else if (due > 0) seen(due, low, hash);
    const leaving = block[at] as number;
    // Every product stays under 2^49, so doubles hold it; `>>> 0` is modulo 2^32, also of negative numbers.
    const sum = BASE * low + unit - LEAVING_LOW * leaving;
    high = (BASE * high + Math.floor(sum / WORD) - LEAVING_HIGH * leaving) >>> 0;
    low = sum >>> 0;
    block[at] = unit;
    starts[at] = start;
    at = (at + 1) % BLOCK;
  };
  const read = (unit: number): void => {
    const endOfCrLf = afterCr && unit === 0x0a;
    afterCr = unit === 0x0d;
    if (unit !== 0x20 && unit !== 0x09 && !endOfCrLf) {
      push(afterCr ? 0x0a : unit, lineStart ? line : 0);
      lineStart = afterCr || unit === 0x0a;
    }
    if (unit === 0x0a) line++;
  };

  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let from = 0; from <= bytes.length && !done; from += CHUNK) {
    const text = decoder.decode(bytes.subarray(from, from + CHUNK), { stream: from + CHUNK <= bytes.length });
    for (let index = 0; index < text.length && !done; index++) read(text.charCodeAt(index));
  }
  if (!done) read(END);
  for (let index = 0; index < BLOCK && !done; index++) push(0, 0);
}

function halves(value: bigint): [high: number, low: number] {
  return [Number((value >> 32n) & 0xffffffffn), Number(value & 0xffffffffn)];
}
