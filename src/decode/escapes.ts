// Escaped characters: `\u0068f_`, `hf%5F`, `&#104;f_`, `\150f_`, Markdown's `hf\_`.
import type { Hit, Passage, Segment } from '../types.ts';
import { ascii, hexDigit, hexNumber } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { type Demand, demandsOf, literally } from './follow.ts';
import { type Window, windowsOf } from './window.ts';

/** How a character can be spelled: its number, in base 16 (both cases are tried), 10 or 8, between two texts. */
const SYNTAXES: readonly (readonly [before: string, base: 8 | 10 | 16, after: string])[] = [
  ['\\u00', 16, ''],
  ['\\x', 16, ''],
  ['\\u{', 16, '}'],
  ['\\u{00', 16, '}'],
  ['\\', 8, ''],
  ['%', 16, ''],
  ['%25', 16, ''],
  ['&#', 10, ';'],
  ['&#0', 10, ';'],
  ['&#00', 10, ';'],
  ['&#x', 16, ';'],
  ['&#x0', 16, ';'],
  ['&#x00', 16, ';'],
  ['&#X', 16, ';'],
];

/** What only one character needs. */
const MORE_SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  _: ['\\_', '&lowbar;'],
  '=': ['\\=', '&equals;'],
};

/** The shortest text that the sieve can look for. */
const SHORTEST = 3;

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  lt: '<',
  gt: '>',
  apos: "'",
  lowbar: '_',
  equals: '=',
};
const LONGEST_ENTITY = 6;

/** What stands for a character behind a backslash, by that character; 0 for all others. */
const SIMPLE = new Uint8Array(256);
for (const [letter, char] of Object.entries({ n: '\n', t: '\t', r: '\r' }))
  SIMPLE[letter.charCodeAt(0)] = char.charCodeAt(0);
for (const char of '"\'/_=') SIMPLE[char.charCodeAt(0)] = char.charCodeAt(0);

/** JSON in JSON doubles its backslashes each time: `\\u0068`, `\\\\u0068`. */
const MAX_BACKSLASHES = 16;

/** What stands for a character over U+00FF, so that the text stays one byte a character; no ASCII. */
const BEYOND = 0xbf;

/** Escapes of JSON, JavaScript, C, URLs, HTML and Markdown, also several in one token and with doubled backslashes. */
export const escapes: Decoder = {
  name: 'escapes',
  widest: 8, // `&#x0068;`

  /** Up to the first escaped character, which is the anchor's first or neither letter nor digit. `confirm` reads on. */
  spellings(anchor, follows) {
    const [own, demands] = [literally(anchor), demandsOf(follows)];
    const confirm = (content: Uint8Array, offset: number): boolean => {
      const at = follow(content, offset, own);
      return at >= 0 && (demands.length === 0 || demands.some((demand) => follow(content, at, demand) >= 0));
    };
    const texts = new Set<string>();
    for (let i = 0; i < anchor.length; i++) {
      if (i > 0 && /[A-Za-z0-9]/.test(anchor[i] ?? '')) continue;
      for (const text of beginnings(anchor, i)) texts.add(text);
    }
    return [...texts].map((text) => ({ bytes: ascii(text), confirm }));
  },

  passages(segment, hits) {
    return windowsOf(segment, hits).map((window) => passageOf(segment, window, hits));
  },
};

/**
 * How the anchor begins where its character `index` is the first that is escaped. Behind two characters and more the mark
 * of an escape is enough: `hf\`, `hf%`, `hf&`. In front, all of the escaped character is wanted, since marks alone are frequent.
 */
function beginnings(anchor: string, index: number): readonly string[] {
  const before = anchor.slice(0, index);
  const spelled = spellingsOf(anchor[index] ?? '');
  if (index > 0) {
    // Here backslashes can be doubled; in front, the escape begins at the last one.
    const length = Math.max(1, SHORTEST - index);
    return [...spelled, '\\\\'].map((text) => before + text.slice(0, length));
  }
  return spelled.flatMap((text) => (text.length < SHORTEST ? [text + (anchor[1] ?? ''), `${text}\\`] : [text]));
}

const known = new Map<string, readonly string[]>();

function spellingsOf(char: string): readonly string[] {
  let all = known.get(char);
  if (!all) known.set(char, (all = spell(char)));
  return all;
}

function spell(char: string): readonly string[] {
  const all = new Set(MORE_SPELLINGS[char] ?? []);
  for (const [before, base, after] of SYNTAXES) {
    const digits = char
      .charCodeAt(0)
      .toString(base)
      .padStart(base === 8 ? 3 : 2, '0');
    all.add(before + digits + after);
    all.add(before + digits.toUpperCase() + after);
  }
  return [...all];
}

/** Where the text ends that begins at `from` and is what `demand` asks for, escaped or not; -1 if it is not that. */
function follow(bytes: Uint8Array, from: number, demand: Demand): number {
  let at = from;
  for (let i = 0; i < demand.length; i++) {
    if (at >= bytes.length) return -1;
    const found = readChar(bytes, at, bytes.length);
    if (demand[i]?.[codeOf(found)] !== 1) return -1;
    at += widthOf(found);
  }
  return at;
}

