// How programs put a string together: literals side by side, operators, names.

import { markup } from './breaks.ts';
import { isDigit, isSpace, isWord, latin1, tableOf } from './bytes.ts';

/** A part of an expression: the text that begins at `at`, and ends at `end` where that is known, or what is assigned to the name [start, end). */
export type Operand =
  | { readonly kind: 'text'; readonly at: number; readonly end?: number }
  | { readonly kind: 'name'; readonly start: number; readonly end: number };

/** How a string goes on: with `operand`, if there is one, and then at `to`, in a string or behind an operand. */
export interface Step {
  readonly to: number;
  readonly inString: boolean;
  readonly operand?: Operand;
  /** Whether a comma stands between: then it is a list, which counts only where the items are joined. */
  readonly comma?: boolean;
  /** Whether the operand fills a placeholder: then what follows the format's text are its arguments, and no more of it. */
  readonly formatted?: boolean;
  /** Whether nothing but white space stands between: then it could be something else that begins there. */
  readonly bare?: boolean;
  /** Whether the operand is what a list's items are joined with. */
  readonly separated?: boolean;
}

/** A name, as it stands in an expression: the part that says what it is called, and where the expression goes on. */
interface Path {
  readonly start: number;
  readonly end: number;
  readonly to: number;
}

/** Bytes between two literals: white space, comments, operators. */
const MAX_GAP = 512;
/** Longest name, in bytes. */
export const MAX_NAME = 64;

const OPERATORS = new Set(['+', '++', '.', '..', '||', '&', '<>', '^', '~', '<<', '*', ',']);
const OPERATOR_BYTES = tableOf('+.|&<>^~*,');

/** What `concat(` and its like begin with. */
const METHOD_BYTES = tableOf('capAC');

const SINGLE = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

const BACKSLASH = 0x5c;

/** A quote in HTML, in JSON that is made for HTML, in a URL. */
const WRITTEN_QUOTE = /^(?:&(?:quot|apos|#3[49]|#x2[27]);|\\+(?:u00|x)2[27]|%2[27])/i;

/** As `quoteAt`, or in other letters: `&quot;`. In a text that quotes hold, that is a part of it. */
export function anyQuoteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte !== 0x26 && byte !== 0x25 && byte !== BACKSLASH) return quoteAt(bytes, at);
  return WRITTEN_QUOTE.exec(latin1(bytes, at, at + 16))?.[0].length ?? quoteAt(bytes, at);
}

/** The quote at `at`, with the backslashes before it, and its width where there is one: `"`, `\"`, `'''`; else 0. */
export function quoteAt(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < at + 8 && bytes[end] === BACKSLASH) end++;
  const quote = bytes[end];
  if (quote !== 0x22 && quote !== 0x27 && quote !== 0x60) return 0;
  const slashes = end - at;
  const one = slashes + 1;
  // Three in a row are one quote, unless a word follows two of them in a shell.
  const again = (from: number) => quoteByte(bytes, from, slashes) === quote;
  return quote !== 0x60 && again(at + one) && again(at + 2 * one) ? 3 * one : one;
}

/** The byte behind exactly `slashes` backslashes. */
function quoteByte(bytes: Uint8Array, at: number, slashes: number): number {
  for (let i = at; i < at + slashes; i++) if (bytes[i] !== BACKSLASH) return -1;
  return bytes[at + slashes] ?? -1;
}

/** How an expression goes on behind an operand: an operator or nothing, and the next operand; or the end of an interpolation. */
export function stepAfterOperand(bytes: Uint8Array, from: number): Step | null {
  let at = skipSpace(bytes, from, from + 8);
  if (bytes[at] === 0x7d) return { to: at + (bytes[at + 1] === 0x7d ? 2 : 1), inString: true };
  const limit = from + MAX_GAP;
  let operator = '';
  let closed = 0;
  at = from;
  while (at < limit && at < bytes.length) {
    const next = skipBlank(bytes, at, limit);
    const literal = literalAt(bytes, next);
    if (literal > 0 && (operator !== '' || closed === 0))
      return { to: next + literal, inString: true, comma: operator === ',', bare: operator === '' };
    const byte = bytes[next];
    if (byte === 0x29 && operator === '') closed++;
    else if (byte === 0x28 && operator !== '') closed--;
    else if (isPatchMark(bytes, next)) {
      at = next + 1;
      continue;
    } else if (byte === 0x25 && isPlus(bytes, next)) {
      [operator, at] = ['+', next + 3];
      continue;
    } else if (byte === 0x2e && operator === '' && callAt(bytes, next) > 0) {
      at = next + callAt(bytes, next);
      continue;
    } else if (operator === '' && OPERATOR_BYTES[byte ?? 0] === 1) {
      const read = operatorAt(bytes, next);
      if (read === '') return null;
      operator = read;
      at = next + read.length;
      const added = appended(bytes, next, read);
      if (added > 0) [operator, at] = ['+', added];
      continue;
    } else if (operator === '') return addition(bytes, next) ?? (closed === 0 ? macroAfter(bytes, from, next) : null);
    else if (conversionAt(bytes, next) > 0) {
      at = next + conversionAt(bytes, next);
      continue;
    } else return nameAfter(bytes, next, operator, at > from && isSpace(bytes[at]));
    at = next + 1;
  }
  return null;
}

