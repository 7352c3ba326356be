// Escaped characters: `\u0068f_`, `hf%5F`, `&#104;f_`, `\150f_`, Markdown's `hf\_`.
import type { Hit, Passage, Segment } from '../types.ts';
import { ascii, hexDigit, hexNumber } from './bytes.ts';
import type { Decoder, Spelling } from './decoder.ts';
import { type Demand, demandsOf } from './follow.ts';
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

/** What only one character needs. After text, doubled backslashes (Markdown in JSON) are spelled out. */
const MORE_SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  _: ['\\_', '\\\\_', '\\\\u005f', '\\\\u005F', '&lowbar;'],
};

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  'quot;': '"',
  'amp;': '&',
  'lt;': '<',
  'gt;': '>',
  'apos;': "'",
  'lowbar;': '_',
};
const LONGEST_ENTITY = 7;
const SIMPLE: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', "'": "'", '/': '/', _: '_' };

/** JSON in JSON doubles its backslashes each time: `\\u0068`, `\\\\u0068`. */
const MAX_BACKSLASHES = 16;

/** Escapes of JSON, JavaScript, C, URLs, HTML and Markdown, also several in one token and with doubled backslashes. */
export const escapes: Decoder = {
  name: 'escapes',
  widest: 8, // `&#x0068;`

  /** Up to the first escaped character, which is the anchor's first or an underscore. `confirm` reads on. */
  spellings(anchor, follows) {
    const demands = demandsOf(follows);
    const spellings: Spelling[] = [];
    for (let i = 0; i < anchor.length; i++) {
      if (i > 0 && anchor[i] !== '_') continue;
      for (const spelled of spellingsOf(anchor[i] ?? '')) {
        const bytes = ascii(anchor.slice(0, i) + spelled);
        spellings.push({ bytes, confirm: (content, offset) => confirm(content, offset, anchor, demands) });
      }
    }
    return spellings;
  },

  passages(segment, hits) {
    return windowsOf(segment, hits).map((window) => passageOf(segment, window, hits));
  },
};

const spelled = new Map<string, ReadonlySet<string>>();

function spellingsOf(char: string): ReadonlySet<string> {
  let all = spelled.get(char);
  if (!all) spelled.set(char, (all = spell(char)));
  return all;
}

function spell(char: string): ReadonlySet<string> {
  const all = new Set(MORE_SPELLINGS[char] ?? []);
  for (const [before, base, after] of SYNTAXES) {
    const digits = char
      .charCodeAt(0)
      .toString(base)
      .padStart(base === 8 ? 3 : 2, '0');
    all.add(before + digits + after);
    all.add(before + digits.toUpperCase() + after);
  }
  return all;
}

/** Whether `anchor` stands at `offset`, partly escaped, and one of the demands holds behind it. */
function confirm(bytes: Uint8Array, offset: number, anchor: string, demands: readonly Demand[]): boolean {
  let at = offset;
  for (let i = 0; i < anchor.length; i++) {
    if (at >= bytes.length) return false;
    const found = readEscape(bytes, at, bytes.length);
    if ((found?.code ?? bytes[at]) !== anchor.charCodeAt(i)) return false;
    at = found?.end ?? at + 1;
  }
  return demands.length === 0 || demands.some((demand) => follow(bytes, at, demand));
}

function follow(bytes: Uint8Array, from: number, { table, min }: Demand): boolean {
  let at = from;
  for (let i = 0; i < min; i++) {
    if (at >= bytes.length) return false;
    const found = readEscape(bytes, at, bytes.length);
    if ((table[found?.code ?? bytes[at] ?? 0] ?? 0) === 0) return false;
    at = found?.end ?? at + 1;
  }
  return true;
}