/** A hit begins a character even where one before it could swallow it: `\` before `\u0068f_`, `%6` before `api%5F`. */
function passageOf(segment: Segment, { from, to, first, last }: Window, hits: readonly Hit[]): Passage {
  const { bytes, base } = segment;
  const text = Buffer.allocUnsafe(to - from);
  const offsets = new Uint32Array(to - from + 1);
  let count = 0;
  let at = from;
  for (let index = first; index <= last + 1; index++) {
    const stop = index > last ? to : (hits[index]?.offset ?? 0) - base;
    while (at < stop) {
      const found = readChar(bytes, at, stop);
      const code = codeOf(found);
      text[count] = code > 0xff ? BEYOND : code;
      offsets[count++] = at;
      at += widthOf(found);
    }
  }
  offsets[count] = to;
  const map = offsets.slice(0, count + 1);
  const sourceOf = (position: number) => base + (map[Math.min(position, count)] ?? to);
  return {
    kind: 'decoded',
    text: text.toString('latin1', 0, count),
    trail: ['escapes'],
    toSource: (start, end) => [{ start: sourceOf(start), end: sourceOf(end) }],
  };
}

/** A character and the bytes that it takes, in one number, so that reading makes no objects. */
type Char = number;

const WIDTH_BITS = 6;

function char(code: number, width: number): Char {
  return (Math.min(code, 0xffff) << WIDTH_BITS) | width;
}

function codeOf(read: Char): number {
  return read >> WIDTH_BITS;
}

function widthOf(read: Char): number {
  return read & ((1 << WIDTH_BITS) - 1);
}

/** The character at `at`: an escaped one that ends at `to` or before, or else the byte itself. */
function readChar(bytes: Uint8Array, at: number, to: number): Char {
  const byte = bytes[at] ?? 0;
  let found = 0;
  if (byte === 0x5c) found = readBackslash(bytes, at, to);
  else if (byte === 0x25) found = readPercent(bytes, at, to);
  else if (byte === 0x26) found = readEntity(bytes, at, to);
  return found === 0 ? char(byte, 1) : found;
}

/** As the other readers: 0 where nothing is escaped. Backslashes in a row that escape nothing are one. */
function readBackslash(bytes: Uint8Array, from: number, to: number): Char {
  let at = from + 1;
  while (at < to && at < from + MAX_BACKSLASHES && bytes[at] === 0x5c) at++;
  const letter = at < to ? (bytes[at] ?? 0) : 0;
  const simple = SIMPLE[letter] ?? 0;
  if (simple > 0) return char(simple, at + 1 - from);
  if (letter === 0x75 && bytes[at + 1] === 0x7b) return readDigits(bytes, from, at + 2, to, 16, 0x7d);
  const digits = letter === 0x75 ? 4 : letter === 0x78 ? 2 : 0;
  const code = digits === 0 ? octal(bytes, at, to) : hexNumber(bytes, at + 1, digits, to);
  if (code >= 0) return char(code, at + (digits === 0 ? 3 : digits + 1) - from);
  return at - from > 1 ? char(0x5c, at - from) : 0;
}

/** Three octal digits up to 377, or -1. */
function octal(bytes: Uint8Array, at: number, to: number): number {
  if (at + 3 > to) return -1;
  let value = 0;
  for (let i = at; i < at + 3; i++) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) return -1;
    value = value * 8 + digit;
  }
  return value < 256 ? value : -1;
}

/** `%68`, and `%2568`, which was encoded twice. */
function readPercent(bytes: Uint8Array, at: number, to: number): Char {
  const code = hexNumber(bytes, at + 1, 2, to);
  if (code < 0) return 0;
  const inner = code === 0x25 ? hexNumber(bytes, at + 3, 2, to) : -1;
  return inner < 0 ? char(code, 3) : char(inner, 5);
}

function readEntity(bytes: Uint8Array, from: number, to: number): Char {
  if (bytes[from + 1] === 0x23) {
    const hex = ((bytes[from + 2] ?? 0) | 0x20) === 0x78;
    return readDigits(bytes, from, from + (hex ? 3 : 2), to, hex ? 16 : 10, 0x3b);
  }
  let at = from + 1;
  while (at < to && at <= from + LONGEST_ENTITY && ((bytes[at] ?? 0) | 0x20) >= 0x61) at++;
  if (at === to || bytes[at] !== 0x3b) return 0;
  const name = String.fromCharCode(...bytes.subarray(from + 1, at));
  const named = Object.hasOwn(NAMED_ENTITIES, name) ? NAMED_ENTITIES[name] : undefined;
  return named === undefined ? 0 : char(named.charCodeAt(0), at + 1 - from);
}

/** One to eight digits at `at` and `close`: the number of an escape that began at `from`. */
function readDigits(bytes: Uint8Array, from: number, start: number, to: number, base: 10 | 16, close: number): Char {
  let code = 0;
  for (let at = start; at < to && at <= start + 8; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === close && at > start) return char(code, at + 1 - from);
    const digit = hexDigit(byte);
    if (digit < 0 || digit >= base) return 0;
    code = code * base + digit;
  }
  return 0;
}
