// Escaped characters: `\u0068f_`, `hf%5F`, `&#104;f_`, `\150f_`, `=68f_`, Markdown's `hf\_`.
import type { Hit, Passage, Segment } from '../types.ts';
import { ascii, bufferOf, hexDigit, hexNumber, latin1 } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { type Demands, demandsOf, NO_BYTE } from './follow.ts';
import { type Window, windowsOf } from './window.ts';

/**
 * What a text may be written in, where the same bytes can mean two things: `\66` is `f` in CSS and `6` in C, and `=68` is a character in
 * quoted-printable alone.
 */
type Dialect = 'usual' | 'css' | 'printable';

/** How a character can be spelled: its number, in base 16 (both cases are tried), 10 or 8, behind a text. */
const SYNTAXES: readonly (readonly [before: string, base: 8 | 10 | 16])[] = [
  ['\\u00', 16],
  ['\\x', 16],
  ['\\u{', 16],
  ['\\x{', 16],
  ['\\U000000', 16],
  ['\\', 8],
  ['%', 16],
  ['%25', 16],
  ['%u00', 16],
  ['&#', 10],
  ['&#x', 16],
  ['&#X', 16],
  ['\\', 16],
  ['\\00', 16],
  ['\\0000', 16],
];

/** What comes before a number with more zeros, or encoded more often. */
const LONGER = ['\\u{0', '\\x{0', '%2525', '&#0', '&#x0', '&#X0', '&amp;#', '&amp;am'];

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
const AMPERSAND = 0x26;
/** Their characters, by the letters of the name, five bits each: a name is read without a string. */
const ENTITIES: ReadonlyMap<number, number> = new Map(
  Object.entries(NAMED_ENTITIES).map(([name, char]) => [[...ascii(name)].reduce(withLetter, 0), char.charCodeAt(0)]),
);

function withLetter(name: number, letter: number): number {
  return (name << 5) | (letter & 0x1f);
}

/** What stands for a character behind a backslash, by that character; 0 for all others. */
const SIMPLE = new Uint8Array(256);
for (const [letter, char] of Object.entries({ n: '\n', t: '\t', r: '\r' }))
  SIMPLE[letter.charCodeAt(0)] = char.charCodeAt(0);
for (const char of '"\'/_=') SIMPLE[char.charCodeAt(0)] = char.charCodeAt(0);

/** How many digits follow `\x`, `\u` and `\U`, by that letter. */
const HEX_DIGITS = new Uint8Array(256);
HEX_DIGITS[0x78] = 2;
HEX_DIGITS[0x75] = 4;
HEX_DIGITS[0x55] = 8;

/** JSON in JSON doubles its backslashes each time: `\\u0068`, `\\\\u0068`. */
const MAX_BACKSLASHES = 64;
/** `%252568` is encoded three times, `&amp;amp;#104;` as well. */
const MAX_LAYERS = 8;
/** `&#x0000068;`. */
const MAX_DIGITS = 12;

/** What stands for a character over U+00FF, so that the text stays one byte a character; no ASCII. */
const BEYOND = 0xbf;

/** Whether the anchor stands at `offset` in a dialect, and what must follow. */
type Reading = (content: Uint8Array, offset: number, dialect: Dialect) => boolean;

const readings = new WeakMap<Uint8Array, { readonly dialects: readonly Dialect[]; readonly reach: Reach }>();

/** How many characters of an anchor and of the longest of its demands stand at `offset`; 0 if none is met. */
type Reach = (content: Uint8Array, offset: number, dialect: Dialect) => number;

