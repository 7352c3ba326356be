// Says where text is encoded as a whole, so that it must be read before anything can be looked for in it: long runs of base64 or
// hex digits that say text or something packed, and files in UTF-16.
import { isUtf8 } from 'node:buffer';
import type { AnchorForm, DecoderName, Hit, Openers } from '../types.ts';
import { VALUES } from './base64.ts';
import { hexPair, isDigit, NO_BYTES } from './bytes.ts';
import { deflatedBeginnings, looksDeflated } from './deflated.ts';
import { escapes } from './escapes.ts';
import { lineSet } from './lines.ts';
import {
  BEYOND,
  CLASSES,
  DIGITS,
  FEWEST_ESCAPES,
  hexDigits,
  isMixed,
  runsIn,
  SHORTEST,
  SHORTEST_HEX,
  STEP,
} from './runs.ts';

const NONE: readonly Hit[] = [];

/** What it costs to open a run, for each place in it where that is tried. */
const RUN_LOOKS = 4;
/** How much of what is encoded tells whether it is text, in bytes; of them, how many are text at least. Of random bytes, four in ten are. */
const PROBE = 36;
const TEXT_LEAST = 33;
/** How much tells whether it is packed: a tar says so at 257. */
const PACKED_PROBE = 512;
const ESCAPED_PROBE = 8 * PACKED_PROBE;
/** A mark, and what stands before the text. */
const WIDE_SLACK = 5;
/** How much of a file's beginning tells UTF-16 that has no mark, and how many of its zeros stand where they should. */
const WIDE_PROBE = 64;
const WIDE_LEAST = 24;

