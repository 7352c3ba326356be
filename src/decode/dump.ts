// Lines of a hex dump, as xxd, hexdump -C, od and tcpdump print them: an offset, the bytes, and what they are in ASCII.
import { hexDigit, hexPair } from './bytes.ts';
import { gapOf, NOTHING, type Notation, type Written, written } from './listed.ts';

/** Longer lines are no dump; `xxd -c 64` writes 236 characters. */
const LONGEST_LINE = 256;
/** Digits of a byte. */
const WIDTH = 2;
const MOST_OFFSET_DIGITS = 16;
const FEWEST_OFFSET_DIGITS = 4;

/**
 * One line. `closed` where the offset ends in a colon: then two spaces end the bytes, otherwise they stand in the middle as well.
 *
 *     00000010: 6866 5f41 4142 4344  hf_AABCD              (xxd)
 *     00000010  68 66 5f 41 41 42 43 44  45 46 |hf_AABCDEF|  (hexdump -C)
 *     0000020 68 66 5f 41                                  (od -t x1)
 */
interface Line {
  readonly start: number;
  /** Where the first byte's digits stand. */
  readonly data: number;
  readonly closed: boolean;
}

/** Bytes of a dump, from line to line. */
export const dump: Notation = {
  isUneven: true,
  at: unitAt,

  begins(bytes, at) {
    const line = lineOf(bytes, at);
    return line !== null && (at === line.data || startOfLast(bytes, line, at + 2) === at);
  },

  next(bytes, from) {
    // Nearly always the line need not be known.
    const near = isHexPair(bytes, from) ? from : isHexPair(bytes, from + 1) && isSpace(bytes[from]) ? from + 1 : -1;
    if (near >= 0) return unitAt(bytes, near, near - from);
    const line = lineOf(bytes, from);
    const found = line ? inLine(bytes, from, line.closed) : NOTHING;
    if (!line || found !== NOTHING) return found;
    const limit = Math.min(bytes.length, line.start + LONGEST_LINE);
    let end = from;
    while (end < limit && bytes[end] !== 0x0a) end++;
    const after = end < limit ? lineOf(bytes, end + 1) : null;
    return after ? unitAt(bytes, after.data, after.data - from) : NOTHING;
  },

  previous(bytes, to) {
    const line = lineOf(bytes, to);
    if (!line) return NOTHING;
    const before = to > line.data ? line : line.start > 0 ? lineOf(bytes, line.start - 1) : null;
    const start = before ? startOfLast(bytes, before, before === line ? to : line.start) : -1;
    return start < 0 ? NOTHING : unitAt(bytes, start, to - start - WIDTH);
  },
};

/** Where the last of a line's bytes begins that ends at `to` or before; or -1. */
function startOfLast(bytes: Uint8Array, { data, closed }: Line, to: number): number {
  let last = -1;
  let one = unitAt(bytes, data);
  for (let at = data; one !== NOTHING && at + WIDTH <= to; at += gapOf(one)) {
    last = at;
    at += WIDTH;
    one = inLine(bytes, at, closed);
  }
  return last;
}

/** The byte that follows in the same line, or null at the end of its bytes. */
function inLine(bytes: Uint8Array, from: number, closed: boolean): Written {
  if (isHexPair(bytes, from)) return unitAt(bytes, from);
  if (!isSpace(bytes[from]) && bytes[from] !== 0x2d) return NOTHING;
  if (isHexPair(bytes, from + 1)) return unitAt(bytes, from + 1, 1);
  if (closed || !isSpace(bytes[from + 1])) return NOTHING;
  // After a wide gap, letters of the text may look like a byte: a byte ends in a space.
  let end = from + 2;
  while (isHexPair(bytes, end)) end += 2;
  const isByte = end > from + 2 && (isSpace(bytes[end]) || bytes[end] === 0x0a || bytes[end] === 0x0d);
  return isByte ? unitAt(bytes, from + 2, 2) : NOTHING;
}

/** The line that `at` lies in, if it begins as one of a dump does. */
function lineOf(bytes: Uint8Array, at: number): Line | null {
  const limit = Math.max(0, at - LONGEST_LINE);
  let start = at;
  while (start > limit && bytes[start - 1] !== 0x0a) start--;
  if (start > 0 && bytes[start - 1] !== 0x0a) return null;
  let offset = start;
  // Quoted or commented, with an indentation or without.
  while (offset < start + 16 && isMargin(bytes[offset])) offset++;
  if (bytes[offset] === 0x30 && bytes[offset + 1] === 0x78) offset += 2;
  let end = offset;
  while (end <= offset + MOST_OFFSET_DIGITS && hexDigit(bytes[end] ?? 0) >= 0) end++;
  if (end < offset + FEWEST_OFFSET_DIGITS || end > offset + MOST_OFFSET_DIGITS) return null;
  const closed = bytes[end] === 0x3a;
  let data = closed ? end + 1 : end;
  while (data < end + 8 && isSpace(bytes[data])) data++;
  return data > end && isHexPair(bytes, data) ? { start, data, closed } : null;
}

/** The byte at `start`, which is `gap` bytes away from the place that is asked about. */
function unitAt(bytes: Uint8Array, start: number, gap = 0): Written {
  const code = hexPair(bytes, start);
  return code < 0 ? NOTHING : written(code, WIDTH, gap);
}

function isHexPair(bytes: Uint8Array, at: number): boolean {
  return hexPair(bytes, at) >= 0;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** Space, tab, `#`, `/`, `>`, `|`, `*`. */
function isMargin(byte: number | undefined): boolean {
  return isSpace(byte) || byte === 0x23 || byte === 0x2f || byte === 0x3e || byte === 0x7c || byte === 0x2a;
}