/** Escapes of JSON, JavaScript, C, CSS, URLs, HTML, Markdown and mails, also several in one token and with doubled backslashes. */
export const escapes = {
  name: 'escapes',
  widest: 8, // `&#x0068;`

  /** Up to the first escaped character, which is the anchor's first or neither letter nor digit. `confirm` reads on. */
  spellings(anchor, follows) {
    const demands = demandsOf(anchor, follows);
    const reading: Reading = (content, offset, dialect) => follow(content, offset, demands, dialect) > 0;
    // Where the same bytes can be read in two ways, a rule that wants little must not hide what another one finds in the other way.
    const reach: Reach = (content, offset, dialect) => follow(content, offset, demands, dialect, true);
    const texts = new Map<string, readonly Dialect[]>();
    for (let i = 0; i < anchor.length; i++) {
      if (i > 0 && /[A-Za-z0-9]/.test(anchor[i] ?? '')) continue;
      for (const text of beginnings(anchor, i)) texts.set(text, text.includes('\\') ? ['usual', 'css'] : ['usual']);
      for (const text of printable(anchor, i)) texts.set(text, ['printable']);
    }
    return [...texts].map(([text, dialects]) => {
      const bytes = ascii(text);
      readings.set(bytes, { dialects, reach });
      return {
        bytes,
        confirm: (content, offset) => dialects.some((dialect) => reading(content, offset, dialect)),
      };
    });
  },

  *passages(segment, hits) {
    const own = new Map<Dialect, Hit[]>();
    for (const hit of hits) {
      // What is opened as a whole begins where it was seen.
      if (hit.form.rules.length === 0) continue;
      const dialect = dialectOf(segment, hit);
      const all = own.get(dialect);
      if (all) all.push(hit);
      else own.set(dialect, [hit]);
    }
    for (const [dialect, all] of own)
      for (const window of windowsOf(segment, all)) yield passageOf(segment, window, all, dialect);
    yield* openedRuns(segment, hits);
  },
} satisfies Decoder;

/** The dialect in which most can be read at a hit; the first of several. */
function dialectOf({ bytes, base }: Segment, { offset, form }: Hit): Dialect {
  const { dialects = [], reach = () => 0 } = readings.get(form.bytes) ?? {};
  let [best, most] = [dialects[0] ?? 'usual', -1];
  if (dialects.length > 1)
    for (const one of dialects) {
      const length = reach(bytes, offset - base, one);
      if (length > most) [best, most] = [one, length];
    }
  return best;
}

/** What is opened as a whole, from where it was seen as far as its form reaches. */
function* openedRuns(segment: Segment, hits: readonly Hit[]): Generator<Passage> {
  let end = 0;
  for (const { offset, form } of hits) {
    const from = offset - segment.base;
    if (form.rules.length > 0 || from < end) continue;
    end = Math.min(segment.bytes.length, from + form.reach);
    yield passageOf(segment, { from, to: end, first: 0, last: -1 }, [], 'usual');
  }
}

/**
 * How the anchor begins where its character `index` is the first that is escaped. Behind two characters the mark of an escape is
 * enough: `hf\`, `hf%`, `hf&`. In front, all of the escaped character is wanted, since marks alone are frequent.
 */
function beginnings(anchor: string, index: number): readonly string[] {
  const before = anchor.slice(0, index);
  const spelled = spellingsOf(anchor[index] ?? '');
  if (index > 0) {
    // Here backslashes can be doubled; in front, the escape begins at the last one.
    const length = index === 2 ? 1 : 2;
    return [...spelled, ...LONGER, '\\\\'].map((text) => before + text.slice(0, length));
  }
  return [
    ...spelled.flatMap((text) => (text.length < SHORTEST ? [text + (anchor[1] ?? ''), `${text}\\`] : [text])),
    ...LONGER,
  ];
}

/** The same in quoted-printable: `=68f`, `=68=`, `hf=5`. */
function printable(anchor: string, index: number): readonly string[] {
  const digits = anchor.charCodeAt(index).toString(16).padStart(2, '0');
  const before = anchor.slice(0, index);
  if (index > 0) return [`${before}=${digits[0]}`];
  return [digits, digits.toUpperCase()].flatMap((text) => [`=${text}${anchor[1] ?? ''}`, `=${text}=`]);
}