/** A hit begins a character even where one before it could swallow it: `\` before `\u0068f_`, `%6` before `api%5F`. */
function passageOf(segment: Segment, { from, to, first, last }: Window, hits: readonly Hit[]): Passage {
  const { bytes, base } = segment;
  const codes = Buffer.allocUnsafe((to - from) * 2);
  const offsets = new Uint32Array(to - from + 1);
  let count = 0;
  let at = from;
  for (let index = first; index <= last + 1; index++) {
    const stop = index > last ? to : (hits[index]?.offset ?? 0) - base;
    while (at < stop) {
      const found = readEscape(bytes, at, stop);
      codes.writeUInt16LE(found?.code ?? bytes[at] ?? 0, count * 2);
      offsets[count++] = at;
      at = found?.end ?? at + 1;
    }
  }
  offsets[count] = to;
  const map = offsets.slice(0, count + 1);
  const sourceOf = (position: number) => base + (map[Math.min(position, count)] ?? to);
  return {
    kind: 'decoded',
    text: codes.toString('utf16le', 0, count * 2),
    trail: ['escapes'],
    toSource: (start, end) => [{ start: sourceOf(start), end: sourceOf(end) }],
  };
}

interface Escape {
  readonly code: number;
  readonly end: number;
}

/** The escaped character at `at` that ends at `to` or before, or null. A number over U+FFFF comes as U+FFFD. */
function readEscape(bytes: Uint8Array, at: number, to: number): Escape | null {
  const byte = bytes[at];
  if (byte === 0x5c) return readBackslash(bytes, at, to);
  if (byte === 0x25) return readPercent(bytes, at, to);
  return byte === 0x26 ? readEntity(bytes, at, to) : null;
}

function readBackslash(bytes: Uint8Array, from: number, to: number): Escape | null {
  let at = from + 1;
  while (at < to && at < from + MAX_BACKSLASHES && bytes[at] === 0x5c) at++;
  const letter = at < to ? String.fromCharCode(bytes[at] ?? 0) : '';
  const simple = Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
  if (simple !== undefined) return { code: simple.charCodeAt(0), end: at + 1 };
  if (letter === 'u' && bytes[at + 1] === 0x7b) return readDigits(bytes, at + 2, to, 16, 0x7d);
  const width = letter === 'u' ? 4 : letter === 'x' ? 2 : 0;
  const code = width === 0 ? octal(bytes, at, to) : hexNumber(bytes, at + 1, width, to);
  if (code >= 0) return { code, end: at + (width === 0 ? 3 : width + 1) };
  return at - from > 1 ? { code: 0x5c, end: at } : null;
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
function readPercent(bytes: Uint8Array, at: number, to: number): Escape | null {
  const code = hexNumber(bytes, at + 1, 2, to);
  if (code < 0) return null;
  const inner = code === 0x25 ? hexNumber(bytes, at + 3, 2, to) : -1;
  return inner < 0 ? { code, end: at + 3 } : { code: inner, end: at + 5 };
}

function readEntity(bytes: Uint8Array, at: number, to: number): Escape | null {
  if (bytes[at + 1] === 0x23) {
    const hex = ((bytes[at + 2] ?? 0) | 0x20) === 0x78;
    return readDigits(bytes, at + (hex ? 3 : 2), to, hex ? 16 : 10, 0x3b);
  }
  let name = '';
  for (let i = at + 1; i < to && name.length < LONGEST_ENTITY; i++) {
    name += String.fromCharCode(bytes[i] ?? 0);
    if (bytes[i] !== 0x3b) continue;
    const char = Object.hasOwn(NAMED_ENTITIES, name) ? NAMED_ENTITIES[name] : undefined;
    return char === undefined ? null : { code: char.charCodeAt(0), end: i + 1 };
  }
  return null;
}

/** One to eight digits and `close`. */
function readDigits(bytes: Uint8Array, from: number, to: number, base: 10 | 16, close: number): Escape | null {
  let code = 0;
  for (let at = from; at < to && at <= from + 8; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === close && at > from) return { code: code > 0xffff ? 0xfffd : code, end: at + 1 };
    const digit = hexDigit(byte);
    if (digit < 0 || digit >= base) return null;
    code = code * base + digit;
  }
  return null;
}