/** What a patch adds, or takes away, says so at the beginning of each line; an operator there has a space behind it. */
function isPatchMark(bytes: Uint8Array, at: number): boolean {
  if ((bytes[at] !== 0x2b && bytes[at] !== 0x2d) || bytes[at - 1] !== 0x0a) return false;
  return bytes[at + 1] !== 0x20 || isSpace(bytes[at + 2]);
}

/** `%2B`, as URLs write it. */
function isPlus(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === 0x32 && ((bytes[at + 2] ?? 0) | 0x20) === 0x62;
}

/** `str(` and its like, its width in bytes; else 0. */
function conversionAt(bytes: Uint8Array, at: number): number {
  const lower = (bytes[at] ?? 0) | 0x20;
  return lower === 0x73 ? (/^(?:str|String|string|strval)\(/.exec(latin1(bytes, at, at + 8))?.[0].length ?? 0) : 0;
}

/** What gives a literal as it is, `.to_string()` and its like, its width in bytes; else 0. */
function callAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 0x74 && bytes[at + 1] !== 0x69) return 0;
  return /^\.(?:to_string|to_owned|into|toString|to_s)\(\)/.exec(latin1(bytes, at, at + 16))?.[0].length ?? 0;
}

/** `"a".concat("b")`, `.append(`: where the operand begins, or 0. */
function appended(bytes: Uint8Array, at: number, operator: string): number {
  if (operator !== '.' || METHOD_BYTES[bytes[at + 1] ?? 0] !== 1) return 0;
  const [found] = /^\.(?:concat|append|plus|push_str|Append|Concat)\(\s{0,16}/.exec(latin1(bytes, at, at + 40)) ?? [''];
  return at + found.length === at ? 0 : at + found.length;
}

/** `"a"; name += "b"`, on the next line or on the same. */
export function addition(bytes: Uint8Array, from: number): Step | null {
  let at = from;
  if (bytes[at] === 0x3b) at = skipSpace(bytes, at + 1, at + 1 + MAX_NAME);
  const path = pathAt(bytes, at);
  if (!path) return null;
  at = skipSpace(bytes, path.to, path.to + 8);
  // `+=`, `.=`, `..=`
  const isDot = bytes[at] === 0x2e;
  if (!isDot && bytes[at] !== 0x2b) return null;
  const width = isDot && bytes[at + 1] === 0x2e ? 3 : 2;
  if (bytes[at + width - 1] !== 0x3d) return null;
  at = skipSpace(bytes, at + width, at + width + MAX_NAME);
  const literal = literalAt(bytes, at);
  return literal > 0 ? { to: at + literal, inString: true } : nameAfter(bytes, at, '+', true);
}

/** So many macros in a row are read. */
const MAX_MACROS = 16;
/** What ends a macro's name in C: something else would follow a keyword. */
const MACRO_ENDS = tableOf(';,)"\n\r');

/** The name of a macro, in capitals, on the same line: `"hf_…" SUFFIX`, `PREFIX SUFFIX`. */
function macroAfter(bytes: Uint8Array, from: number, at: number): Step | null {
  if (at === from || skipTabs(bytes, from) !== at || isDigit(bytes[at])) return null;
  const first = macroEnd(bytes, at);
  let end = first;
  // More of them may follow.
  for (let more = 0; more < MAX_MACROS && end > 0; more++) {
    const next = skipTabs(bytes, end);
    if (MACRO_ENDS[bytes[next] ?? 0x0a] === 1)
      return { to: first, inString: false, operand: { kind: 'name', start: at, end: first } };
    end = isDigit(bytes[next]) ? 0 : macroEnd(bytes, next);
  }
  return null;
}

/** Where the word in capitals ends that begins at `at`; 0 if none does. */
function macroEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < at + MAX_NAME && isCapital(bytes[end])) end++;
  return end > at && !isWord(bytes[end]) ? end : 0;
}

function skipTabs(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + MAX_NAME && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at;
}