const known = new Map<string, readonly string[]>();

function spellingsOf(char: string): readonly string[] {
  let all = known.get(char);
  if (!all) known.set(char, (all = spell(char)));
  return all;
}

function spell(char: string): readonly string[] {
  const all = new Set(MORE_SPELLINGS[char] ?? []);
  for (const [before, base] of SYNTAXES) {
    const digits = char
      .charCodeAt(0)
      .toString(base)
      .padStart(base === 8 ? 3 : 2, '0');
    all.add(before + digits);
    all.add(before + digits.toUpperCase());
  }
  return [...all];
}

/** The length of the demand that the text which begins at `from` is, escaped or not: of the first that is seen to be met, or the longest; or 0. */
function follow(bytes: Uint8Array, from: number, demands: Demands, dialect: Dialect, isLongest = false): number {
  let longest = 0;
  for (const { all, rows, met } of demands.groups)
    for (let bits = all, i = 0, at = from; bits !== 0; i++) {
      const here = bits & (met[i] as number);
      if (here !== 0) {
        longest = Math.max(longest, i);
        if (!isLongest) return longest;
        bits &= ~here;
      }
      if (at >= bytes.length) break;
      const row = rows[i] as Uint32Array;
      let found = readChar(bytes, at, bytes.length, dialect);
      if ((bits & (row[Math.min(codeOf(found), NO_BYTE)] as number)) === 0)
        found = readTwice(bytes, at, found, dialect);
      bits &= row[Math.min(codeOf(found), NO_BYTE)] as number;
      at += widthOf(found);
    }
  return longest;
}

