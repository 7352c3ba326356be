// What a shell does not look into, or not with its own rules: single quotes, `$'…'`, and templates of other tools.

import { parseTemplate } from '../template.ts';
import { endOfLine, REACH, type Reader, spanFrom } from './reader.ts';
import type { Literal, Part } from './syntax.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
};

/** Plain text from there to there. */
export function literalOf(reader: Reader, start: number, end: number, text: string, quote: Literal['quote']): Literal {
  const span = spanFrom(reader, start, end);
  return { kind: 'literal', start: span.start, end: span.end, text, quote };
}

/** `'…'`; where it is not closed it ends with its line. */
export function readSingle(reader: Reader, into: Part[]): boolean {
  const { text, at } = reader;
  let end = reader.endless.has("'") ? -1 : text.indexOf("'", at + 1);
  if (end < 0) {
    reader.endless.add("'");
    end = endOfLine(text, at);
  }
  let from = at + 1;
  for (let open = templateAt(reader, from, end); open >= 0; open = templateAt(reader, from, end)) {
    if (open > from) into.push(literalOf(reader, from, open, text.slice(from, open), "'"));
    reader.at = open;
    readTemplate(reader, into);
    from = reader.at;
  }
  if (end > from) into.push(literalOf(reader, from, end, text.slice(from, end), "'"));
  reader.at = Math.min(text.length, end + (text.charCodeAt(end) === 39 ? 1 : 0));
  return true;
}

/** The next `${{` before `end` that has its `}}` there too. */
function templateAt(reader: Reader, from: number, end: number): number {
  if (reader.templateStart < from) {
    const found = reader.text.indexOf('${{', from);
    reader.templateStart = found < 0 ? Number.MAX_SAFE_INTEGER : found;
  }
  if (reader.templateStart >= end) return -1;
  const close = templateEnd(reader, reader.templateStart);
  return close >= 0 && close < end ? reader.templateStart : -1;
}

function templateEnd(reader: Reader, open: number): number {
  if (reader.templateEnd < open) {
    const found = reader.text.indexOf('}}', open);
    reader.templateEnd = found < 0 ? Number.MAX_SAFE_INTEGER : found;
  }
  return reader.templateEnd <= open + REACH ? reader.templateEnd : -1;
}

/** `${{ … }}`; false if it has no end. */
export function readTemplate(reader: Reader, into: Part[]): boolean {
  const open = reader.at;
  const close = templateEnd(reader, open);
  if (close < 0) return false;
  reader.at = close + 2;
  into.push({ kind: 'template', value: parseTemplate(reader.embedded, open + 3, close), ...spanFrom(reader, open) });
  return true;
}

/** `$'…\n'`. */
export function readAnsi(reader: Reader, into: Part[]): boolean {
  const { text, at: start } = reader;
  if (reader.endless.has("$'")) return false;
  let end = start + 2;
  while (end < text.length && text.charCodeAt(end) !== 39) end += text.charCodeAt(end) === 92 ? 2 : 1;
  if (end >= text.length) {
    reader.endless.add("$'");
    return false;
  }
  reader.at = end + 1;
  const value = text.slice(start + 2, end).replace(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
  into.push(literalOf(reader, start + 2, end, value, "'"));
  return true;
}
