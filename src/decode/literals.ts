// How a string literal ends or is interrupted: its quote, `{name}`, `${name}`, `%s`.
import { isDigit, isSpace, isWord, latin1, tableOf } from './bytes.ts';
import {
  anyQuoteAt,
  literalAt,
  MAX_NAME,
  type Operand,
  pathAt,
  quoteAt,
  type Step,
  skipSpace,
  stepAfterOperand,
} from './operands.ts';
import { printedWord } from './words.ts';

const BACKSLASH = 0x5c;
/** Bytes between a placeholder and the quotes of its format. */
const MAX_FORMAT = 256;

/** How the string that `at` stands in goes on, beginning with what stands there: a quote that ends it, or an interpolation. */
export function stepInString(bytes: Uint8Array, at: number): Step | null {
  switch (bytes[at]) {
    case 0x22:
    case 0x27:
    case 0x60:
      return stepAfterQuote(bytes, at);
    case BACKSLASH:
      if (bytes[at + 1] === 0x28) return interpolation(bytes, at + 2, ')');
      return stepAfterQuote(bytes, at);
    case 0x24:
      return dollar(bytes, at);
    case 0x7b:
      if (bytes[at + 1] === 0x7b) return interpolation(bytes, at + 2, '}}');
      return interpolation(bytes, at + 1, '}') ?? placeholder(bytes, at);
    case 0x23:
      return bytes[at + 1] === 0x7b ? interpolation(bytes, at + 2, '}') : null;
    case 0x25:
      return placeholder(bytes, at) ?? percentName(bytes, at) ?? stepAfterQuote(bytes, at);
    case 0x26:
      return stepAfterQuote(bytes, at);
    default:
      return null;
  }
}

const SHELL_QUOTES = tableOf('"\'');

function stepAfterQuote(bytes: Uint8Array, at: number): Step | null {
  const width = anyQuoteAt(bytes, at);
  if (width === 0) return null;
  const to = at + width;
  // The quotes of a shell stand anywhere in a word, and come in pairs; backticks are none.
  if (isWord(bytes[to]) && literalAt(bytes, to) === 0)
    return SHELL_QUOTES[bytes[to - 1] ?? 0] === 1 && isPaired(bytes, at, to) ? { to, inString: true } : null;
  // Templates side by side are not joined, and in prose a sentence may end here.
  if (bytes[at] === 0x60 && (bytes[to] === 0x60 || (bytes[to] === 0x2e && isSpace(bytes[to + 1])))) return null;
  return stepAfterOperand(bytes, to);
}

/** How far away the other quote of a pair may stand, in bytes; on the same line. */
const PAIR = 256;

function isPaired(bytes: Uint8Array, at: number, to: number): boolean {
  const quote = bytes[to - 1];
  for (let i = at - 1; i >= 0 && i >= at - PAIR && bytes[i] !== 0x0a; i--) if (bytes[i] === quote) return true;
  for (let i = to; i < bytes.length && i < to + PAIR && bytes[i] !== 0x0a; i++) if (bytes[i] === quote) return true;
  return false;
}

// ---------------------------------------------------------------- names in strings

/** No more of these between a name and the brace that closes: `{name!r:>10}`. */
const MOST_FORMAT = 32;
const NO_FORMAT = tableOf('"\'`{}()\n');

/** `{name}`, `${ name }`, `#{name!s}`, `${name:-}`, behind the opening brace; `{"literal"` begins a string in the string. */
function interpolation(bytes: Uint8Array, from: number, close: string): Step | null {
  const at = skipSpace(bytes, from, from + 16);
  const literal = literalAt(bytes, at);
  if (literal > 0) return { to: at + literal, inString: true };
  const path = pathAt(bytes, at);
  if (!path) return null;
  const most = Math.min(bytes.length, path.to + MOST_FORMAT);
  let end = path.to;
  while (end < most && NO_FORMAT[bytes[end] ?? 0] !== 1) end++;
  const name = { kind: 'name', start: path.start, end: path.end } as const;
  if (bytes[end] !== close.charCodeAt(0) || (close.length > 1 && bytes[end + 1] !== close.charCodeAt(1))) {
    // `{a + b}` is an expression of its own; its brace ends it.
    const next = stepAfterOperand(bytes, path.to);
    return next && next.to !== path.to ? { to: path.to, inString: false, operand: name } : null;
  }
  const found = end > path.to ? latin1(bytes, path.to, end) : '';
  const added = /^\s*[+.&~]/.test(found) && !/^\s*\.\s*$/.test(found);
  if (added) return { to: path.to, inString: false, operand: name };
  return { to: end + close.length, inString: true, operand: name };
}