function isCapital(byte: number | undefined): boolean {
  return isWord(byte) && ((byte as number) < 0x61 || (byte as number) > 0x7a);
}

/** A name behind an operator. Behind a dot it could be a method's: there, a `$`, a capital, or white space is asked for. */
function nameAfter(bytes: Uint8Array, at: number, operator: string, spaced: boolean): Step | null {
  if (operator === '*' || operator === '<<') return null;
  const first = bytes[at] ?? 0;
  if (operator === '.' && first !== 0x24 && !spaced && !(first >= 0x41 && first <= 0x5a)) return null;
  const path = pathAt(bytes, at);
  if (!path) return null;
  return {
    to: path.to,
    inString: false,
    operand: { kind: 'name', start: path.start, end: path.end },
    comma: operator === ',',
  };
}

/** One of the operators that join strings, or nothing where something else stands there (`+=`, `&&`, `...`). */
function operatorAt(bytes: Uint8Array, at: number): string {
  let end = at;
  // What begins with one of their characters: `+&quot;`, `+</span>`.
  const isOther = (): boolean => end > at && (anyQuoteAt(bytes, end) > 0 || markup(bytes, end) > 0);
  while (end < at + 3 && OPERATOR_BYTES[bytes[end] ?? 0] === 1 && !isOther()) end++;
  if (bytes[end] === 0x3d) return '';
  const text = end === at + 1 ? (SINGLE[bytes[at] ?? 0] ?? '') : latin1(bytes, at, end);
  return OPERATORS.has(text) ? text : '';
}

/** How wide the beginning of a literal is, its prefix (`f`, `rb`, `N`, `@`, `$`) included; 0 where none begins. */
export function literalAt(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + 2 && isPrefix(bytes[at])) at++;
  if (bytes[at - 1] === 0x75 && bytes[at] === 0x38) at++; // `u8"…"`
  const quote = anyQuoteAt(bytes, at);
  return quote === 0 ? 0 : at + quote - from;
}

const PREFIXES = tableOf('fFrRbBuULN@$');

function isPrefix(byte: number | undefined): boolean {
  return PREFIXES[byte ?? 0] === 1;
}

/** Passes over white space, comments, and lines that go on, also where JSON writes them (`\n`, and `",` between two lines). */
function skipBlank(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && at < bytes.length) {
    const [one, two] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    let to = at;
    if (one === 0x0a) to = at + 1 + markAt(bytes, from, at + 1);
    else if (isSpace(one)) to = at + 1;
    else if (one === 0x3c) to = at + markup(bytes, at);
    else if (one === 0x25 && two === 0x32 && bytes[at + 2] === 0x30) to = at + 3;
    else if (one === BACKSLASH) {
      to = writtenLineEnd(bytes, at);
      if (bytes[to - 1] === 0x0a) to += markAt(bytes, from, to);
    } else if ((one === 0x5f || one === 0x60) && (two === 0x0a || two === 0x0d)) to = at + 2;
    else if (one === 0x2e && two === 0x2e) to = continued(bytes, at);
    else if (one === 0x2f && two === 0x2a) to = past(bytes, at + 2, limit, 0x2a, 0x2f);
    else if ((one === 0x2f && two === 0x2f) || (one === 0x2d && two === 0x2d)) to = past(bytes, at + 2, limit, 0x0a);
    else if (one === 0x23 && two !== 0x7b) to = past(bytes, at + 1, limit, 0x0a);
    if (to <= at) return at;
    at = to;
  }
  return at;
}

