// Base64 of RFC 4648, standard and URL-safe, wrapped or not: an anchor has three spellings, one for each alignment.

import { lowerBound } from '../lower-bound.ts';
import type { AnchorForm, Hit, Passage, Segment } from '../types.ts';
import { ascii, bufferOf, latin1, scratch } from './bytes.ts';
import type { Decoder, Part, Spelling } from './decoder.ts';
import { codeOf, readEscape, widthOf } from './escapes.ts';
import { type Demands, demandsOf, type Group } from './follow.ts';
import { BEYOND, CLASSES, lengthOfEscape } from './runs.ts';
import { windowsOf } from './window.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The six bits that each byte stands for; `+` and `-` are 62, `/` and `_` are 63, what is no base64 is -1. */
export const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) VALUES[STANDARD.charCodeAt(i)] = i;
VALUES[0x2d] = 62;
VALUES[0x5f] = 63;

/** Longest gap inside a run: a line end with the next line's indentation, quote or comment mark. */
const MAX_GAP = 96;

/** Where an anchor's first whole character stands in its group of four: after 0, 1 or 2 bytes of something else. */
const PHASES = [0, 2, 3] as const;

/** `hf_` is `aGZf`, `hmX` or `oZl`, by how many bytes stand before it; characters that it shares are left out. */
export const base64 = {
  name: 'base64',
  widest: 2, // 4 for 3, and the ends of short lines

  spellings(anchor, follows) {
    const demands = demandsOf(anchor, follows);
    const spellings: Spelling[] = [];
    for (const skipped of [0, 1, 2]) {
      const first = Math.ceil((8 * skipped) / 6);
      const last = Math.floor((8 * (skipped + anchor.length)) / 6);
      const encoded = Buffer.from('\0'.repeat(skipped) + anchor, 'latin1')
        .toString('base64')
        .slice(first, last);
      const confirm = confirmer(anchor, skipped, demands);
      for (const text of new Set([encoded, encoded.replaceAll('+', '-').replaceAll('/', '_')]))
        spellings.push({ bytes: ascii(text), confirm });
    }
    return spellings;
  },

  *passages(segment, hits) {
    const anchored = hits.filter(({ form }) => form.rules.length > 0);
    const phases = new Map<AnchorForm, readonly number[]>();
    for (const { form } of anchored) if (!phases.has(form)) phases.set(form, phasesOf(form.bytes));
    for (const { from, to, first, last } of windowsOf(segment, anchored)) {
      const own = anchored.slice(first, last + 1);
      for (const run of runsOf(segment, from, to, own)) yield* passagesOf(run, segment, own, phases);
    }
    if (anchored.length < hits.length) yield* openedRuns(segment, hits);
  },
} satisfies Decoder;

/** What base64 is interrupted by: a line end, as it stands or as an encoding writes it, and what a next line begins with. */
const GAP = new RegExp(
  [
    // `\n`, `\\r\\n`, `\n` and a line end, and the same between the lines of a JSON list.
    String.raw`(?:\\{1,16}[nr])+(?:\\{0,16}["'],?\s*\\{0,16}["']|\s*)`,
    // `"aGZf" + "…"`, on one line or several; Python's `b'…'`.
    String.raw`\\{0,16}["'\x60]\s*(?:(?:\+|\.\.?|&|\|\||\\)\s*)?[bBrRuU]?\\{0,16}["'\x60]`,
    // A line that is continued, with its quote, comment mark or frame.
    String.raw`[ \t]*\\?\r?[\r\n]\s*(?:(?:#|[>|*;]|\xe2\x94\x82)[ \t]*|(?:\/\/|--)[ \t]+)*`,
    '(?:%(?:25)*0[aAdD])+',
    String.raw`(?:&#(?:1[03]|x0*[aAdD]);)+\s*`,
    String.raw`<br ?\/?>\s*`,
    // From one encoded word of a header to the next.
    String.raw`\?=\s{1,8}=\?[\w-]{1,24}\?[bB]\?`,
  ].join('|'),
  'y',
);
/** The first byte of each, and what must come next: of quotes, most end a text for good. */
const GAPS = new Uint8Array(256);
const QUOTE = 2;
for (const byte of ascii('\\\r\n \t%&<')) GAPS[byte] = 1;
for (const byte of ascii('"\'`')) GAPS[byte] = QUOTE;
const QUESTION = 0x3f;
const BEHIND_QUOTES = new Uint8Array(256);
for (const byte of ascii(' \t\r\n+.&|\\"\'`bBrRuU')) BEHIND_QUOTES[byte] = 1;

