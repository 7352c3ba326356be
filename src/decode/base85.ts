// Base 85 where a program says that it is: `b85decode("…")`, `a85decode(b'…')`, Adobe's `<~…~>`.
import type { Passage } from '../types.ts';
import { ascii, isSpace, latin1 } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { Mapped } from './mapped.ts';

const RFC1924 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
const ADOBE = Array.from({ length: 85 }, (_, value) => String.fromCharCode(33 + value)).join('');
/** What stands before the digits, and their values. */
const MARKS: readonly (readonly [mark: string, digits: string])[] = [
  ['b85decode(', RFC1924],
  ['a85decode(', ADOBE],
  ...['"', "'", ' ', '\n', '>', '='].map((before) => [`${before}<~`, ADOBE] as const),
];
const BARE = '<~';
/** White space, a prefix of the literal, its quote. */
const MOST_SPACE = 16;
const PREFIXES = 'bBrRuU';
const LONGEST = 1 << 20;
/** No credential is shorter: 36 bytes are 45 digits. */
const SHORTEST = 45;
const SHORTEST_TEXT = 36;
const BACKSLASH = 0x5c;

/** There is no spelling of an anchor that shows in base 85 wherever it stands, so what says that this is one is looked for. */
export const base85: Decoder = {
  name: 'base85',
  widest: 2,

  spellings(anchor) {
    if (anchor.length > 3) return [];
    return MARKS.map(([mark], index) => ({
      bytes: ascii(mark),
      confirm: (content, offset) => isLong(content, offset + mark.length, index),
    }));
  },

  *passages({ bytes, base }, hits): Generator<Passage> {
    for (const { offset, form } of hits) {
      const index = MARKS.findIndex(
        ([mark]) => form.bytes.length === mark.length && mark === latin1(form.bytes, 0, mark.length),
      );
      const read = decode(bytes, offset - base + form.bytes.length, index);
      if (read.length < SHORTEST_TEXT) continue;
      yield read.passage(base, 'base85');
    }
  },
};

function isLong(content: Uint8Array, from: number, index: number): boolean {
  const start = startOf(content, from, index);
  if (start < 0 || start + SHORTEST > content.length) return false;
  for (let at = start; at < start + SHORTEST; at++)
    if (content[at] === BACKSLASH) at++;
    else if (content[at] === content[start - 1]) return false;
  return true;
}

/** Where the digits begin; -1 where there is no literal. */
function startOf(content: Uint8Array, from: number, index: number): number {
  if (MARKS[index]?.[0].endsWith(BARE)) return from;
  let at = from;
  while (at < from + MOST_SPACE && isSpace(content[at])) at++;
  for (let letters = 0; letters < 2 && PREFIXES.includes(String.fromCharCode(content[at] ?? 0)); letters++) at++;
  if (content[at] !== 0x22 && content[at] !== 0x27) return -1;
  return content[at + 1] === 0x3c && content[at + 2] === 0x7e ? at + 3 : at + 1;
}

function decode(bytes: Uint8Array, from: number, index: number): Mapped {
  const mapped = new Mapped();
  const digits = MARKS[index]?.[1] ?? '';
  const start = startOf(bytes, from, index);
  const quote = digits === ADOBE && start === from ? 0x7e : bytes[start - 1];
  let [value, count, first] = [0, 0, start];
  const flush = (end: number): void => {
    // A group that is not full stands for one byte less than it has digits.
    for (let left = count; left < 5; left++) value = value * 85 + 84;
    for (let byte = 0; byte < count - 1; byte++) mapped.add(Math.floor(value / 256 ** (3 - byte)) & 0xff, first, end);
    [value, count] = [0, 0];
  };
  let at = start;
  for (; start > 0 && at < bytes.length && at < start + LONGEST && bytes[at] !== quote; at++) {
    if (isSpace(bytes[at])) continue;
    if (count === 0) first = at;
    if (bytes[at] === BACKSLASH && (bytes[at + 1] === quote || bytes[at + 1] === BACKSLASH)) at++;
    const digit = digits.indexOf(String.fromCharCode(bytes[at] ?? 0));
    if (digit < 0) {
      // Adobe's `z` is four zeros; anything else ends it.
      if (bytes[at] !== 0x7a || count > 0) break;
      for (let zero = 0; zero < 4; zero++) mapped.add(0, at, at + 1);
      continue;
    }
    value = value * 85 + digit;
    if (++count === 5) flush(at + 1);
  }
  if (count > 1) flush(at);
  return mapped;
}
