// Character codes, decimal and octal: `[104, 102, 95, …]`, `chr(104)+chr(102)`, `String.fromCharCode(104,102,95)`.

import type { Follows } from '../types.ts';
import { ascii, isDigit } from './bytes.ts';
import type { Decoder, Spelling } from './decoder.ts';
import { listSpelling, NOTHING, type Notation, passagesOf, type Written, withGap, written } from './listed.ts';
import { OCTAL_SEPARATORS, octal } from './octal.ts';

/** Most bytes between two numbers: `) + String.fromCharCode(`, an indentation. They are no digits; what else they are says nothing. */
const MOST_BETWEEN = 48;
const MOST_DIGITS = 3;

const decimal: Notation = {
  at(bytes, start) {
    let code = 0;
    let end = start;
    for (; end < start + MOST_DIGITS && isDigit(bytes[end]); end++) code = code * 10 + (bytes[end] ?? 0) - 0x30;
    if (end === start || code > 0xff || isDigit(bytes[end]) || isDigit(bytes[start - 1])) return NOTHING;
    return written(code, end - start);
  },

  next(bytes, from) {
    const limit = Math.min(bytes.length, from + MOST_BETWEEN);
    for (let at = from; at < limit; at++) if (isDigit(bytes[at])) return withGap(decimal.at(bytes, at), at - from);
    return NOTHING;
  },

  previous(bytes, to) {
    const limit = Math.max(0, to - MOST_BETWEEN);
    for (let at = to - 1; at >= limit; at--) if (isDigit(bytes[at])) return withGap(endingAt(bytes, at), to - 1 - at);
    return NOTHING;
  },
};

/** Of the shortest anchor, which begins the others that matter. A line of a dump may end in it. */
function octalSpellings(anchor: string, follows: readonly Follows[]): Spelling[] {
  if (anchor.length > 3) return [];
  const [a = '', b = '', c = ''] = [...anchor].map((char) => char.charCodeAt(0).toString(8));
  const spell = (text: string, index: number) =>
    listSpelling(ascii(text), [{ notation: octal, index, lead: 0 }], anchor, follows);
  return [...OCTAL_SEPARATORS.map((between) => spell(a + between + b, 0)), spell(`${b} ${c}`, 1)];
}

/** Numbers in base 10 and 8, one a character, whatever stands between them. */
export const codes: Decoder = {
  name: 'codes',
  widest: 24, // `String.fromCharCode(104)`

  spellings(anchor, follows) {
    const all = [...anchor].map((char) => `${char.charCodeAt(0)}`);
    const long = all.findIndex((code) => code.length === 3);
    const spell = (text: string, index: number, lead = 0) =>
      listSpelling(ascii(text), [{ notation: decimal, index, lead }], anchor, follows);
    // The numbers beside it may stand on other lines.
    const before = long > 0 ? `(^[^0-9]*|(^|[^0-9])${all[long - 1]}[^0-9]+)` : '(^|[^0-9])';
    const line = () => `${before}${all[long]}[^0-9]*($|[^0-9]${all[long + 1] ?? '[0-9]+'}([^0-9]|$))`;
    if (long >= 0) return [{ ...spell(all[long] ?? '', long), line }, ...octalSpellings(anchor, follows)];
    // `HFAK` has no number of three digits, and one of two is too little to look for.
    return [...[',', ', ', ' '].map((between) => spell(all[0] + between + all[1], 0)), spell(`(${all[0]})`, 0, 1)];
  },

  passages(segment, hits) {
    return passagesOf(segment, hits, 'character codes');
  },
};

function endingAt(bytes: Uint8Array, last: number): Written {
  let start = last;
  while (start > last - MOST_DIGITS && isDigit(bytes[start - 1])) start--;
  return decimal.at(bytes, start);
}
