// Words of a shell: quotes, escapes, and what is expanded between them.

import { sourceOf, weave } from '../embedded.ts';
import { literalOf, readAnsi, readSingle, readTemplate } from './quotes.ts';
import {
  cut,
  endOfLine,
  lineBreakAt,
  MAX_DEPTH,
  REACH,
  type Reader,
  readerOf,
  skipBlanks,
  spanFrom,
  wordOf,
} from './reader.ts';
import type { Literal, Part, Word } from './syntax.ts';
import { readBraced } from './variables.ts';

/** Where a word ends: at a sign of the shell, at `"`, at `"` or the line's end, at `}`, at the text's end. */
export type Mode = 'bare' | 'double' | 'double-line' | 'brace' | 'here';

const SPECIAL = {
  bare: table(' \t\n\r;|&<>()\\\'"`$'),
  double: table('"\\`$'),
  'double-line': table('"\\`$\n'),
  brace: table('}\\\'"`$'),
  here: table('\\`$'),
} satisfies Record<Mode, Uint8Array>;
const ENDS = {
  bare: table(' \t\n\r;|&<>()'),
  double: table('"'),
  'double-line': table('"\n'),
  brace: table('}'),
  here: table(''),
} satisfies Record<Mode, Uint8Array>;
const NAME = /[A-Za-z_]\w*/y;

function table(characters: string): Uint8Array {
  const flags = new Uint8Array(128);
  for (const character of characters) flags[character.charCodeAt(0)] = 1;
  return flags;
}

/** Reads a word; it has no parts if none stands there. */
export function readWord(reader: Reader, mode: Mode = 'bare'): Word {
  const start = reader.at;
  return (mode === 'bare' && plainWord(reader)) || wordOf(reader, start, readParts(reader, mode));
}

/** Reads what most words are: plain text up to a blank; null if it is not that. */
function plainWord(reader: Reader): Word | null {
  const { text, at: start, embedded } = reader;
  let at = start;
  let code = text.charCodeAt(at);
  while (at < text.length && (code > 127 || SPECIAL.bare[code] === 0)) code = text.charCodeAt(++at);
  // A `(` may be a list, a `<(` a substitution: only blanks, line ends and `;` are sure.
  if (at === start || (at < text.length && code !== 32 && code !== 10 && code !== 59)) return null;
  reader.at = at;
  const from = sourceOf(embedded, start);
  const end = Math.max(from, sourceOf(embedded, at - 1) + 1);
  const literal: Literal = { kind: 'literal', start: from, end, text: text.slice(start, at), quote: '' };
  return { kind: 'word', start: from, end, parts: [literal] };
}

/** Reads until the mode's end, which stays unread. */
export function readParts(reader: Reader, mode: Mode): Part[] {
  const { text } = reader;
  const special = SPECIAL[mode];
  const ends = ENDS[mode];
  const parts: Part[] = [];
  const quote = mode === 'double' || mode === 'double-line' ? '"' : '';
  let literal = '';
  let start = reader.at;
  const flush = (end: number) => {
    if (literal !== '') parts.push(literalOf(reader, start, end, literal, quote));
    literal = '';
  };
  while (reader.at < text.length) {
    const from = reader.at;
    let at = from;
    for (let code = text.charCodeAt(at); at < text.length && (code > 127 || special[code] === 0); ) {
      code = text.charCodeAt(++at);
    }
    if (at > from) literal += text.slice(from, at);
    reader.at = at;
    if (at >= text.length) break;
    const code = text.charCodeAt(at);
    if (code === 92) {
      literal += readEscape(reader, mode);
      continue;
    }
    if (ends[code] === 1 && !isProcess(reader, mode)) break;
    const found: Part[] = [];
    if (!readSpecial(reader, mode, found)) {
      literal += text.charAt(at);
      reader.at = at + 1;
      continue;
    }
    flush(at);
    for (const part of found) parts.push(part);
    start = reader.at;
  }
  flush(reader.at);
  return parts;
}

function isProcess(reader: Reader, mode: Mode): boolean {
  const code = reader.text.charCodeAt(reader.at);
  return mode === 'bare' && (code === 60 || code === 62) && reader.text.charCodeAt(reader.at + 1) === 40;
}

function readEscape(reader: Reader, mode: Mode): string {
  const { text, at } = reader;
  const width = lineBreakAt(text, at + 1);
  reader.at = Math.min(text.length, at + 1 + Math.max(1, width));
  if (width > 0) return '';
  const next = text.charAt(at + 1);
  if (mode === 'bare' || mode === 'brace') return next;
  return next === '$' || next === '`' || next === '\\' || (next === '"' && mode !== 'here') ? next : `\\${next}`;
}

/** Reads what begins at a quote, `$`, a backtick or `<(`; false if it is only that sign. */
function readSpecial(reader: Reader, mode: Mode, into: Part[]): boolean {
  const code = reader.text.charCodeAt(reader.at);
  if (code === 39) return readSingle(reader, into);
  if (code === 34) return readDouble(reader, into);
  if (code === 96) return readBackticks(reader, mode, into);
  if (code === 60 || code === 62) return readSubstitution(reader, into, code === 60 ? '<(' : '>(');
  return readDollar(reader, mode, into);
}