/** What each line of a comment, a quotation, a session or a log begins with. */
const MARK =
  /^[ \t]*(?:(?:(?:#|\/\/|\*|>|;|%)+[ \t]*)+|\.\.\.[ \t]|\[[^\]"'\n]{1,64}\] |\d{4}-\d\d-\d\dT[\d:.]{8,20}Z? |[\w.-]{1,40} +\| )/;
const LONGEST_MARK = 96;

/** How wide the mark is with which the line at `next` begins, where that of `from` begins with it too; else 0. */
function markAt(bytes: Uint8Array, from: number, next: number): number {
  const at = skipTabs(bytes, next);
  if (literalAt(bytes, at) > 0 || isSpace(bytes[at])) return 0;
  let start = from;
  while (start > from - MAX_GAP && start > 0 && bytes[start - 1] !== 0x0a) start--;
  const first = bytes[skipTabs(bytes, start)] ?? 0;
  if (first !== bytes[at] && first !== 0x3e && !isDigit(first)) return 0;
  const [mark = ''] = MARK.exec(latin1(bytes, next, next + LONGEST_MARK)) ?? [];
  const own = latin1(bytes, start, start + mark.length);
  const alike = (text: string): string => text.trimEnd().replace(/\d/g, '0').replace('...', '>>>');
  return alike(own).startsWith(alike(mark)) ? mark.length : 0;
}

/** Behind the line end that MATLAB passes over, after three dots; 0 if there is none. */
function continued(bytes: Uint8Array, at: number): number {
  if (bytes[at + 2] !== 0x2e) return 0;
  const end = skipTabs(bytes, at + 3) + 1;
  return isSpace(bytes[end - 1]) ? end : 0;
}

/** Behind the first `byte`, and `next` behind it, in [from, limit); 0 if there is none. */
function past(bytes: Uint8Array, from: number, limit: number, byte: number, next = -1): number {
  for (let at = from; at < limit; at++)
    if (bytes[at] === byte && (next < 0 || bytes[at + 1] === next)) return at + (next < 0 ? 1 : 2);
  return 0;
}

/** What follows the backslash of a line that goes on. */
const WRITTEN_BYTES = tableOf(' \t\r\n\\rn');

/** Behind `\` and a line end, or behind the letters `\n` and, in JSON, `",` and the quote of the next line; else 0. */
function writtenLineEnd(bytes: Uint8Array, at: number): number {
  if (WRITTEN_BYTES[bytes[at + 1] ?? 0] !== 1) return 0;
  const found = /^(?:\\[ \t]{0,8}\r?\n|(?:\\+r)?\\+n(?:",\s{0,64}")?)/.exec(latin1(bytes, at, at + 96));
  return found ? at + found[0].length : 0;
}

/** Passes over white space up to `limit`. */
export function skipSpace(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && isSpace(bytes[at])) at++;
  return at;
}

const MEMBER =
  /^(?:(?:\.|->|::|\?\.)#?([A-Za-z_]\w{0,63})|\[["']([A-Za-z_]\w{0,63})["']\]|\.get(?:env)?\(["']([A-Za-z_]\w{0,63})["']\))/;
const CALL =
  /^\.(?:strip|trim|to_string|toString|to_s|as_str|clone|get|value|decode|rstrip|lstrip|trim_end|chomp|upper|lower)\(\)/;

const SIGILS = tableOf('$@&*');
/** What a member or a call begins with. */
const MEMBER_BYTES = tableOf('.-:?[');

/** `name`, `$name`, `self.name`, `cfg["name"]`, `obj->name`, `name.strip()`: the last name of them. No other calls. */
export function pathAt(bytes: Uint8Array, at: number): Path | null {
  let start = at;
  while (start < at + 2 && SIGILS[bytes[start] ?? 0] === 1) start++;
  if (!isWord(bytes[start]) || isDigit(bytes[start])) return null;
  let end = start + 1;
  while (end < start + MAX_NAME && isWord(bytes[end])) end++;
  const path = MEMBER_BYTES[bytes[end] ?? 0] === 1 ? lastOf(bytes, at, start, end) : { start, end, to: end };
  // A function's result is not known; a quote here begins a literal with a prefix.
  const behind = bytes[path.to];
  return behind === 0x28 || ((behind === 0x22 || behind === 0x27) && isPrefixed(bytes, at, path.to)) ? null : path;
}

/** The last name of those that begin with [first, firstEnd). */
function lastOf(bytes: Uint8Array, at: number, first: number, firstEnd: number): Path {
  const text = latin1(bytes, at, at + 4 * MAX_NAME);
  const isEnv = first - at === 1 && text.startsWith('env:', 1);
  let [start, end, stop] = [first - at, firstEnd - at, firstEnd - at];
  for (let parts = 0; parts < 8; parts++) {
    const rest = text.slice(stop);
    const call = CALL.exec(rest);
    if (call) {
      stop += call[0].length;
      continue;
    }
    const member = MEMBER.exec(rest) ?? (start === 1 && isEnv ? /^:([A-Za-z_]\w{0,63})/.exec(rest) : null);
    if (!member) break;
    const name = member[1] ?? member[2] ?? member[3] ?? '';
    start = stop + member[0].indexOf(name);
    end = start + name.length;
    stop += member[0].length;
  }
  return { start: at + start, end: at + end, to: at + stop };
}

/** Whether [from, to) is what stands before a quote: `f"…"`, `rb'…'`. */
function isPrefixed(bytes: Uint8Array, from: number, to: number): boolean {
  if (to === from || to > from + 2) return false;
  for (let at = from; at < to; at++) if (!isPrefix(bytes[at]) || !isWord(bytes[at])) return false;
  return true;
}