/** The longest line of quoted-printable, its `=` included. Only where a line is about as long, `=` is a soft line end and no padding. */
const SOFT_LINE = 76;

/** A digit of base64: the place of its last byte and its six bits, in one number, so that reading makes no objects; -1 for none. */
type Digit = number;

function digit(at: number, value: number): Digit {
  return at * 64 + value;
}

function placeOf(found: Digit): number {
  return Math.floor(found / 64);
}

function bitsOf(found: Digit): number {
  return found % 64;
}

/** The digit at `at`, escaped or not, or the one behind a gap that begins there. */
function nextDigit(bytes: Uint8Array, at: number): Digit {
  const byte = bytes[at] ?? 0;
  const value = VALUES[byte] as number;
  if (value >= 0) return digit(at, value);
  let end = at;
  const sign = escapedSign(bytes, at);
  if (sign >= 0) return sign;
  if (byte === 0x3d) end = isSoftEnd(bytes, at) ? at + (bytes[at + 1] === 0x0d ? 3 : 2) : at;
  else if (
    GAPS[byte] === 1 ||
    (GAPS[byte] === QUOTE && BEHIND_QUOTES[bytes[at + 1] ?? 0] === 1) ||
    (byte === QUESTION && bytes[at + 1] === 0x3d)
  ) {
    end = simpleGap(bytes, at);
    if (end > at) return digit(end, VALUES[bytes[end] as number] as number);
    GAP.lastIndex = 0;
    end = at + (GAP.exec(bufferOf(bytes).toString('latin1', at, at + MAX_GAP))?.[0].length ?? 0);
  }
  const behind = VALUES[bytes[end] ?? 0] as number;
  return end > at && end < at + MAX_GAP && behind >= 0 ? digit(end, behind) : -1;
}

/** What an escape begins with that can stand for one of the four signs: `\/`, `\u002b`, `%2B`, `%5f`, `&#43;`, `&amp;#47;`, by two bytes. */
function canBeSign(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  switch (bytes[at]) {
    case 0x5c:
      return next === 0x2f || next === 0x5f || next === 0x75 || next === 0x78 || next === 0x5c;
    case 0x25:
      return next === 0x32 || next === 0x35;
    case 0x26:
      return next === 0x23 || next === 0x61;
    default:
      return false;
  }
}

/** The `+`, `/`, `-` or `_` that is escaped at `at`, in JSON, URLs and HTML, once or more. */
function escapedSign(bytes: Uint8Array, at: number): Digit {
  if (!canBeSign(bytes, at)) return -1;
  const found = readEscape(bytes, at);
  const value = VALUES[codeOf(found)] ?? -1;
  return value >= 62 ? digit(at + widthOf(found) - 1, value) : -1;
}

/** Nearly all gaps, without a string: where the character behind a line end stands, written `\n` or as it is; -1 for all others. */
function simpleGap(bytes: Uint8Array, at: number): number {
  const isEscaped = bytes[at] === 0x5c && bytes[at + 1] === 0x6e;
  if (!isEscaped && bytes[at] !== 0x0a && bytes[at] !== 0x0d) return -1;
  let end = isEscaped ? at + 2 : at;
  while (end < at + MAX_GAP && isSpace(bytes[end])) end++;
  if (!isEscaped && isPatch(bytes, at, end)) for (end++; end < at + MAX_GAP && isBlank(bytes[end]); ) end++;
  const byte = bytes[end] ?? 0;
  // `-- ` and `// ` begin a comment.
  const isComment = (byte === 0x2d || byte === 0x2f) && bytes[end + 1] === byte && isBlank(bytes[end + 2]);
  return (VALUES[byte] ?? -1) >= 0 && !isComment && end < bytes.length ? end : -1;
}

const LONGEST_LINE = 256;

/**
 * Whether the line that begins at `next`, the one before, which ends at `at`, and the one before that are lines of a patch: their signs are digits
 * of base64, too, but lines hold whole groups of four without them.
 */
function isPatch(bytes: Uint8Array, at: number, next: number): boolean {
  const sign = bytes[next];
  if ((sign !== 0x2b && sign !== 0x2d) || bytes[next - 1] !== 0x0a) return false;
  if (sign === 0x2d && isBlank(bytes[next + 1])) return false;
  const own = lineStart(bytes, at);
  if (own === 0 || bytes[own] !== sign) return false;
  let start = at;
  while (start > own + 1 && (VALUES[bytes[start - 1] ?? 0] ?? -1) >= 0) start--;
  if ((at - start) % 4 !== 0) return false;
  const before = bytes[lineStart(bytes, own - 1)];
  return before === 0x2b || before === 0x2d || before === 0x20 || before === 0x40;
}

function lineStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && start > at - LONGEST_LINE && bytes[start - 1] !== 0x0a) start--;
  return start;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09;
}

/** Whether `=` at `at` ends a line of quoted-printable: `=` and a line end, behind 72 to 75 characters. */
function isSoftEnd(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  if (next !== 0x0a && !(next === 0x0d && bytes[at + 2] === 0x0a)) return false;
  for (let length = 0; length < SOFT_LINE; length++) {
    const before = at - 1 - length;
    if (before < 0 || bytes[before] === 0x0a) return length >= SOFT_LINE - 4;
  }
  return false;
}

/** How many characters before a place are tried as the one that a gap leads from. */
const MOST_TRIES = 4;

/** Whether the character before `at`, gaps skipped, ends in the bits `wanted`, of which there are `count`. */
function isBehind(bytes: Uint8Array, at: number, wanted: number, count: number): boolean {
  const mask = (1 << count) - 1;
  let tries = 0;
  for (let i = at - 1; i >= 0 && i > at - MAX_GAP && tries < MOST_TRIES; i--) {
    const value = VALUES[bytes[i] ?? 0] ?? -1;
    if (value < 0 || (i + 1 < at && (VALUES[bytes[i + 1] ?? 0] ?? -1) >= 0)) continue;
    tries++;
    if ((value & mask) === wanted && placeOf(nextDigit(bytes, i + 1)) === at) return true;
  }
  return false;
}

/** Asks whether the bits around a spelling complete the anchor, and the bytes encoded after it meet one of the demands. */
function confirmer(anchor: string, skipped: number, demands: Demands): Required<Spelling>['confirm'] {
  const shared = skipped === 0 ? 0 : 6 - 2 * skipped; // bits of the anchor in the character before: 4 or 2
  const sharedBits = shared === 0 ? 0 : anchor.charCodeAt(0) >> (8 - shared);
  return (content, offset) =>
    (shared === 0 || isBehind(content, offset, sharedBits, shared)) &&
    demands.groups.some((group) => encodes(content, offset, shared, sharedBits, group));
}

/** Whether what is encoded from `from` on, where the last `bits` bits of `value` come first, meets one of the demands. */
function encodes(content: Uint8Array, from: number, bits: number, value: number, { all, rows, met }: Group): boolean {
  let at = from;
  let buffer = value;
  let filled = bits;
  for (let wanted = all, i = 0; wanted !== 0; ) {
    if ((wanted & (met[i] as number)) !== 0) return true;
    const next = nextDigit(content, at);
    if (next < 0) return false;
    buffer = ((buffer << 6) | bitsOf(next)) & 0x3fff;
    at = placeOf(next) + 1;
    filled += 6;
    if (filled < 8) continue;
    filled -= 8;
    wanted &= (rows[i++] as Uint32Array)[(buffer >> filled) & 0xff] as number;
  }
  return false;
}

/** The phases in which a spelling can be ASCII: every byte's highest bit is zero. Nearly always one. */
function phasesOf(spelling: Uint8Array): readonly number[] {
  return PHASES.filter((phase) => {
    for (let bit = 0; bit < 6 * (phase + spelling.length); bit += 8) {
      if (bit < 6 * phase) continue;
      const value = VALUES[spelling[Math.floor(bit / 6) - phase] ?? 0] ?? 0;
      if (((value >> (5 - (bit % 6))) & 1) === 1) return false;
    }
    return true;
  });
}

type Phases = ReadonlyMap<AnchorForm, readonly number[]>;

/** Base64 characters in a row, gaps skipped: for each line where it begins in the segment, the bits of its first character, and the characters before it. */
interface Run {
  readonly starts: readonly number[];
  readonly bits: readonly number[];
  readonly before: readonly number[];
  readonly count: number;
}