/** `$name`, `${name}`, `$(NAME)`, `$env:NAME`. */
function dollar(bytes: Uint8Array, at: number): Step | null {
  const next = bytes[at + 1];
  if (next === 0x7b)
    return bytes[at + 2] === 0x7b ? interpolation(bytes, at + 3, '}}') : interpolation(bytes, at + 2, '}');
  if (next === 0x28) return interpolation(bytes, at + 2, ')');
  const path = pathAt(bytes, at);
  if (!path) return null;
  return { to: path.to, inString: true, operand: { kind: 'name', start: path.start, end: path.end } };
}

/** `%NAME%` and `%(name)s`. */
function percentName(bytes: Uint8Array, at: number): Step | null {
  if (bytes[at + 1] !== 0x28 && (!isWord(bytes[at + 1]) || isDigit(bytes[at + 1]))) return null;
  const found = /^%(?:\(([A-Za-z_]\w{0,63})\)s|([A-Za-z_]\w{0,63})%)/.exec(latin1(bytes, at, at + MAX_NAME + 8));
  if (!found) return null;
  const start = at + (found[1] === undefined ? 1 : 2);
  const end = start + (found[1] ?? found[2] ?? '').length;
  return { to: at + found[0].length, inString: true, operand: { kind: 'name', start, end } };
}

const PLACEHOLDER = /^(?:%[sv@]|\{\d{0,2}(?::s|!s)?\})/;
const PLACEHOLDER_BYTES = tableOf('sv@0123456789:!}');
const PLACEHOLDERS = /%[sv@]|\{\d{0,2}(?::s|!s)?\}/g;

/** `%s` and `{}`: the argument that stands behind the format, by the number of placeholders before. */
function placeholder(bytes: Uint8Array, at: number): Step | null {
  if (PLACEHOLDER_BYTES[bytes[at + 1] ?? 0] !== 1) return null;
  const [found] = PLACEHOLDER.exec(latin1(bytes, at, at + 6)) ?? [];
  if (found === undefined) return null;
  const opening = openingBefore(bytes, at);
  if (opening < 0) return null;
  const before = latin1(bytes, opening, at).match(PLACEHOLDERS)?.length ?? 0;
  const explicit = /\d/.exec(found);
  const index = explicit ? Number(explicit[0]) : before;
  const operand = argument(bytes, opening, at + found.length, index);
  return operand ? { to: at + found.length, inString: true, operand, formatted: true } : null;
}

function openingBefore(bytes: Uint8Array, at: number): number {
  for (let i = at - 1; i >= 0 && i > at - MAX_FORMAT; i--) {
    if (bytes[i] === 0x0a) return -1;
    if (bytes[i] === 0x22 || bytes[i] === 0x27 || bytes[i] === 0x60) return i + 1;
  }
  return -1;
}

/**
 * The argument number `index` of the format whose text begins at `start` and goes on at `from`: `" % x`, `".format(x, y)`, `" -f x`, `", x)`,
 * `" x`.
 */
function argument(bytes: Uint8Array, start: number, from: number, index: number): Operand | null {
  let at = from;
  while (at < from + MAX_FORMAT && quoteAt(bytes, at) === 0) if (bytes[at++] === 0x0a) return null;
  at += quoteAt(bytes, at);
  const [opening] =
    /^(?:\s*%\s*\(?|\s*\)?[.:](?:format|formatted)\(|\s*-f\b|\s*,|[ \t]+(?=["'$]))\s*/.exec(
      latin1(bytes, at, at + 64),
    ) ?? [];
  if (opening === undefined) return printedWord(bytes, start, at, index);
  at += opening.length;
  for (let skipped = 0; ; skipped++) {
    const literal = literalAt(bytes, at);
    const path = literal === 0 ? pathAt(bytes, at) : null;
    if (skipped === index) {
      if (literal > 0) return { kind: 'text', at: at + literal };
      return path && { kind: 'name', start: path.start, end: path.end };
    }
    if (literal > 0) {
      const rest = latin1(bytes, at + literal, at + literal + MAX_FORMAT);
      at += literal + rest.search(/["'`\n]|$/) + 1;
    } else if (path) at = path.to;
    else return null;
    at = skipSpace(bytes, at, at + MAX_NAME);
    if (bytes[at] === 0x2c) at++;
    at = skipSpace(bytes, at, at + MAX_NAME);
  }
}