/** A hit begins a character even where one before it could swallow it: `\` before `\u0068f_`, `%6` before `api%5F`. */
function passageOf(
  segment: Segment,
  { from, to, first, last }: Window,
  hits: readonly Hit[],
  dialect: Dialect,
): Passage {
  const { bytes, base } = segment;
  const text = Buffer.allocUnsafe(to - from);
  const offsets = new Uint32Array(to - from + 1);
  let count = 0;
  let at = from;
  let start = to; // of the character at `at`, where backslashes stand before it
  for (let index = first; index <= last + 1; index++) {
    const hit = index > last ? to : (hits[index]?.offset ?? 0) - base;
    const stop = firstBackslash(bytes, hit, at);
    while (at < stop) {
      const found = readChar(bytes, at, stop, dialect);
      const code = codeOf(found);
      text[count] = code > 0xff ? BEYOND : code;
      offsets[count++] = Math.min(at, start);
      at += widthOf(found);
      start = to;
    }
    if (at < hit) [start, at] = [at, hit];
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

/** Where the backslashes in a row begin of which the last one stands at `at`, but not before `from`; the sieve sees only that one. */
function firstBackslash(bytes: Uint8Array, at: number, from: number): number {
  let start = at;
  if (bytes[at] === 0x5c) while (start > from && at - start < MAX_BACKSLASHES - 1 && bytes[start - 1] === 0x5c) start--;
  return start;
}

/** A character and the bytes that it takes, in one number, so that reading makes no objects. */
export type Char = number;

const WIDTH_BITS = 8;

function char(code: number, width: number): Char {
  return (Math.min(code, 0xffff) << WIDTH_BITS) | width;
}

export function codeOf(read: Char): number {
  return read >> WIDTH_BITS;
}

export function widthOf(read: Char): number {
  return read & ((1 << WIDTH_BITS) - 1);
}

/** The character at `at`: an escaped one that ends at `to` or before, or else the byte itself. */
function readChar(bytes: Uint8Array, at: number, to: number, dialect: Dialect): Char {
  const byte = bytes[at] ?? 0;
  let found = 0;
  if (byte === 0x5c) found = (dialect === 'css' && readCss(bytes, at, to)) || readBackslash(bytes, at, to);
  else if (byte === 0x25) found = readPercent(bytes, at, to);
  else if (byte === 0x26) found = readEntity(bytes, at, to);
  else if ((byte === 0x3d || byte === 0x3f) && dialect === 'printable') found = readPrintable(bytes, at, to);
  return found === 0 ? char(byte, 1) : found;
}

/** The character at `at`, escaped once or twice, or else the byte itself. */
export function readEscape(bytes: Uint8Array, at: number): Char {
  return readTwice(bytes, at, readChar(bytes, at, bytes.length, 'usual'), 'usual');
}

/** An escape that is itself escaped is no longer: `\u005f`, in characters. */
const TWICE = new Uint8Array(16);

/** The character whose escape begins with `first`, which is itself an escaped one: `%26%2395%3B`. Otherwise `first`. */
function readTwice(bytes: Uint8Array, at: number, first: Char, dialect: Dialect): Char {
  const mark = codeOf(first);
  if (widthOf(first) === 1 || (mark !== 0x26 && mark !== 0x25 && mark !== 0x5c)) return first;
  const ends: number[] = [];
  for (let end = at; ends.length < TWICE.length && end < bytes.length; ) {
    const one = readChar(bytes, end, bytes.length, dialect);
    TWICE[ends.length] = Math.min(codeOf(one), BEYOND);
    ends.push((end += widthOf(one)));
  }
  const found = readChar(TWICE, 0, ends.length, 'usual');
  const width = (ends[widthOf(found) - 1] ?? at) - at;
  return width >> WIDTH_BITS === 0 ? char(codeOf(found), width) : first;
}

/** How LaTeX names an underscore, nbconvert's in code too. */
const NAMED_UNDERSCORE = /^\\(?:PYZus|textunderscore)(?:\{\}| ?)/;
const LONGEST_NAMED = 18;

/** As the other readers: 0 where nothing is escaped. Backslashes in a row that escape nothing are one. */
function readBackslash(bytes: Uint8Array, from: number, to: number): Char {
  if (
    (bytes[from + 1] === 0x50 && bytes[from + 2] === 0x59) ||
    (bytes[from + 1] === 0x74 && bytes[from + 2] === 0x65)
  ) {
    const named = NAMED_UNDERSCORE.exec(latin1(bytes, from, Math.min(to, from + LONGEST_NAMED)));
    if (named) return char(0x5f, named[0].length);
  }
  let at = from + 1;
  while (at < to && at < from + MAX_BACKSLASHES && bytes[at] === 0x5c) at++;
  const letter = at < to ? (bytes[at] ?? 0) : 0;
  const simple = SIMPLE[letter] ?? 0;
  if (simple > 0) return char(simple, at + 1 - from);
  const digits = HEX_DIGITS[letter] ?? 0;
  if (digits > 0) {
    if (bytes[at + 1] === 0x7b) return readDigits(bytes, from, at + 2, to, 16, 0x7d);
    const code = hexNumber(bytes, at + 1, digits, to);
    if (code >= 0) return char(code, at + 1 + digits - from);
  }
  return readOctal(bytes, from, at, to) || (at - from > 1 ? char(0x5c, at - from) : 0);
}

/** One to three octal digits up to 377. */
function readOctal(bytes: Uint8Array, from: number, start: number, to: number): Char {
  let code = 0;
  let at = start;
  for (; at < to && at < start + 3; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7 || code * 8 + digit > 0xff) break;
    code = code * 8 + digit;
  }
  return at === start ? 0 : char(code, at - from);
}

/** One to six hexadecimal digits, and the space or line end that tells them from what follows: `\68 f_`. Also SQL's `U&'\0068'`. */
function readCss(bytes: Uint8Array, from: number, to: number): Char {
  let code = 0;
  let at = from + 1;
  for (; at < to && at <= from + 6; at++) {
    const digit = hexDigit(bytes[at] ?? 0);
    if (digit < 0) break;
    code = code * 16 + digit;
  }
  if (at === from + 1) return 0;
  const byte = at < to ? bytes[at] : 0;
  return char(code, at - from + (byte === 0x20 || byte === 0x09 || byte === 0x0a ? 1 : 0));
}

/** `=68`, also behind soft line ends (`=\r\n`) and between two words of a header (`?= =?utf-8?Q?`), which stand for nothing. */
function readPrintable(bytes: Uint8Array, from: number, to: number): Char {
  let at = from;
  for (let ends = 0; ends < MAX_LAYERS; ends++) {
    const length = softEnd(bytes, at);
    if (length === 0) break;
    at += length;
  }
  const code = bytes[at] === 0x3d ? hexNumber(bytes, at + 1, 2, to) : -1;
  if (code >= 0) return char(code, at + 3 - from);
  return at > from && at < to ? char(bytes[at] ?? 0, at + 1 - from) : 0;
}

const NEXT_WORD = /^\?=[ \t\r\n]{1,8}=\?[\w-]{1,24}\?[qQ]\?/;

/** How long the end of a line or of an encoded word (RFC 2047) is; else 0. */
function softEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x3d) return bytes[at + 1] === 0x0a ? 2 : bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a ? 3 : 0;
  if (bytes[at] !== 0x3f || bytes[at + 1] !== 0x3d) return 0;
  return NEXT_WORD.exec(bufferOf(bytes).toString('latin1', at, at + 40))?.[0].length ?? 0;
}