/** The run that begins with a digit, and its last character; its first `known` characters were seen. */
function runFrom(bytes: Uint8Array, from: Digit, known = 1): { readonly run: Run; readonly last: number } {
  const starts: number[] = [];
  const bits: number[] = [];
  const before: number[] = [];
  let count = 0;
  let end = Math.max(placeOf(from), Math.min(bytes.length, placeOf(from) + known) - 1);
  for (let next = from; next >= 0; next = nextDigit(bytes, end)) {
    const start = placeOf(next);
    starts.push(start);
    bits.push(bitsOf(next));
    before.push(count);
    // The first may be the end of an escape.
    end = Math.max(start, end) + 1;
    while (end < bytes.length && (VALUES[bytes[end] as number] as number) >= 0) end++;
    count += end - start;
  }
  return { run: { starts, bits, before, count }, last: end - 1 };
}

/**
 * What is said by the runs that are opened as a whole: they begin where a hit is that asks for no rule. In one run, each of the four
 * alignments is read once, from the first hit that has it. The last line may be something else, the next key of a file for example, and
 * so what is text comes without it too.
 */
function* openedRuns(segment: Segment, hits: readonly Hit[]): Generator<Part> {
  let block: Run | null = null;
  let end = -1;
  let isRead: boolean[] = [];
  for (const { offset, form } of hits) {
    const at = offset - segment.base;
    if (form.rules.length > 0) continue;
    const alignment = block && at <= end ? placeIn(block, at) % 4 : 0;
    if (block && at <= end && isRead[alignment]) continue;
    const rest: Run | null = block && at <= end ? restFrom(block, at, segment.bytes) : null;
    const { run, last }: ReturnType<typeof runFrom> = rest
      ? { run: rest, last: end }
      : openedAt(segment.bytes, at, form);
    const isNew = last > end;
    if (isNew) [block, end, isRead] = [run, last, []];
    isRead[isNew ? 0 : alignment] = true;
    const whole = decode(run, 0, segment);
    const shorter = BINARY.test(whole.text.slice(0, PROBE)) ? null : withoutLastLine(run);
    if (!shorter || ENDS[segment.bytes[last + 1] ?? 0x0a] === 1) yield { ...whole, isOpened: true };
    if (shorter) yield { ...decode(shorter, 0, segment), isOpened: true };
  }
}

/** How many digits somebody has seen where a run is opened: images have megabytes of them, in each version of a notebook. */
function seenOf({ bytes, reach }: AnchorForm): number {
  return bytes.length === 0 ? reach - BEYOND : 1;
}

/** What `runFrom` gives at `at`, or at the groups before it: without the mark of UTF-16, its bytes seem to be in the other order. */
function openedAt(bytes: Uint8Array, at: number, form: AnchorForm): ReturnType<typeof runFrom> {
  const first = groupsBefore(bytes, at);
  return first < 0 ? runFrom(bytes, digit(at, bitsAt(bytes, at)), seenOf(form)) : runFrom(bytes, first);
}

function bitsAt(bytes: Uint8Array, at: number): number {
  return VALUES[bytes[at] ?? 0] as number;
}

/** What is escaped stands so near the beginning of a text, or text behind it is opened by itself. */
const MOST_AHEAD = 256;

/** The first digit of a run of whole groups of four that is cut by escaped digits of its own and goes on at `at`. */
function groupsBefore(bytes: Uint8Array, at: number): Digit {
  let from = at;
  while (from > 0 && at - from < MOST_AHEAD && CLASSES[bytes[from - 1] as number] !== 0) from--;
  if (at - from === MOST_AHEAD) return -1;
  let digits: Digit[] = [];
  for (let next = from; next < at; next++) {
    const value = bitsAt(bytes, next);
    const found = value >= 0 ? digit(next, value) : escapedSign(bytes, next);
    next = found >= 0 ? placeOf(found) : next + lengthOfEscape(bytes, next) - 1;
    if (found >= 0) digits.push(found);
    else digits = [];
  }
  return digits[digits.length % 4] ?? -1;
}

/** What `runFrom` gives at one of the characters of a run; null if none of them stands there. */
function restFrom({ starts, bits, before, count }: Run, at: number, bytes: Uint8Array): Run | null {
  const line = lowerBound(starts.length, (index) => (starts[index] ?? 0) > at) - 1;
  const skipped = (before[line] ?? 0) + at - (starts[line] ?? 0);
  if (line < 0 || skipped >= (before[line + 1] ?? count)) return null;
  return {
    starts: [at, ...starts.slice(line + 1)],
    bits: [at === starts[line] ? (bits[line] as number) : bitsAt(bytes, at), ...bits.slice(line + 1)],
    before: [0, ...before.slice(line + 1).map((one) => one - skipped)],
    count: count - skipped,
  };
}

