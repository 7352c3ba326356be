// Credentials in pieces: split literals, `"hf_" + NAME`, wrapped lines, markup and invisible characters in between.

import { lowerBound } from '../lower-bound.ts';
import type { Follows, Hit, Segment, SourceSpan } from '../types.ts';
import { SEPARATED } from './appended.ts';
import { confirmer, endsAt, wordBehind } from './broken.ts';
import { ascii, bufferOf, isSpace, isWord, latin1, tableOf } from './bytes.ts';
import type { Decoder, Part, Spelling, Work } from './decoder.ts';
import { demandsOf } from './follow.ts';
import { isCommon, lineOf, lineSet } from './lines.ts';
import { Loops } from './loops.ts';
import { Names, namesAssigned } from './names.ts';
import { addition } from './operands.ts';
import { Pieces, type Reading } from './pieces.ts';
import { lineRecorded } from './recorded.ts';
import { stripped, strippedLine } from './stripped.ts';
import { WORD_LINES } from './words.ts';

/** What stands around the joined text in a passage, in bytes: boundaries, and the words that a rule may ask for. */
const CONTEXT = 256;
/** What may be done where nobody says how much; a use of a name costs so much of it. */
const WORK = 600_000;
const USE_COST = 5;
/** A prefix that has a name is no longer than this. */
const MAX_PREFIX = 64;

/** What a break begins with, behind a part of an anchor; and those that are likely behind a part of a long one. */
const BREAKS = ['"', "'", '`', '<', '&', '\\', '\n', '\r\n', '=\n', '=\r', '\x1b', '\xe2', '\xc2', '\xef'];
const LIKELY_BREAKS = ['"', "'", '<', '\x1b', '\xe2'];
/** Line ends behind a short anchor's first character: of mails, terminals and folded lines. What follows makes them rare. */
const LINE_ENDS = ['=\n', '=\r\n', '\n', '\r\n', '\n ', '\r\n ', '\n\t', '\r\n\t'];
/** That character alone, with what stands around it. */
const ALONE: readonly ((char: string) => string)[] = [
  (char) => `"${char}"`,
  (char) => `'${char}'`,
  (char) => `"${char}\\`,
  (char) => `${char}\x1b[`,
  (char) => `${char}\xe2\x80`,
  (char) => `${char}\xe2\x81`,
  (char) => `${char}\xef\xbb`,
  (char) => `${char}\xc2\xad`,
  (char) => `${char}\\\n`,
  // Word, PowerPoint, OpenDocument.
  (char) => `${char}</w:t>`,
  (char) => `${char}</a:t>`,
  (char) => `${char}</text:span>`,
];
/** The shortest text that the sieve can look for. */
const SHORTEST = 3;

/** How long a credential is at least, and what it is made of so far. */
interface Shortest {
  readonly length: number;
  readonly chars: Uint8Array;
}

/** Of the credentials whose anchor a spelling begins. */
const shortests = new WeakMap<Uint8Array, Shortest>();

/** Joins what is split. One passage for each way to read on from a hit; `toSource` gives a span for each piece. */
export const joined: Decoder = {
  name: 'joined',
  widest: 8, // a character, quotes, a comma, and white space

  /** The anchor itself, where what follows is broken; and where it is broken itself, its beginning and the break's. */
  spellings(anchor, follows) {
    const broken = confirmer(anchor.length, demandsOf(anchor, follows));
    const texts = new Set([anchor, ...brokenAnchors(anchor)]);
    const shortest = shortestOf(anchor, follows);
    return [...texts].map((text): Spelling => {
      const bytes = ascii(text);
      shortests.set(bytes, shortest);
      const [lead, whole] = [leadOf(bytes), text === anchor ? text.length : 0];
      const confirm = broken(lead, whole);
      const behind = wordBehind(lead + whole, false);
      if (!isCommon(anchor)) return { bytes, confirm, behind };
      if (text !== anchor) return { bytes, confirm, behind, line: () => lineBroken(anchor, text) };
      const line = () => lineWhole(anchor, follows);
      if (text.length !== SHORTEST) return { bytes, confirm, behind, line };
      return {
        bytes,
        behind: wordBehind(lead + whole, true),
        confirm: (content, offset, work) => confirm(content, offset, work) || stripped(content, offset) !== null,
        line: () => `${line()}|${strippedLine(anchor)}`,
      };
    });
  },

  passages(segment, hits, work = { left: WORK }) {
    return passagesOf(segment, hits, work);
  },
};