/** `%68`; `%2568` and so on, which were encoded several times; `%u0068`. */
function readPercent(bytes: Uint8Array, from: number, to: number): Char {
  let at = from + 1;
  for (let layer = 0; layer < MAX_LAYERS; layer++) {
    if (bytes[at] === 0x75) {
      const code = hexNumber(bytes, at + 1, 4, to);
      return code < 0 ? 0 : char(code, at + 5 - from);
    }
    const code = hexNumber(bytes, at, 2, to);
    const isMore = code === 0x25 && (hexNumber(bytes, at + 2, 2, to) >= 0 || bytes[at + 2] === 0x75);
    if (!isMore) return code < 0 ? 0 : char(code, at + 2 - from);
    at += 2;
  }
  return 0;
}

/** `&#104;`, `&#x68;`, `&lowbar;`; `&amp;#104;` and so on. */
function readEntity(bytes: Uint8Array, from: number, to: number): Char {
  let found = 0;
  let at = from + 1;
  for (let layer = 0; layer <= MAX_LAYERS; layer++) {
    if (bytes[at] === 0x23) {
      const hex = ((bytes[at + 1] ?? 0) | 0x20) === 0x78;
      return readDigits(bytes, from, at + (hex ? 2 : 1), to, hex ? 16 : 10, 0x3b) || found;
    }
    const limit = Math.min(to, at + LONGEST_ENTITY);
    let name = 0;
    for (; at < limit && isSmall(bytes[at]); at++) name = withLetter(name, bytes[at] ?? 0);
    const code = at < to && bytes[at] === 0x3b ? ENTITIES.get(name) : undefined;
    if (code === undefined) return found;
    found = char(code, ++at - from);
    if (code !== AMPERSAND) return found;
  }
  return found;
}

function isSmall(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a;
}

/**
 * Digits at `start` and `close`: the number of an escape that began at `from`. HTML's `;` may be left out where something else than a
 * digit follows.
 */
function readDigits(bytes: Uint8Array, from: number, start: number, to: number, base: 10 | 16, close: number): Char {
  let code = 0;
  for (let at = start; at <= start + MAX_DIGITS; at++) {
    const byte = at < to ? (bytes[at] ?? 0) : 0;
    if (byte === close && at > start) return char(code, at + 1 - from);
    const digit = hexDigit(byte);
    if (digit < 0 || digit >= base) return at > start && close === 0x3b ? char(code, at - from) : 0;
    code = code * base + digit;
  }
  return 0;
}
