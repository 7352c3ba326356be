// What can stand inside a word without being part of it: invisible characters, terminal codes, markup, line ends.
import { bufferOf, indexOfByte, isSpace, isWord, latin1, tableOf } from './bytes.ts';

export type BreakKind = 'invisible characters' | 'terminal codes' | 'markup' | 'continued line' | 'wrapped line';

/** A break in a word: the bytes up to `to` are skipped. */
export interface Break {
  readonly to: number;
  readonly kind: BreakKind;
}

/** Longest run of tags, and longest tag, in bytes. */
const MAX_MARKUP = 2048;
const MAX_TAG = 512;
/** A line that was wrapped by a terminal or a mailer has at least, and at most, so many bytes. */
const NARROWEST = 40;
const WIDEST = 512;
const MAX_INDENT = 64;

/** Tags that end a word: cells, paragraphs, items. Office formats and their kin put a name before a colon (`w:p`). */
const BLOCKS = new Set(
  (
    'p div li ul ol dl dt dd tr td th tc table tbody thead option select h1 h2 h3 h4 h5 h6 pre section article ' +
    'header footer hr title body head script style si row key string value item entry input button textarea'
  ).split(' '),
);

/** What follows the `<` of a tag. */
const TAG_BYTES = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\\/!?');
const TAG = /^<\\?[/!?]?([A-Za-z][\w:.-]*)?/;
const CHARACTER_DATA = /^(?:\]\]>\s{0,16}<!\[CDATA\[)/;
const ENTITY =
  /^&(?:shy|ZeroWidthSpace|zwnj|zwj|NoBreak|lrm|rlm|nbsp|#0{0,4}(?:173|820[3-7]|8288|65279|160)|#x0{0,4}(?:ad|200[b-f]|2060|feff|a0));/i;
const WRITTEN_INVISIBLE =
  /^\\+(?:u\{?0{0,4}|x)(?:200[b-f]|202[a-f]|206[0-9a-f]|feff|ad|a0|180e|034f|34f|fe0[0-9a-f])\}?/i;
const WRITTEN_CODE = /^\\+(?:u001b|u\{0{0,4}1b\}|x1b|033|e)\[[0-9;:?]{0,32}[@-~]/i;
const LATEX = /^\\(?:-|allowbreak(?:\{\}|[ \t])?|hspace\{0pt\})/;
/** A continued line, also as JSON writes it (`\\\n`), there also with the next line in a string of its own. */
const CONTINUED =
  /^(?:\\[ \t]{0,8}\r?\n|\\{3,8}(?:r\\+)?n(?:\\*",\s{0,64}\\*")?)[ \t]{0,64}(?:[+\-|>#]|\/\/)?[ \t]{0,64}/;
/** What the last four begin with, behind `&`; and behind a backslash, where no other one follows. */
const ENTITY_BYTES = tableOf('sSzZnNlLrR#');
const CONTINUED_BYTES = tableOf(' \t\r\n');
const CODE_BYTES = tableOf('uUxX0eE');
const LATEX_BYTES = tableOf('-ah');
const CARET = /^\^\r?\n[ \t]{0,64}/;

/**
 * The break that begins at `at`, in the middle of a word, or null. Reads a bounded number of bytes. A line end alone is one only
 * where the line is as wide as a terminal's, and the next one goes on as this one began: `> `, `│ `, or the same indentation.
 */
export function breakAt(bytes: Uint8Array, at: number): Break | null {
  switch (bytes[at]) {
    case 0x1b:
      return made(at, terminalCode(bytes, at), 'terminal codes');
    case 0x3c:
      return made(at, markup(bytes, at), 'markup');
    case 0x26:
      return ENTITY_BYTES[bytes[at + 1] ?? 0] === 1 ? made(at, lengthOf(ENTITY, bytes, at, 24), 'markup') : null;
    case 0x5d:
      return bytes[at + 1] === 0x5d ? made(at, lengthOf(CHARACTER_DATA, bytes, at, 40), 'markup') : null;
    case 0x5c:
      return backslash(bytes, at);
    case 0x5e:
      return isLineEnd(bytes[at + 1]) ? made(at, lengthOf(CARET, bytes, at, MAX_INDENT + 4), 'continued line') : null;
    case 0x3d:
      return made(at, softLineBreak(bytes, at), 'continued line');
    case 0x0a:
    case 0x0d:
    case 0x20:
      return made(at, margin(bytes, at) || wrap(bytes, at) || cell(bytes, at), 'wrapped line');
    default:
      return made(at, invisible(bytes, at), 'invisible characters');
  }
}

/** What a shell writes where a command goes on at the left margin: a blank, to be sure that the line is full, and a carriage return. */
function margin(bytes: Uint8Array, at: number): number {
  return bytes[at] === 0x20 && bytes[at + 1] === 0x0d && isWord(bytes[at + 2]) ? 2 : 0;
}

function made(at: number, length: number, kind: BreakKind): Break | null {
  return length > 0 ? { to: at + length, kind } : null;
}

/** The length of what `pattern` matches at `at`, in at most `most` bytes; 0 if it does not. */
function lengthOf(pattern: RegExp, bytes: Uint8Array, at: number, most: number): number {
  return pattern.exec(latin1(bytes, at, at + most))?.[0].length ?? 0;
}

function backslash(bytes: Uint8Array, at: number): Break | null {
  const next = bytes[at + 1] ?? 0;
  const find = (pattern: RegExp): number => lengthOf(pattern, bytes, at, 3 * MAX_INDENT);
  if (CONTINUED_BYTES[next] === 1) return made(at, find(CONTINUED), 'continued line');
  if (LATEX_BYTES[next] === 1) return made(at, find(LATEX), 'markup');
  if (next !== 0x5c && CODE_BYTES[next] !== 1) return null;
  return (
    (next === 0x5c ? made(at, find(CONTINUED), 'continued line') : null) ??
    made(at, find(WRITTEN_CODE), 'terminal codes') ??
    made(at, find(WRITTEN_INVISIBLE), 'invisible characters')
  );
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

/** ECMA-48: `ESC [ parameters final`, `ESC ] text BEL` or `ESC ] text ESC \`; ISO 2022: `ESC ( B`. */
function terminalCode(bytes: Uint8Array, from: number): number {
  const kind = bytes[from + 1] ?? 0;
  if (kind === 0x5d) {
    for (let at = from + 2; at < from + MAX_TAG && at < bytes.length; at++) {
      if (bytes[at] === 0x07) return at + 1 - from;
      if (bytes[at] === 0x1b) return bytes[at + 1] === 0x5c ? at + 2 - from : 0;
    }
    return 0;
  }
  if (kind !== 0x5b) return kind === 0x28 || kind === 0x29 ? 3 : 0;
  for (let at = from + 2; at < from + 40; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x40 && byte <= 0x7e) return at + 1 - from;
    if (byte < 0x20 || byte > 0x3f) return 0;
  }
  return 0;
}

/**
 * An invisible character in UTF-8, its width in bytes or 0: soft hyphen, no-break and zero-width spaces, joiners, direction marks,
 * variation selectors; soft hyphen and no-break space of Latin-1, too.
 */
function invisible(bytes: Uint8Array, at: number): number {
  const [one, two, three] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
  switch (one) {
    case 0xad:
    case 0xa0:
      return 1;
    case 0xc2:
      return two === 0xad || two === 0xa0 ? 2 : 0;
    case 0xcd:
      return two === 0x8f ? 2 : 0;
    case 0xe1:
      return two === 0xa0 && three === 0x8e ? 3 : 0;
    case 0xe2:
      if (two === 0x80) return (three >= 0x8b && three <= 0x8f) || (three >= 0xaa && three <= 0xaf) ? 3 : 0;
      return two === 0x81 && three >= 0xa0 && three <= 0xaf ? 3 : 0;
    case 0xef:
      return (two === 0xbb && three === 0xbf) || (two === 0xb8 && three >= 0x80 && three <= 0x8f) ? 3 : 0;
    case 0xf3:
      return two === 0xa0 && three >= 0x80 && three <= 0x87 ? 4 : 0;
    default:
      return 0;
  }
}

/** One tag and more, white space only between them, in bytes; 0 where one of them ends the word. */
export function markup(bytes: Uint8Array, from: number): number {
  let at = from;
  let end = from;
  while (at - from < MAX_MARKUP && bytes[at] === 0x3c) {
    const close = TAG_BYTES[bytes[at + 1] ?? 0] === 1 ? indexOfByte(bytes, 0x3e, at, at + MAX_TAG) : -1;
    if (close < 0) return 0;
    const [, name] = TAG.exec(latin1(bytes, at, at + 48)) ?? [];
    if (name && BLOCKS.has(name.slice(name.indexOf(':') + 1).toLowerCase())) return 0;
    at = end = close + 1;
    while (at < end + MAX_INDENT && isSpace(bytes[at])) at++;
    // Where a page breaks a line, its source often does too.
    if (name?.toLowerCase() === 'br' && isLineEnd(bytes[end])) end = at;
  }
  return end - from;
}

/** Quoted-printable: `=` at the end of a line, which goes on in the next; behind the `> ` of an answer where this one has it. */
function softLineBreak(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  if (bytes[at] === 0x0d) at++;
  if (bytes[at++] !== 0x0a) return 0;
  if (bytes[at] !== 0x3e) return at - from;
  let start = from;
  while (start > 0 && from - start <= WIDEST && bytes[start - 1] !== 0x0a) start--;
  let same = 0;
  while (same < MAX_INDENT && isAnswer(bytes[at + same]) && bytes[at + same] === bytes[start + same]) same++;
  return at + same - from;
}

function isAnswer(byte: number | undefined): boolean {
  return byte === 0x3e || byte === 0x20;
}

/** A line end where a terminal or a mailer would have put it, with the right edge of a frame before it. */
function wrap(bytes: Uint8Array, from: number): number {
  let at = from;
  if (bytes[at] === 0x20) {
    while (at < from + MAX_INDENT && bytes[at] === 0x20) at++;
    const edge = edgeAt(bytes, at);
    if (edge === 0) return 0;
    at += edge;
    while (at < from + 2 * MAX_INDENT && bytes[at] === 0x20) at++;
  }
  if (bytes[at] === 0x0d) at++;
  if (bytes[at++] !== 0x0a) return 0;
  let start = from;
  while (start > 0 && from - start <= WIDEST && bytes[start - 1] !== 0x0a) start--;
  if (from - start < NARROWEST || from - start > WIDEST) return 0;
  const frame = frameAt(bytes, start, from);
  let same = 0;
  while (same < frame && bytes[at + same] === bytes[start + same]) same++;
  // A mere indentation is not repeated by terminals.
  const isIndent = indentAt(bytes, start) === frame;
  if (same < frame && !(isIndent && same === 0)) return 0;
  const next = at + same;
  return isWord(bytes[next]) && !beginsAssignment(bytes, next) ? next - from : 0;
}

/**
 * A full cell of a table that goes on in the next line, in which all other cells are empty:
 *
 *     │ me │ hf_first │
 *     │    │ rest     │
 */
function cell(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== 0x20 || edgeAt(bytes, from + 1) === 0) return 0;
  const end = indexOfByte(bytes, 0x0a, from, from + WIDEST);
  if (end < 0 || !isOneWord(bytes, end + 1)) return 0;
  let start = from;
  while (start > 0 && from - start <= WIDEST && bytes[start - 1] !== 0x0a) start--;
  if (!isSameEdge(bytes, start, from + 1, end + 1)) return 0;
  const [above = '', below = ''] = textOf(bytes, start, end + WIDEST).split('\n', 2);
  const right = textOf(bytes, start, from).length + 1;
  const left = above.lastIndexOf(above[right] as string, right - 1);
  if (left < 0 || below[left] !== above[left] || below[right] !== above[right]) return 0;
  const others = below.slice(0, left) + below.slice(right + 1);
  if (!/^ \w+ *$/.test(below.slice(left + 1, right)) || !/^[ \r|\u2502\u2503\u2551]*$/.test(others)) return 0;
  return end + 1 + Buffer.byteLength(below.slice(0, left + 2)) - from;
}

/** Whether a line holds one word, and besides it only blanks and edges: most lines do not, and making texts of them costs much. */
function isOneWord(bytes: Uint8Array, from: number): boolean {
  const to = Math.min(bytes.length, from + WIDEST);
  let at = blanksTo(bytes, from, to);
  const word = at;
  while (at < to && isWord(bytes[at])) at++;
  if (at === word) return false;
  at = blanksTo(bytes, at, to);
  return at >= to || bytes[at] === 0x0a;
}

function blanksTo(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const width = bytes[at] === 0x20 || bytes[at] === 0x0d ? 1 : edgeAt(bytes, at);
    if (width === 0) break;
    at += width;
  }
  return at;
}

/** Whether the edge at `edge` of the line from `start` stands in the same column of the line from `below`. */
function isSameEdge(bytes: Uint8Array, start: number, edge: number, below: number): boolean {
  let units = 0;
  for (let at = start; at < edge; at++) units += unitsAt(bytes, at);
  let at = below;
  for (; units > 0; at++) {
    if (at >= bytes.length || bytes[at] === 0x0a) return false;
    units -= unitsAt(bytes, at);
  }
  while (at < bytes.length && unitsAt(bytes, at) === 0) at++;
  const width = edgeAt(bytes, edge);
  for (let i = 0; i < width; i++) if (bytes[at + i] !== bytes[edge + i]) return false;
  return true;
}

/** How many UTF-16 units the byte at `at` begins. */
function unitsAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if ((byte & 0xc0) === 0x80) return 0;
  return byte < 0xf0 ? 1 : 2;
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return bufferOf(bytes).toString('utf8', from, to);
}

/** Whether a name with an equals sign stands at `at`: the next line of an `.env`. */
function beginsAssignment(bytes: Uint8Array, at: number): boolean {
  let end = at;
  while (end < at + MAX_INDENT && isWord(bytes[end])) end++;
  while (end < at + MAX_INDENT && bytes[end] === 0x20) end++;
  return bytes[end] === 0x3d;
}

/** How many bytes an edge of a frame takes: `|`, or one of the box-drawing lines (U+2502, U+2503, U+2551). */
function edgeAt(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x7c) return 1;
  if (bytes[at] !== 0xe2) return 0;
  const three = bytes[at + 2];
  const line = bytes[at + 1] === 0x94 && (three === 0x82 || three === 0x83);
  return line || (bytes[at + 1] === 0x95 && three === 0x91) ? 3 : 0;
}

/** What a line begins with that the next one repeats: indentation, `> `, `# `, `│ `, the `+` and `-` of a diff. No list's items. */
function frameAt(bytes: Uint8Array, start: number, to: number): number {
  let at = start;
  while (at < to && at < start + MAX_INDENT) {
    const byte = bytes[at];
    const edge = edgeAt(bytes, at);
    const mark = byte === 0x3e || byte === 0x23 || byte === 0x2b || byte === 0x2f || byte === 0x2d;
    if ((byte === 0x2d || byte === 0x2b) && bytes[at + 1] === 0x20) break;
    if (edge === 0 && !mark && byte !== 0x20 && byte !== 0x09) break;
    at += Math.max(1, edge);
  }
  return at - start;
}

function indentAt(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
  return at - start;
}
