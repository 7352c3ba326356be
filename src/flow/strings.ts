// String literals of JSON and YAML as texts with a way back to their characters in the file.

import { type Embedded, slice, sourceOf, type Weaver, weave } from './embedded.ts';

const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  a: '\x07',
  e: '\x1b',
  v: '\v',
  '0': '\0',
  N: '\x85',
  _: '\xa0',
};
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The strings of `["a", "b"]`, with nothing before and behind; null if the text is not that. */
export function jsonStrings(embedded: Embedded): readonly Embedded[] | null {
  const { text } = embedded;
  const strings: Embedded[] = [];
  let at = skipSpace(text, 0);
  if (text.charAt(at) !== '[') return null;
  at = skipSpace(text, at + 1);
  while (text.charAt(at) === '"') {
    const end = endOfString(text, at);
    if (end < 0) return null;
    strings.push(unescaped(slice(embedded, at + 1, end)));
    at = skipSpace(text, end + 1);
    if (text.charAt(at) === ',') at = skipSpace(text, at + 1);
  }
  return text.charAt(at) === ']' && skipSpace(text, at + 1) >= text.length ? strings : null;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 34) return at;
  }
  return -1;
}

/** Undoes the escapes of a string between double quotes. */
function unescaped(embedded: Embedded): Embedded {
  const { text } = embedded;
  if (!text.includes('\\')) return embedded;
  const woven = weave();
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\\', at);
    const end = next < 0 ? text.length : next;
    if (end > at) woven.append(slice(embedded, at, end));
    at = end < text.length ? addEscape(text, end, woven, sourceOf(embedded, end)) : end;
  }
  return woven.end();
}

/** Adds what the escape at `at` stands for, and gives where it ends. */
export function addEscape(text: string, at: number, woven: Weaver, source: number): number {
  const letter = text.charAt(at + 1);
  const width = DIGITS[letter];
  if (width !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + width), 16);
    woven.addFixed(code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '', source);
    return Math.min(text.length, at + 2 + width);
  }
  const value = LETTERS[letter];
  if (value === undefined) woven.add(letter, source + 1);
  else woven.addFixed(value, source);
  return Math.min(text.length, at + 2);
}