/**
 * How an anchor begins that is broken itself. A long one is looked for only where it is broken behind a word of it (`oauth_`): each
 * further spelling costs the sieve something everywhere.
 */
function* brokenAnchors(anchor: string): Generator<string> {
  const isShort = anchor.length === SHORTEST;
  if (isShort) {
    for (const around of ALONE) yield around(anchor[0] ?? '');
    for (const end of LINE_ENDS) yield anchor[0] + end + anchor.slice(1);
  }
  for (let length = SHORTEST - 1; length < anchor.length; length++) {
    const isWordEnd = length >= SHORTEST && (length === anchor.length - 1 || anchor[length - 1] === '_');
    if (isShort || isWordEnd) for (const one of isShort ? BREAKS : LIKELY_BREAKS) yield anchor.slice(0, length) + one;
  }
}

/** What a break begins with, on the line of what it breaks, and is no quote; a space only before the edge of a frame, `;` only before a space. */
const LINE_BREAK = '([]\\{$#%<&^\r\x1b\xa0\xad\xc2\xcd\xe1\xe2\xef\xf3]| [ |\r\xe2]|;[ \t\r\v\f]|;?$|=\r?$)';
const LINE_QUOTE = '["\'`]';

/** Behind a quote: what can join the literal with another that goes on with `next`, or on the next line. No key of a map, no word of a sentence. */
function lineJoined(next: string): string {
  const text = `[fFrRbBuUL@$]{0,2}\\\\*${LINE_QUOTE}(${next}|[^A-Za-z0-9]|$)`;
  const word = '[A-Za-z0-9_]+[ \t]*([^] \t()A-Za-z0-9_,;:!?]|$)';
  return `(${next}|[) \t]*([^]:=,) \tA-Za-z0-9_]|$)|[) \t]*,[ \t]*(${text}|[^"'\`A-Za-z0-9_ \t]|$)|[) \t]+${word}|([ \t]+[A-Z_][A-Z0-9_]*)+[ \t]*[;,)])`;
}

/** The anchor, and of each rule what can stand behind it up to a break; or it is the short value of a name. */
function lineWhole(anchor: string, follows: readonly Follows[]): string {
  const sets = follows.map(({ set }) => (set === '' ? '.' : lineSet(set)));
  const rest = follows.map(({ literal = '' }, index) =>
    [...literal].reduceRight((behind, char) => `(${lineOf(char)}${behind})?`, `${sets[index]}*`),
  );
  const all = `${lineOf(anchor)}(${[...new Set(rest)].join('|')})`;
  const command = '(define|ENV|set|setenv)[ \t(]+[A-Za-z0-9_]+';
  const value = `(^[^A-Za-z0-9]{0,3}|[=:>-]|${command})[ \t]*(\\\\*${LINE_QUOTE})?${all}${LINE_QUOTE}`;
  const words = WORD_LINES.map(([before, behind]) => before + all + behind).join('|');
  return `${all}(${LINE_BREAK}|${LINE_QUOTE}([ \t]*,[ \t]*[A-Za-z]|${lineJoined('[A-Za-z0-9]')}))|${value}|${words}|${lineRecorded(`${all}"`)}`;
}

