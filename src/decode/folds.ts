// Line ends that a format puts into one text: blocks and lists of YAML, long lines of LDIF, iCalendar, manifests and mail headers, and a prefix
// that stands alone at the end of its line.

import type { Break } from './breaks.ts';
import { isSpace, isWord, latin1 } from './bytes.ts';

/** Lines that are looked at before the one that ends, and bytes of each. */
const MOST_LINES = 3;
const LONGEST_LINE = 256;
/** Where long lines are folded: RFC 2849 (76), RFC 5545 (75), jar files (72), RFC 5322 (78). The next one begins with one blank. */
const [NARROWEST, WIDEST] = [70, 78];
/** What follows a prefix, where all of a credential's random part stands on the next line. */
const SHORTEST_BODY = 24;
const LONGEST_PREFIX = 24;

const BLOCK = /:[ \t]+(?:![\w!:/.-]+[ \t]+)?[|>][-+1-9]{0,2}[ \t]*\r?$/;
const JOINED_LIST = /(?:^|[ \t])!join[ \t]*\r?$/i;

/** The line end at `from`, with what begins the next line, where it is inside of a word; else null. Reads a bounded number of bytes. */
export function foldAt(bytes: Uint8Array, from: number): Break | null {
  const next = from + (bytes[from] === 0x0d ? 2 : 1);
  if (bytes[next - 1] !== 0x0a || !isWord(bytes[from - 1])) return null;
  if (bytes[from - 1] !== 0x5f && !isSpace(bytes[next]) && bytes[next] !== 0x2d) return null;
  const start = lineStart(bytes, from);
  if (start < 0) return null;
  const isNarrow = from - start >= NARROWEST && from - start <= WIDEST;
  if (isNarrow && (bytes[next] === 0x20 || bytes[next] === 0x09) && isWord(bytes[next + 1]))
    return { to: next + 1, kind: 'wrapped line' };
  const head = headOf(bytes, start);
  const body = headOf(bytes, next);
  const isAlone = head > start && wordEnd(bytes, head) === from && isSame(bytes, start, head, next, body);
  const isFolded = isAlone
    ? endsLine(bytes, wordEnd(bytes, body)) && isInBlock(bytes, start, head)
    : bytes[from - 1] === 0x5f && body === skipBlank(bytes, next) && isBody(bytes, from, body);
  return isFolded ? { to: body, kind: 'wrapped line' } : null;
}

/** Where the line begins that holds `at`; -1 if that is too far away. */
function lineStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && bytes[start - 1] !== 0x0a) if (at - --start > LONGEST_LINE) return -1;
  return start;
}

function skipBlank(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + LONGEST_LINE && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at;
}

/** Behind the indentation of a line, and the `- ` of an item. */
function headOf(bytes: Uint8Array, start: number): number {
  const at = skipBlank(bytes, start);
  return bytes[at] === 0x2d && bytes[at + 1] === 0x20 ? skipBlank(bytes, at + 1) : at;
}

function wordEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + LONGEST_LINE && isWord(bytes[at])) at++;
  return at;
}

function endsLine(bytes: Uint8Array, at: number): boolean {
  return at >= bytes.length || bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] === 0x0a);
}

function isSame(bytes: Uint8Array, from: number, to: number, other: number, otherTo: number): boolean {
  if (to - from !== otherTo - other || !isWord(bytes[otherTo])) return false;
  for (let at = from; at < to; at++) if (bytes[at] !== bytes[other + at - from]) return false;
  return true;
}

/** Whether the lines before the one at `start`, each a word behind the same indentation, are headed by `key: >-`, or `!join` for items. */
function isInBlock(bytes: Uint8Array, start: number, head: number): boolean {
  const heading = skipBlank(bytes, start) < head ? JOINED_LIST : BLOCK;
  for (let line = 0, at = start; line < MOST_LINES && at > 0; line++) {
    const before = lineStart(bytes, at - 1);
    if (before < 0) return false;
    const own = headOf(bytes, before);
    if (!isSame(bytes, start, head, before, own) || !endsLine(bytes, wordEnd(bytes, own)))
      return heading.test(latin1(bytes, before, at - 1));
    at = before;
  }
  return false;
}

/** Whether a short word ends before `from`, and behind it a line is one long word in letters of both cases. */
function isBody(bytes: Uint8Array, from: number, body: number): boolean {
  let start = from;
  while (start > from - LONGEST_PREFIX && isWord(bytes[start - 1])) start--;
  const end = wordEnd(bytes, body);
  if (end - body < SHORTEST_BODY || isWord(bytes[start - 1]) || !endsText(bytes, end)) return false;
  const text = latin1(bytes, body, end);
  return /[a-z]/.test(text) && /[A-Z]/.test(text);
}

/** Whether nothing but quotes and white space stands between `at` and the end of its line. */
function endsText(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at < from + 4 && (bytes[at] === 0x22 || bytes[at] === 0x27 || bytes[at] === 0x60)) at++;
  while (at < from + LONGEST_LINE && isSpace(bytes[at]) && bytes[at] !== 0x0a) at++;
  return at >= bytes.length || bytes[at] === 0x0a;
}
