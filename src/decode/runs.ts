// Finds long runs of digits that can encode text, and of escapes: nearly everything has none.
import type { Run } from '../types.ts';
import { latin1 } from './bytes.ts';

/** Nothing that could hold a credential is shorter: 36 characters are 48 of base64, and 72 hex digits. */
export const SHORTEST = 48;
export const SHORTEST_HEX = 72;
/** A long run is opened at every so many characters, since a reader of large files may see no more than a part of it. */
export const STEP = 1 << 16;
/** How much farther than the run an opener's form reaches: a wrapped one may end in a line that is too short to be seen. */
export const BEYOND = 256;
/** Fewer escapes hide nothing: so many must stand in what is looked at. */
export const FEWEST_ESCAPES = 8;

/** One of the digits, as a regular expression has it. */
export const DIGITS = '[A-Za-z0-9+/_-]';

const [BASE64, HEX, ESCAPE] = [1, 2, 3];
/** What runs are made of: what base64 and base64url write with, what hex does too, and what escapes are written with besides; 0 for the rest. */
export const CLASSES = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  CLASSES[char.charCodeAt(0)] = BASE64;
for (const char of '0123456789ABCDEFabcdef') CLASSES[char.charCodeAt(0)] = HEX;
for (const char of '%\\&#;') CLASSES[char.charCodeAt(0)] = ESCAPE;

/** What each escape begins with. */
const MARKS = new Uint8Array(256);
for (const char of '%\\&') MARKS[char.charCodeAt(0)] = 1;

/**
 * The runs in `bytes`, ascending by end, as far as they can be anything but names and rules. About one byte in seven is looked at.
 * `sieve/runs.as.ts` does the same, and is changed together with this.
 */
export function runsIn(bytes: Uint8Array): readonly Run[] {
  const runs: Run[] = [];
  // Each run of the shortest length has one of these bytes.
  for (let at = SHORTEST - 1; at < bytes.length; at += SHORTEST) {
    if (CLASSES[bytes[at] as number] === 0) continue;
    let start = at;
    while (start > at - SHORTEST + 1 && CLASSES[bytes[start - 1] as number] !== 0) start--;
    let end = at + 1;
    const least = start + SHORTEST;
    while (end < least && CLASSES[bytes[end] ?? 0] !== 0) end++;
    if (end < least) {
      at = end;
      continue;
    }
    while (CLASSES[bytes[end] ?? 0] !== 0) end++;
    split(bytes, start, end, runs);
    at += Math.floor((end - 1 - at) / SHORTEST) * SHORTEST;
  }
  return runs;
}

/** Adds what is in the run [start, end): digits between escapes, and the whole where there are many of these. */
function split(bytes: Uint8Array, start: number, end: number, runs: Run[]): void {
  let first = start;
  // What is cut is read on, with others that look like it.
  let rest = start;
  let escaped = 0;
  for (let at = start; at <= end; at++) {
    if (at < end && CLASSES[bytes[at] as number] !== ESCAPE) continue;
    const isLong = at - first >= SHORTEST;
    const mayBeCut = first >= rest && end - first >= SHORTEST && end - at > BEHIND_CUT;
    if (isLong ? mayEncode(bytes, first, at) : mayBeCut && isCut(bytes, first, at)) {
      runs.push({ start: first, end: at, isEscaped: false });
      rest = first + SHORTEST;
    }
    if (at === end) break;
    if (MARKS[bytes[at] as number] === 1) escaped++;
    // The digits of an escape are none of what follows it.
    at += lengthOfEscape(bytes, at) - 1;
    first = at + 1;
  }
  if (escaped >= FEWEST_ESCAPES) runs.push({ start, end, isEscaped: true });
}

/** How base64 of gzip, zip and zlib begins. */
const PACKED = /^(?:H4s|UEs|e[AFJN])/;
/** More bytes stand behind what cuts it, or it is too short anyway. */
const BEHIND_CUT = 8;
/** A line in which something packed is cut. */
export const CUT_LINE = `(H4s|UEs|e[AFJN])${DIGITS}*[%\\&][A-Za-z0-9+/_%\\&#;-]{${BEHIND_CUT}}`;

/** Whether digits are the beginning of something packed that is too short: in JSON, URLs and HTML, `+` and `/` are escaped. */
function isCut(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (MARKS[bytes[end] as number] !== 1) return false;
  return (first === 0x65 || first === 0x48 || first === 0x55) && PACKED.test(latin1(bytes, start, end));
}

/** Escapes that are escaped so often more are written `%2527`. */
const MOST_LAYERS = 3;
const MOST_BACKSLASHES = 16;

/** `%27`, `%2527`, `&#37;27`, `\\u0022`, `\\x22`, `\\n`, the numbers also behind several backslashes; one for what is none. */
export function lengthOfEscape(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case 0x25:
      return 1 + percentDigits(bytes, at + 1);
    case 0x26:
      return isEscapedPercent(bytes, at) ? 5 + percentDigits(bytes, at + 5) : 1;
    case 0x5c:
      return 1 + behindBackslash(bytes, at + 1);
    default:
      return 1;
  }
}

function percentDigits(bytes: Uint8Array, from: number): number {
  let count = isHexAt(bytes, from, 2) ? 2 : 0;
  while (count > 0 && count <= 2 * MOST_LAYERS && isPercent(bytes, from + count - 2) && isHexAt(bytes, from + count, 2))
    count += 2;
  return count;
}

/** Whether the digits of `%25` stand at `at`. */
function isPercent(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x32 && bytes[at + 1] === 0x35;
}

/** `&#37;`. */
function isEscapedPercent(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === 0x23 && bytes[at + 2] === 0x33 && bytes[at + 3] === 0x37 && bytes[at + 4] === 0x3b;
}

function behindBackslash(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + MOST_BACKSLASHES && bytes[at] === 0x5c) at++;
  const digits = bytes[at] === 0x75 ? 4 : bytes[at] === 0x78 ? 2 : 0;
  if (digits > 0 && (at === from || isHexAt(bytes, at + 1, digits))) return at + 1 + digits - from;
  return 1;
}

function isHexAt(bytes: Uint8Array, at: number, count: number): boolean {
  return hexDigits(bytes, at, at + count) === count;
}

/** Whether there are, at one of the places where a run is opened, capitals and small letters, or nothing but hex digits. */
function mayEncode(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; end - at >= SHORTEST; at += STEP)
    if (isMixed(bytes, at) || hexDigits(bytes, at, Math.min(end, at + SHORTEST_HEX)) === SHORTEST_HEX) return true;
  return false;
}

/** Whether there are capitals and a small letter: what encodes text or something packed has both, names and rules mostly have not. */
export function isMixed(bytes: Uint8Array, from: number): boolean {
  let capitals = 0;
  let small = 0;
  for (let at = from; at < from + SHORTEST; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x41 && byte <= 0x5a) capitals++;
    else if (byte >= 0x61 && byte <= 0x7a) small++;
  }
  return capitals > 1 && small > 0;
}

/** How many of the bytes in [from, to) are hex digits, until one is none. */
export function hexDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && CLASSES[bytes[at] as number] === HEX) at++;
  return at - from;
}