function readDouble(reader: Reader, into: Part[]): boolean {
  const start = reader.at;
  const { pending, tracing } = reader;
  const before = [...pending];
  reader.at = start + 1;
  let parts: readonly Part[] = readParts(reader, 'double');
  if (reader.at >= reader.text.length && reader.mercy.left > 0 && endOfLine(reader.text, start) < reader.text.length) {
    reader.mercy.left--;
    Object.assign(reader, { at: start + 1, pending: before, tracing });
    parts = readParts(reader, 'double-line');
  }
  if (reader.text.charCodeAt(reader.at) === 34) reader.at++;
  for (const part of parts) into.push(part);
  return true;
}

function readBackticks(reader: Reader, mode: Mode, into: Part[]): boolean {
  const { text, at: start } = reader;
  if (reader.endless.has('`')) return false;
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) !== 96) end += text.charCodeAt(end) === 92 ? 2 : 1;
  if (end >= text.length) {
    reader.endless.add('`');
    return false;
  }
  reader.at = end + 1;
  const span = spanFrom(reader, start);
  if (reader.depth >= MAX_DEPTH) {
    into.push({ kind: 'opaque', ...span });
    return true;
  }
  const embedded = cut(reader, start + 1, end);
  const isEscaped = mode === 'double' ? /\\[`\\$"]/ : /\\[`\\$]/;
  const inner = isEscaped.test(embedded.text) ? unescaped(reader, start + 1, end, isEscaped) : embedded;
  into.push({
    kind: 'substitution',
    opener: '`',
    pipelines: reader.list(readerOf(inner, reader.list, reader), ''),
    ...span,
  });
  return true;
}

function unescaped(reader: Reader, start: number, end: number, escapes: RegExp) {
  const pieces = new RegExp(`${escapes.source}|[^\\\\]+|\\\\`, 'g');
  const woven = weave();
  for (const match of reader.text.slice(start, end).matchAll(pieces)) {
    const isEscape = match[0].length === 2 && match[0].startsWith('\\');
    const at = start + match.index;
    const piece = isEscape ? match[0].slice(1) : match[0];
    woven.add(piece, sourceOf(reader.embedded, isEscape ? at + 1 : at));
  }
  return woven.end();
}

/** `$(…)`, `<(…)`, `>(…)`. */
function readSubstitution(reader: Reader, into: Part[], opener: '$(' | '<(' | '>('): boolean {
  const start = reader.at;
  reader.at += 2;
  if (reader.depth >= MAX_DEPTH) {
    skipBalanced(reader);
    into.push({ kind: 'opaque', ...spanFrom(reader, start) });
    return true;
  }
  const { tracing, branches } = reader;
  reader.depth++;
  reader.branches = 0;
  const pipelines = reader.list(reader, ')');
  reader.depth--;
  Object.assign(reader, { tracing, branches });
  into.push({ kind: 'substitution', opener, pipelines, ...spanFrom(reader, start) });
  return true;
}

/** Passes the text until the parenthesis that closes the one just read. */
function skipBalanced(reader: Reader): void {
  const { text } = reader;
  for (let open = 1; reader.at < text.length && open > 0; reader.at++) {
    const code = text.charCodeAt(reader.at);
    if (code === 40) open++;
    else if (code === 41) open--;
  }
}

/** The offset behind the `))` that closes a `((` at `start`; -1 if that is no arithmetic. */
export function arithmeticEnd(text: string, start: number): number {
  const reach = Math.min(text.length, start + REACH);
  let open = 0;
  for (let at = start; at < reach; at++) {
    const code = text.charCodeAt(at);
    if (code === 40) open++;
    else if (code === 41 && --open === 1) return text.charCodeAt(at + 1) === 41 ? at + 2 : -1;
  }
  return -1;
}

function readDollar(reader: Reader, mode: Mode, into: Part[]): boolean {
  const { text, at: start } = reader;
  const next = text.charAt(start + 1);
  if (next === '(') {
    const end = text.charAt(start + 2) === '(' ? arithmeticEnd(text, start + 1) : -1;
    if (end < 0) return readSubstitution(reader, into, '$(');
    reader.at = end;
    into.push({ kind: 'opaque', ...spanFrom(reader, start) });
    return true;
  }
  if (next === '{') {
    if (text.charAt(start + 2) === '{' && readTemplate(reader, into)) return true;
    return readBraced(reader, into, readWord);
  }
  if (next === "'" && mode === 'bare') return readAnsi(reader, into);
  if (next === '"' && mode === 'bare') {
    reader.at++;
    return readDouble(reader, into);
  }
  NAME.lastIndex = start + 1;
  const name = NAME.exec(text)?.[0] ?? (/[\d@*#?$!-]/.test(next) ? next : '');
  if (name === '') return false;
  reader.at = start + 1 + name.length;
  const span = spanFrom(reader, start);
  into.push({ kind: 'variable', name, operator: '', argument: null, slice: null, start: span.start, end: span.end });
  return true;
}

/** Reads the words of a line that holds nothing else: an instruction of a Dockerfile, the value of a setting. */
export function readWords(reader: Reader): Word[] {
  const words: Word[] = [];
  while (reader.at < reader.text.length) {
    skipBlanks(reader);
    const start = reader.at;
    const word = readWord(reader);
    if (reader.at > start) words.push(word);
    else reader.at++;
  }
  return words;
}
