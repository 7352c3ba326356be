// A credential with separators in it that the program takes out: `"hf_ABCD-EFGH".replace("-", "")`.
import type { SourceSpan } from '../types.ts';
import { isWord, latin1 } from './bytes.ts';
import { quoteAt } from './operands.ts';
import type { Reading } from './pieces.ts';

/** A credential has at least so many characters, and with its separators at most so many. */
const SHORTEST = 37;
const LONGEST = 160;
const SEPARATORS = new Uint8Array(256);
for (const char of '-. :,|/~#*+;') SEPARATORS[char.charCodeAt(0)] = 1;

/** Whether a byte may stand between the parts of a credential. */
export function isSeparator(byte: number): boolean {
  return SEPARATORS[byte] === 1;
}

/** What removes every `S`, the separator, from the literal before; and from the one that follows. */
const BEHIND = [
  String.raw`["'\x60]\s*\)?\s*\.\s*(?:replace(?:All|_all)?|Replace|gsub|tr)!?\(\s*r?["'/][\[\\]{0,2}S[\]+]{0,2}["'/]g?\s*,\s*(?:""|'')`,
  String.raw`["'\x60]\s*\)?\s*\.\s*(?:delete|remove)!?\(\s*["']S["']`,
  String.raw`["'\x60]\s*\.\s*split\(\s*["'/]S["'/]\s*\)\s*\.\s*join\(\s*(?:""|'')`,
  String.raw`["'\x60]\s*-c?replace\s*["']\\?S["']`,
  String.raw`["'\x60]\s*,\s*["']S["']\s*,\s*(?:""|'')`,
  String.raw`["'\x60]?\s*\|\s*(?:tr\s+-d\s+["']?\\?S|sed\s+(?:-e\s+)?["']?s/\\?S//g)`,
].join('|');
const BEFORE = String.raw`(?:replace\w*|gsub|sub)\(\s*["'/]\\?S["'/]\s*,\s*(?:""|'')\s*,\s*["']$`;

/** As `Spelling.line`: what can be up to the quote behind it. Between words, spaces are everywhere. */
export function strippedLine(anchor: string): string {
  const separators = '.:,|/~#*+;-'.split('').map((char) => `[${char}][A-Za-z0-9_${char}]*`);
  return `${anchor}([A-Za-z0-9_]*(${separators.join('|')})|[A-Za-z0-9_ ]{${SHORTEST + 1 - anchor.length}}[A-Za-z0-9_ ]*)["'\`\\]`;
}

interface Removal {
  readonly before: RegExp;
  readonly behind: RegExp;
}

const removals = new Map<number, Removal>();

function removalOf(separator: number): Removal {
  const char = String.fromCharCode(separator).replace(/[.|*+/]/g, '\\$&');
  const regex = (source: string) => new RegExp(source.replaceAll('S', () => char));
  return { before: regex(BEFORE), behind: regex(`^(?:${BEHIND})`) };
}

/** What most words have behind them, or that they are longer than a credential, is seen before anything is made. */
function isSeparated(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at <= from + SHORTEST && isWord(bytes[at])) at++;
  return at <= from + SHORTEST && SEPARATORS[bytes[at] ?? 0] === 1;
}

/** The pieces of the literal whose text begins at `from`, which lie between the separators that are removed from it; null if it is none such. */
export function stripped(bytes: Uint8Array, from: number): Reading | null {
  if (!isSeparated(bytes, from)) return null;
  let separator = 0;
  let letters = 0;
  let at = from;
  const spans: SourceSpan[] = [];
  let start = from;
  for (; at < from + LONGEST; at++) {
    const byte = bytes[at] ?? 0;
    if (isWord(byte)) {
      // As long as a whole credential, and not separated yet.
      if (++letters > SHORTEST && separator === 0) return null;
    } else if ((separator === 0 || byte === separator) && SEPARATORS[byte] === 1) {
      separator = byte;
      spans.push({ start, end: at });
      start = at + 1;
    } else break;
  }
  if (spans.length === 0 || letters < SHORTEST || quoteAt(bytes, at) === 0) return null;
  spans.push({ start, end: at });
  let removal = removals.get(separator);
  if (!removal) removals.set(separator, (removal = removalOf(separator)));
  const isRemoved =
    removal.behind.test(latin1(bytes, at, at + 80)) || removal.before.test(latin1(bytes, Math.max(0, from - 64), from));
  return isRemoved
    ? { spans: spans.filter((one) => one.start < one.end), to: at, kind: 'separators removed', cuts: [] }
    : null;
}