/** Characters that tell whether something is text; what has these is none. */
const PROBE = 16;
const BINARY = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/** What can stand behind the last line of a run: padding, a line end, the end of a text. */
const ENDS = new Uint8Array(256);
for (const byte of ascii('=\r\n"\'`<&%\\)]}')) ENDS[byte] = 1;

function withoutLastLine({ starts, bits, before }: Run): Run | null {
  const lines = starts.length - 1;
  if (lines < 1) return null;
  const count = before[lines] ?? 0;
  return { starts: starts.slice(0, lines), bits: bits.slice(0, lines), before: before.slice(0, lines), count };
}

/** The number of characters of a run before `at`. */
function placeIn({ starts, before }: Run, at: number): number {
  const line = lowerBound(starts.length, (index) => (starts[index] ?? 0) > at) - 1;
  return (before[line] ?? 0) + at - (starts[line] ?? 0);
}

/** The runs of [from, to) that hold a hit. */
function* runsOf(segment: Segment, from: number, to: number, hits: readonly Hit[]): Generator<Run> {
  const bytes = segment.bytes.subarray(0, to);
  let next = 0;
  for (let at = from; at < to; at++) {
    if ((VALUES[bytes[at] ?? 0] ?? -1) < 0) continue;
    const { run, last } = runFrom(bytes, digit(at, bitsAt(bytes, at)));
    const first = at;
    at = last;
    while (next < hits.length && (hits[next]?.offset ?? 0) - segment.base < first) next++;
    if (next === hits.length) return;
    if ((hits[next]?.offset ?? 0) - segment.base <= at) yield run;
  }
}

/**
 * What a run says, once for each alignment that its hits ask for. A line that says enough for a hit also comes by itself,
 * since the next line may be something else (`token: aGZf…` above `other: …`).
 */
function* passagesOf(run: Run, segment: Segment, hits: readonly Hit[], phases: Phases): Generator<Passage> {
  const { starts, bits, before, count } = run;
  const whole = new Set<number>();
  let next = lowerBound(hits.length, (index) => (hits[index]?.offset ?? 0) - segment.base >= (starts[0] ?? 0));
  for (let line = 0; line < starts.length; line++) {
    const start = starts[line] ?? 0;
    const length = (before[line + 1] ?? count) - (before[line] ?? 0);
    const alone = new Set<number>();
    for (let hit = hits[next]; hit && hit.offset - segment.base < start + length; hit = hits[++next]) {
      const at = hit.offset - segment.base;
      const enough = starts.length > 1 && (hit.form.confirm?.(segment.bytes.subarray(0, start + length), at) ?? true);
      for (const phase of phases.get(hit.form) ?? []) {
        const index = at - start + 4 - phase;
        whole.add((index + (before[line] ?? 0)) % 4);
        if (enough) alone.add(index % 4);
      }
    }
    const own = { starts: [start], bits: [bits[line] as number], before: [0], count: length };
    for (const skipped of alone) yield decode(own, skipped, segment);
  }
  for (const skipped of whole) yield decode(run, skipped, segment);
}

/** What a run encodes from its character `skipped` on, with which a whole byte begins; one byte, one character. */
function decode({ starts, bits, before, count }: Run, skipped: number, { bytes, base }: Segment): Passage {
  const chars = scratch(count);
  const isOne = starts.length === 1 && bits[0] === bitsAt(bytes, starts[0] ?? 0);
  for (let line = 0; line < starts.length && !isOne; line++) {
    const start = starts[line] ?? 0;
    const to = before[line] ?? 0;
    chars.set(bytes.subarray(start, start + (before[line + 1] ?? count) - to), to);
    chars[to] = STANDARD.charCodeAt(bits[line] as number);
  }
  // Native code takes both alphabets, and leaves out the bits of a last character alone.
  const [first = 0] = starts;
  const digits = isOne ? latin1(bytes, first + skipped, first + count) : chars.toString('latin1', skipped);
  const decoded = chars.toString('latin1', 0, chars.write(digits, 'base64'));
  const sourceOf = (char: number) => {
    const index = Math.max(0, Math.min(char + skipped, count - 1));
    const line = lowerBound(before.length, (one) => (before[one] ?? 0) > index) - 1;
    return base + (starts[line] ?? 0) + index - (before[line] ?? 0);
  };
  return {
    kind: 'decoded',
    text: decoded,
    trail: ['base64'],
    toSource: (start, end) => [
      { start: sourceOf(Math.floor((8 * start) / 6)), end: sourceOf(Math.ceil((8 * end) / 6) - 1) + 1 },
    ],
  };
}