/** Escapes by number. */
const ESCAPES = /\\{1,16}(?:x[0-9a-f]{2}|u\{?[0-9a-f]{2,8})|%[0-9a-f]{2}|&(?:amp;)*#x?[0-9a-f]{2,8};/gi;
/** Those of letters and digits, escaped once or more: `\x68`, `%2568`, `&#104;`. */
const NEEDLESS =
  /(?:\\{1,16}(?:x|u\{?0{0,6})|%(?:25)*|&(?:amp;)*#x0{0,6})(?:3[0-9]|[46][1-9a-f]|[57][0-9a])|&(?:amp;)*#0{0,5}(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|9[0789]|1[01][0-9]|12[0-2]);/gi;

type IsPacked = (bytes: Uint8Array) => boolean;

/** The sum of the bytes that begin UTF-16, in either order: FF FE. */
const MARK = 0xff + 0xfe;

/** 1 for ASCII that stands in text. */
const TEXT = new Uint8Array(256).fill(1, 0x20, 0x7f);
for (const code of [9, 10, 13, 27]) TEXT[code] = 1;

/**
 * Finds where the encoded text in bytes begins; the forms of the hits reach as far as the text does. `isPacked` says of bytes whether they
 * begin as something packed; a hit of the decoder `container` says it of all. `beginnings` as in `Openers`.
 */
export function createOpeners(isPacked: IsPacked, beginnings?: Uint8Array): Openers {
  return {
    classes: CLASSES,
    ...(beginnings && { beginnings }),
    shortest: SHORTEST,
    isPacked,
    hits: (bytes, runs = runsIn(bytes), work) => {
      const wide = wideText(bytes);
      const isContainer = isPacked(bytes);
      if (runs.length === 0 && !wide && !isContainer) return NONE;
      const hits: Hit[] = [];
      if (isContainer) hits.push(hitAt(0, bytes.length, 'container'));
      if (wide) hits.push(hitAt(0, bytes.length, wide));
      for (const { start, end, isEscaped } of runs) {
        if (work && (work.left -= RUN_LOOKS * Math.ceil((end - start) / STEP)) < 0) break;
        if (!isEscaped) openDigits(bytes, start, end, isPacked, hits);
        else if (hidesMore(bytes.subarray(start, Math.min(end, start + ESCAPED_PROBE)), isPacked))
          hits.push(hitAt(start, end, 'escapes'));
      }
      // A run of digits can stand in one of escapes, which ends later.
      return hits.sort((a, b) => a.offset - b.offset);
    },
  };
}

/** The latest form: where there are many runs, most are as long as the one before. */
let latest: AnchorForm = { bytes: NO_BYTES, decoder: 'base64', rules: [], reach: 0 };

function hitAt(offset: number, end: number, decoder: DecoderName): Hit {
  const reach = end - offset + BEYOND;
  if (latest.reach !== reach || latest.decoder !== decoder) latest = { bytes: NO_BYTES, decoder, rules: [], reach };
  return { offset, form: latest };
}

/** Text in UTF-16 has a mark, or a zero in every second byte of its beginning. */
function wideText(bytes: Uint8Array): DecoderName | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf16be';
  if (bytes[0] !== 0 && bytes[1] !== 0) return null;
  const zeros = [0, 0];
  for (let at = 0; at < Math.min(WIDE_PROBE, bytes.length); at++) if (bytes[at] === 0) (zeros[at & 1] as number)++;
  const [even = 0, odd = 0] = zeros;
  if (odd >= WIDE_LEAST && even === 0) return 'utf16le';
  return even >= WIDE_LEAST && odd === 0 ? 'utf16be' : null;
}

/** Whether there are many escapes, of letters and digits, which need none, or of what is itself escaped, or to be opened. */
function hidesMore(bytes: Uint8Array, isPacked: IsPacked): boolean {
  const written = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (!areMany(written)) return false;
  if (areMany(written, NEEDLESS)) return true;
  const hits = [hitAt(0, bytes.length, 'escapes')];
  const segment = { base: 0, bytes, from: 0, to: bytes.length, hits };
  for (const { text } of escapes.passages(segment, hits))
    if (areMany(text) || createOpeners(isPacked).hits(Buffer.from(text, 'latin1')).length > 0) return true;
  return false;
}

function areMany(text: string, kind = ESCAPES): boolean {
  kind.lastIndex = 0;
  for (let count = 0; kind.test(text); ) if (++count === FEWEST_ESCAPES) return true;
  return false;
}

/** Adds hits for digits of base64 or base 16 in a row. Nearly all are names, paths and rules: nothing is made before a few were read. */
function openDigits(bytes: Uint8Array, start: number, end: number, isPacked: IsPacked, hits: Hit[]): void {
  // What is packed is cut by an escape: it is read on behind that.
  if (end - start < SHORTEST) hits.push(hitAt(start, end, 'base64'));
  for (let step = start; end - step >= SHORTEST; step += STEP) {
    const at = step === start ? beginningOf(bytes, start) : step;
    const to = Math.min(end, at + 2 * PACKED_PROBE);
    const digits = hexDigits(bytes, at, to);
    if (digits >= SHORTEST_HEX) {
      for (let index = 0; index < PROBE; index++) PROBED[index] = hexPair(bytes, at + 2 * index);
      const isSure = step === start && (looksDeflated(PROBED) || isMarked(PROBED));
      if (isSure || isReadable(PROBED) || isPacked(whole(bytes, at, at + (digits & ~1), 'hex')))
        hits.push(hitAt(at, end, 'hex'));
    }
    if (!isMixed(bytes, at)) continue;
    // What stands before it may be glued to it: the letter of `\n`, for one.
    for (let phase = 0; phase < 4; phase++) {
      const length = decodeBase64(bytes, at + phase, to, PROBED);
      const probe = length === PROBE ? PROBED : PROBED.subarray(0, length);
      const canBePacked = phase < 2;
      if (phase === 0 && step === start && (isMarked(probe) || (looksDeflated(probe) && isScrambled(bytes, at)))) {
        // It may be chance, and text behind what is glued.
        hits.push(hitAt(at, end, 'base64'));
        continue;
      }
      if (!isReadable(probe) && !(canBePacked && (isPacked(probe) || isZeroed(probe)))) continue;
      // Of a wrapped tar, the first line is too short to tell.
      const isCut = to - at < PACKED_PROBE && phase === 0 && isNamed(probe);
      const all = isCut ? probe : whole(bytes, at + phase, to, 'base64');
      if (!isCut && !isReadable(all) && !(canBePacked && isPacked(all))) continue;
      hits.push(hitAt(at + phase, end, 'base64'));
      break;
    }
  }
}

/** Where what is encoded begins in a run: behind `32m` of a terminal's colour (`ESC[1;32m`), and behind the sign of a patch. */
function beginningOf(bytes: Uint8Array, start: number): number {
  const [before, first] = [bytes[start - 1] ?? 0x0a, bytes[start]];
  if (before === 0x0a && (first === 0x2b || first === 0x2d)) return start + 1;
  if (before !== 0x5b && before !== 0x3b) return start;
  let at = start;
  while (at < start + 2 && isDigit(bytes[at])) at++;
  return bytes[at] === 0x6d ? at + 1 : start;
}

/** Small letters in a row, dashes, and others, in the shortest run of what is packed; in one of a thousand there are more, or fewer. */
const MOST_SMALL = 10;
const MOST_DASHES = 6;
const FEWEST_OTHERS = 13;

/** Whether digits are no name and no path, but base64 of one of the alphabets: raw deflate has less to tell it from these than others. */
function isScrambled(bytes: Uint8Array, from: number): boolean {
  let [small, dashes, others, isUsual] = [0, 0, 0, false];
  for (let at = from + 4; at < from + SHORTEST; at++) {
    const byte = bytes[at] as number;
    const isSmall = byte >= 0x61 && byte <= 0x7a;
    small = isSmall ? small + 1 : 0;
    if (small > MOST_SMALL) return false;
    if (byte === 0x2d || byte === 0x5f) dashes++;
    else if (!isSmall) others++;
    isUsual ||= byte === 0x2b || byte === 0x2f;
  }
  return others >= FEWEST_OTHERS && dashes <= (isUsual ? 0 : MOST_DASHES);
}

const PROBED = new Uint8Array(PROBE);

/** Fills `target` with what the base64 in [from, to) says; gives the number of bytes. */
function decodeBase64(bytes: Uint8Array, from: number, to: number, target: Uint8Array): number {
  let length = 0;
  let at = from;
  for (; at + 3 < to && length < target.length; at += 4, length += 3) {
    const four = (bitsAt(bytes, at) << 18) | (bitsAt(bytes, at + 1) << 12) | (bitsAt(bytes, at + 2) << 6);
    target[length] = four >> 16;
    target[length + 1] = four >> 8;
    target[length + 2] = four | bitsAt(bytes, at + 3);
  }
  if (at + 1 < to && length < target.length) {
    target[length++] = (bitsAt(bytes, at) << 2) | (bitsAt(bytes, at + 1) >> 4);
    if (at + 2 < to) target[length++] = (bitsAt(bytes, at + 1) << 4) | (bitsAt(bytes, at + 2) >> 2);
  }
  return Math.min(length, target.length);
}

/** Of a run, in which all are digits. */
function bitsAt(bytes: Uint8Array, at: number): number {
  return VALUES[bytes[at] as number] as number;
}

function whole(bytes: Uint8Array, from: number, to: number, encoding: 'base64' | 'hex'): Buffer {
  return Buffer.from(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1'), encoding);
}

/** A file's name, and zeros behind it: so a tar begins. */
function isZeroed(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (TEXT[byte] !== 1 && byte !== 0 && byte < 0x80) return false;
  return true;
}

/** A name, and then nothing but zeros. */
function isNamed(bytes: Uint8Array): boolean {
  let at = 0;
  while (TEXT[bytes[at] ?? 0] === 1) at++;
  return at > 0 && at < bytes.length && bytes.subarray(at).every((byte) => byte === 0);
}

/** Whether it begins with the mark of UTF-16. What follows may be in any letters, so within a run, where it can be chance, it says nothing. */
function isMarked(decoded: Uint8Array): boolean {
  return (decoded[0] as number) + (decoded[1] as number) === MARK;
}

/** Whether it begins as text does, in ASCII, UTF-8 or UTF-16. */
function isReadable(decoded: Uint8Array): boolean {
  let text = 0;
  let zeros = 0;
  const probe = Math.min(PROBE, decoded.length);
  for (let at = 0; at < probe; at++) {
    const byte = decoded[at] as number;
    if (TEXT[byte] === 1) text++;
    else if (byte === 0) zeros++;
  }
  // UTF-16 is text whose every second byte is zero.
  const isWide = (zeros >= text - 2 && zeros <= text + 2) || isMarked(decoded);
  return text + (isWide ? zeros + WIDE_SLACK : 0) >= Math.min(TEXT_LEAST, probe) || isText(decoded, probe);
}

/** Whether the first `length` bytes are text in UTF-8; a character may be cut off at the end. */
function isText(bytes: Uint8Array, length: number): boolean {
  let at = 0;
  while (at < length && TEXT[bytes[at] as number] === 1) at++;
  if (at === length) return true;
  const lead = bytes[at] as number;
  if (lead < 0x80) return false;
  // Most of what is none shows it in its first character.
  if (at < length - 3 && (lead < 0xc2 || lead > 0xf4 || ((bytes[at + 1] as number) & 0xc0) !== 0x80)) return false;
  for (let cut = 0; cut < 4; cut++) if (isUtf8(bytes.subarray(0, length - cut))) return true;
  return false;
}

// ---------------------------------------------------------------- lines

/** The digits of base64 in both alphabets whose six bits are as `are` wants them, as a set of a regular expression. */
function digits(are: (value: number) => boolean): string {
  const chars = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  return lineSet(chars.filter((_, code) => (VALUES[code] as number) >= 0 && are(VALUES[code] as number)).join(''));
}

/** Whatever stands in it, a run of so many bytes is worth more than a look. */
const LONG = 200;
/** What stands in front of the digits that are read, at most: marks of the line, what `lengthOfEscape` skips, and the phase. */
const AHEAD = 10;
/** As `PROBE` and `TEXT_LEAST`, by groups of four digits: the last may be cut off, and each byte that is no text may have one to itself. */
const GROUPS = PROBE / 3 - 1;
const TEXT_GROUPS = GROUPS - (PROBE - TEXT_LEAST);

/** What `AHEAD` stands for, where it must be no more: marks of the line, and the digits of one escape. */
const GLUED = `[-+]{0,3}([A-Za-z0-9]|[0-9]{1,2}m|(25){0,3}[0-9A-Fa-f]{2}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})?`;

/** A line that has as many escapes as something that hides text. */
export const ESCAPED_LINE = `([%\\&][0-9A-Fa-fuxUX#][A-Za-z0-9+/_%\\&#;-]*){${FEWEST_ESCAPES}}`;

/**
 * Lines as in `Spelling`: those of runs that `hits` opens. In base64, four characters stand for three bytes: of text, or of UTF-8, by whose
 * first bits each is ASCII, goes on a character or begins one. `packed` are the first bytes of what is packed.
 */
export function openerLines(packed: readonly string[]): readonly string[] {
  const any = DIGITS;
  const codes = [...TEXT.keys()].filter((byte) => TEXT[byte] === 1);
  const [high, middle] = [new Set(codes.map((byte) => byte >> 2)), new Set(codes.map((byte) => byte >> 4))];
  const third = [0, 1].map((top) => {
    const low = new Set(codes.filter((byte) => byte >> 6 === top).map((byte) => byte & 63));
    return digits((value) => (value & 3) === top) + digits((value) => low.has(value));
  });
  const text = `${digits((value) => high.has(value))}${digits((value) => middle.has(value & 15))}(${third.join('|')})`;
  const [notBegun, notAscii] = [digits((value) => value < 48), digits((value) => value >= 32)];
  const utf8 = [
    notBegun + digits((value) => (value & 8) === 0) + digits((value) => (value & 3) !== 2),
    notBegun + digits((value) => (value & 12) === 12) + digits((value) => (value & 3) === 2),
    notAscii + digits((value) => (value & 12) === 8) + any,
  ].join('|');
  // Two bytes of three are zero.
  const zeros = `A(A|[A-P]${digits((value) => value % 4 === 0 && value < 62)}A)`;
  const start = `(^|[^${any.slice(1)})${any}`;
  return [
    `${start}{0,${AHEAD}}((${any}{4}){0,${PROBE - TEXT_LEAST}}${text}){${TEXT_GROUPS}}`,
    `${start}{0,${AHEAD}}((${utf8})${any}){${GROUPS - 1}}`,
    `${start}{12}${any}*${zeros}`,
    // There are capitals in front.
    `${start}{0,${AHEAD + SHORTEST}}[A-Z]${any}{${LONG - AHEAD - SHORTEST}}`,
    `${zeros}${any}{12}`,
    // The mark of UTF-16; a pyc; an archive of LHa.
    `[/_]([/_][4-7]|v[89+/_-])${any}{12}|NC[g-v]${any}{12}|bGg1`,
    `(${[...new Set(packed.map(beginning))].join('|')})${any}{${SHORTEST - 8}}`,
    `(^|[^${any.slice(1)})${GLUED}(${deflatedBeginnings().map(threeOf).join('|')})([a-z_-]*[A-Z0-9+/]){${FEWEST_OTHERS}}`,
    `[0-9A-Fa-f]{${SHORTEST_HEX}}`,
  ];
}

/** How base64 of three bytes is written of which each is one of a table's. */
function threeOf(tables: readonly [Uint8Array, Uint8Array, Uint8Array]): string {
  const [one, two, three] = tables.map((table) => [...table.keys()].filter((byte) => table[byte] === 1)) as [
    number[],
    number[],
    number[],
  ];
  const sets = [
    new Set(one.map((byte) => byte >> 2)),
    new Set(one.flatMap((byte) => two.map((next) => ((byte & 3) << 4) | (next >> 4)))),
    new Set(two.flatMap((byte) => three.map((next) => ((byte & 15) << 2) | (next >> 6)))),
    new Set(three.map((byte) => byte & 63)),
  ];
  return sets.map((set) => digits((value) => set.has(value))).join('');
}

/** How base64 of `magic` begins. */
function beginning(magic: string): string {
  const written = Buffer.from(magic.slice(0, 3), 'latin1').toString('base64');
  return written.replace(/[+/]|[^=]=/g, (char) => ({ '+': '[+-]', '/': '[/_]' })[char] ?? '[A-Za-z0-9+/_-]');
}