/** A part of an anchor and a break. */
function lineBroken(anchor: string, text: string): string {
  const [own = '', below = ''] = text.split('\n');
  if (below !== '') return `(^|[^A-Za-z0-9_])${lineOf(below.trim())}`;
  if (own !== text) return `${lineOf(own)}$`;
  const length = text.length - 1;
  const head = text.slice(0, length);
  if (!/["'`]$/.test(text) || !anchor.startsWith(head)) return lineOf(text);
  // The rest of that anchor may be what joins a list.
  const next = head === SEPARATED ? '[A-Za-z0-9_]' : lineOf(anchor[length] ?? '');
  return `${lineOf(text)}${lineJoined(next)}|${lineRecorded(lineOf(text))}`;
}

/** The quote with which a spelling begins. */
function leadOf(spelling: Uint8Array): number {
  return spelling[0] === 0x22 || spelling[0] === 0x27 ? 1 : 0;
}

// ---------------------------------------------------------------- passages

function* passagesOf(segment: Segment, hits: readonly Hit[], work: Work): Generator<Part> {
  const { bytes, base } = segment;
  const names = new Names(bytes, work);
  const loops = new Loops(bytes, names, work);
  const pieces = new Pieces(bytes, names, work);
  const seen = new Set<number>();
  let outer: Reading | null = null;
  for (const { offset, form } of hits) {
    const from = offset - base + leadOf(form.bytes);
    if (work.left-- < 0) return;
    if (seen.has(from)) continue;
    seen.add(from);
    if (outer?.spans.some(({ start, end }) => start <= from && from < end)) {
      yield* cutsOf(segment, from, pieces.readInner(from));
    } else {
      const all = pieces.read(from, true);
      const reading = all && isLong(bytes, all, shortests.get(form.bytes)) ? all : null;
      if (reading) yield* waysOf(segment, from, reading);
      for (const more of [stripped(bytes, from), ...loops.over(from)])
        if (more) yield passageOf(segment, from, more.spans, more.to, more.kind);
      outer = reading?.kind === 'joined list' ? null : reading;
    }
    let end = from;
    while (end < from + MAX_PREFIX && isWord(bytes[end])) end++;
    if (!endsAt(bytes, end)) continue;
    for (const name of namesAssigned(bytes, from))
      for (const place of names.usesOf(name, from)) {
        work.left -= USE_COST;
        if (work.left < 0) return;
        const used = useOf(pieces, bytes, place, place + name.length, { start: from, end });
        // What the name means there is asked last: for that, all assignments are looked up.
        if (used && names.isMeant(name, place, from)) yield* waysOf(segment, from, used);
      }
  }
}

function shortestOf(anchor: string, follows: readonly Follows[]): Shortest {
  const isAny = follows.some(({ set }) => set === '');
  const chars = tableOf(anchor + follows.map(({ literal = '', set }) => literal + set).join(''));
  return {
    length: isAny ? 0 : Math.min(...follows.map(({ literal = '', min }) => anchor.length + literal.length + min)),
    chars,
  };
}

/** Whether what was read, and stands behind it, is long enough for a credential. */
function isLong(bytes: Uint8Array, { spans, to }: Reading, shortest: Shortest | undefined): boolean {
  if (!shortest) return true;
  let length = spans.reduce((sum, { start, end }) => sum + end - start, 0);
  for (let at = to; length < shortest.length && shortest.chars[bytes[at] ?? 0] === 1; at++) length++;
  return length >= shortest.length;
}

/** What is read on from a use of the name at [place, to), whose value is `value`. */
function useOf(pieces: Pieces, bytes: Uint8Array, place: number, to: number, value: SourceSpan): Reading | null {
  const added = addition(bytes, place);
  if (added?.operand === undefined && added) return pieces.read(added.to, true, [value]);
  // `var.a`, `env.A`
  let first = place;
  if (bytes[first - 1] === 0x2e && isWord(bytes[first - 2]))
    for (first--; first > place - MAX_PREFIX && isWord(bytes[first - 1]); ) first--;
  let open = first;
  while (open > first - 4 && isSpace(bytes[open - 1])) open--;
  let inString: number = -1;
  // `{name}`, `$(name)`, `\(name)`
  const isCalled = bytes[open - 1] === 0x28 && (bytes[open - 2] === 0x24 || bytes[open - 2] === 0x5c);
  if (bytes[open - 1] === 0x7b || isCalled) {
    const close = /^[^"'`{}()\n]{0,16}[)}]{1,2}/.exec(latin1(bytes, to, to + 20));
    if (close) inString = to + close[0].length;
  } else if (bytes[open - 1] === 0x24) inString = to;
  else if (bytes[open - 1] === 0x25 && bytes[to] === 0x25) inString = to + 1;
  const [member = ''] = /^\\{0,3}["'][\])]/.exec(latin1(bytes, to, to + 5)) ?? [];
  const inside = inString < 0 ? null : pieces.read(inString, true, [value]);
  return inside ?? pieces.read(to + member.length, false, [value], first);
}

/** The passage of a reading, and those of its cuts. */
function* waysOf(segment: Segment, from: number, reading: Reading): Generator<Part> {
  const { spans, to, kind } = reading;
  if (kind === 'joined list' && !isEnclosed(segment.bytes, from, to)) return;
  yield passageOf(segment, from, spans, to, kind);
  yield* cutsOf(segment, from, reading);
}

/**
 * What ends a list, behind the zero of C; a brace may have been read as the end of an interpolation. What PowerShell joins or formats has nothing
 * around it.
 */
const LIST_END = /^(?:\\*["'`]?[\s,]*(?:\\n|[\s",])*0?|\\0')\s*[\])}]|^["']\s*(?:-join\b|,\s*(?:sep|collapse)\s*=)/;

function isEnclosed(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[to - 1] === 0x7d || LIST_END.test(latin1(bytes, to, to + 96))) return true;
  return / -f\s*["']$/.test(latin1(bytes, Math.max(0, from - 16), from));
}

function* cutsOf(segment: Segment, from: number, { spans, cuts, kind }: Reading): Generator<Part> {
  for (const cut of cuts) if (cut.spans > 1) yield passageOf(segment, from, spans.slice(0, cut.spans), cut.to, kind);
}

/** The pieces in a row, with what stands before the first and behind the last where reading ended. */
function passageOf(
  { bytes, base }: Segment,
  from: number,
  spans: readonly SourceSpan[],
  to: number,
  kind: string,
): Part {
  const before = { start: Math.max(0, from - CONTEXT), end: from };
  const after = { start: to, end: Math.min(bytes.length, to + CONTEXT) };
  const all = [before, ...spans, after].filter(({ start, end }) => start < end);
  const positions: number[] = [];
  let length = 0;
  for (const { start, end } of all) {
    positions.push(length);
    length += end - start;
  }
  const sources = all.map(({ start, end }) => ({ start: base + start, end: base + end }));
  const buffer = bufferOf(bytes);
  return {
    kind: 'decoded',
    // Made when it is asked for: there may be many, of which one is looked at after the other.
    get text() {
      return Buffer.concat(all.map(({ start, end }) => buffer.subarray(start, end))).toString('latin1');
    },
    trail: [kind],
    core: { start: before.end - before.start, end: length - Math.max(0, after.end - after.start) },
    toSource: (start, end) => spansOf(sources, positions, start, end),
  };
}

/** The bytes of text[start, end), ascending, a span for each stretch of them. */
function spansOf(
  sources: readonly SourceSpan[],
  positions: readonly number[],
  start: number,
  end: number,
): readonly [SourceSpan, ...SourceSpan[]] {
  const found: SourceSpan[] = [];
  let index = Math.max(0, lowerBound(positions.length, (one) => (positions[one] ?? 0) > start) - 1);
  for (; index < sources.length && (positions[index] ?? 0) < Math.max(end, start + 1); index++) {
    const source = sources[index] as SourceSpan;
    const shift = source.start - (positions[index] ?? 0);
    const span = { start: Math.max(source.start, shift + start), end: Math.min(source.end, shift + end) };
    if (span.start < span.end) found.push(span);
  }
  found.sort((a, b) => a.start - b.start);
  const merged: SourceSpan[] = [];
  for (const span of found) {
    const last = merged.at(-1);
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  const [head, ...tail] = merged;
  const last = sources.at(-1)?.end ?? 0;
  return head ? [head, ...tail] : [{ start: last, end: last }];
}
