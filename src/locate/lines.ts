// Turns offsets in bytes into lines and columns, and shows the text around them.
import type { Segment } from '../types.ts';
import { encodingOf, TextCounter, type TextEncoding, unitWidth } from './text-counter.ts';

/** A stretch of one line. */
export interface LineText {
  readonly text: string;
  /** Where the offset that was asked for stands in `text`, in UTF-16 units. */
  readonly start: number;
  /** Whether the line goes on before or after `text`. */
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
  /** The line above, or its last part; `''` if there is none near. */
  readonly above: string;
}

/** Bytes between two remembered counts: what a question costs at most. */
const STEP = 4096;
/** An answer that took more bytes is remembered: matches can share places, by turns with other ones. So many are. */
const FAR = 256;
const MOST_ANSWERS = 1 << 12;
/** Most UTF-16 units of text before and after an offset, and of the line above. */
const BEFORE = 600;
const AFTER = 1400;
const ABOVE = 2000;
/** No UTF-16 unit takes more bytes. */
const WIDEST = 4;
const LF = 0x0a;
const [UTF8, UTF16] = [
  new TextDecoder('utf-8', { ignoreBOM: true }),
  new TextDecoder('utf-16le', { ignoreBOM: true }),
] as const;

/**
 * Positions in one object. Lines end at `\n` alone and count from 1; columns count from 1 in UTF-16 units of the decoded text,
 * without a byte order mark. Keeps one count for each 4 KiB of the current segment, with the context before it, and nothing of those before. Never throws.
 */
export class Lines {
  readonly #encoding: TextEncoding;
  readonly #bom: number;
  /** The counts where the context before the segment begins, there where that of the next one does, and at the segment's end. */
  #begin: TextCounter;
  #next: TextCounter;
  readonly #running: TextCounter;
  /** The places of the first two. */
  #from = 0;
  #nextFrom = 0;
  /** The count at each multiple of STEP bytes after the beginning; made for the first question, which most segments have not. */
  #counts: TextCounter[] = [];
  /** Where the last question was answered, so that ascending ones cost no more than the way between them. */
  #last: { offset: number; count: TextCounter } | undefined;
  readonly #answers = new Map<number, { line: number; column: number }>();
  #segment: Segment = { base: 0, bytes: new Uint8Array(0), from: 0, to: 0, hits: [] };

  /** `head`: the first bytes of the object, which tell its encoding (see `encodingOf`). */
  constructor(head: Uint8Array) {
    const { encoding, bom } = encodingOf(head);
    this.#encoding = encoding;
    this.#bom = bom;
    this.#running = new TextCounter(encoding);
    if (bom > 0) this.#running.units = -1;
    this.#begin = this.#next = this.#running.clone();
  }

  /** Goes to the next segment; each one once, in order. Later questions are about this one only. */
  advance(segment: Segment): void {
    this.#segment = segment;
    this.#last = undefined;
    this.#answers.clear();
    this.#counts = [];
    const { base, bytes, from, to } = segment;
    [this.#begin, this.#from] = [this.#next, this.#nextFrom];
    // All have as much context, but for the first and the last.
    this.#nextFrom = Math.max(from, to - Math.max(from - base, base + bytes.length - to));
    this.#running.feed(bytes, from - base, this.#nextFrom - base);
    this.#next = this.#running.clone();
    this.#running.feed(bytes, this.#nextFrom - base, to - base);
  }

  /**
   * Line and column of the character that holds the byte at `offset`, counted in the object. `offset` lies in the segment's
   * bytes, or at their end; one outside is moved in.
   */
  position(offset: number): { line: number; column: number } {
    const { base, bytes } = this.#segment;
    const from = this.#from;
    const wanted = Math.max(from, Math.min(offset, base + bytes.length));
    if (this.#counts.length === 0) this.#countSteps();
    const index = Math.min(Math.floor((wanted - from) / STEP), this.#counts.length - 1);
    let at = from + index * STEP;
    const isOnward = this.#last !== undefined && this.#last.offset >= at && this.#last.offset <= wanted;
    if (isOnward) at = this.#last?.offset ?? at;
    const isFar = wanted - at > FAR;
    const known = isFar ? this.#answers.get(wanted) : undefined;
    if (known) return known;
    const count = (isOnward ? this.#last?.count : this.#counts[index]?.clone()) ?? this.#begin.clone();
    count.feed(bytes, at - base, wanted - base);
    this.#last = { offset: wanted, count };
    const answer = { line: count.line + 1, column: Math.max(0, count.unitsBefore(bytes[wanted - base])) + 1 };
    if (isFar && this.#answers.size < MOST_ANSWERS) this.#answers.set(wanted, answer);
    return answer;
  }

  /**
   * The text of the line around `offset`: at most 600 UTF-16 units before it and 1,400 from it on, the last 2,000 of the line
   * above, and nothing that is not among the segment's bytes. Without `\n`; a `\r` before it stays.
   */
  lineAt(offset: number): LineText {
    const { base, bytes } = this.#segment;
    const at = Math.max(0, Math.min(offset - base, bytes.length));
    const low = Math.max(0, at - ABOVE * WIDEST);
    const high = Math.min(bytes.length, at + AFTER * WIDEST);
    const begin = this.#lineStart(at, low);
    const end = this.#lineEnd(at, high);
    const shown = this.#charStart(Math.max(low, at - BEFORE * WIDEST));
    const before = this.#decode(Math.max(begin ?? 0, shown), at);
    const after = this.#decode(at, end ?? high);
    const [left, right] = [lastUnits(before, BEFORE), firstUnits(after, AFTER)];
    return {
      text: left + right,
      start: left.length,
      cutBefore: begin === undefined || begin < shown || left.length < before.length,
      cutAfter: end === undefined || right.length < after.length,
      above: begin === undefined ? '' : this.#lineAbove(begin),
    };
  }

  #countSteps(): void {
    const { base, bytes, to } = this.#segment;
    this.#counts.push(this.#begin);
    for (let at = this.#from + STEP; at < to; at += STEP) {
      const count = (this.#counts.at(-1) as TextCounter).clone();
      count.feed(bytes, at - STEP - base, at - base);
      this.#counts.push(count);
    }
  }

  #lineAbove(begin: number): string {
    const end = begin - unitWidth(this.#encoding);
    if (end < 0) return '';
    const low = Math.max(0, end - ABOVE * WIDEST);
    return lastUnits(this.#decode(this.#lineStart(end, low) ?? this.#charStart(low), end), ABOVE);
  }

  /** Where the line of bytes[at] begins, if that is at or after `low`. */
  #lineStart(at: number, low: number): number | undefined {
    const { base, bytes } = this.#segment;
    const width = unitWidth(this.#encoding);
    // No further back than is shown: a line can be megabytes long, and each of its places asks.
    const before = bytes.subarray(low, width === 1 ? at : this.#aligned(at));
    for (let found = before.lastIndexOf(LF); found >= 0; found = before.lastIndexOf(LF, found - 1)) {
      const start = this.#aligned(low + found);
      if (start >= low && this.#isLineFeed(start)) return start + width;
      if (found === 0) break;
    }
    return base + low === 0 ? 0 : undefined;
  }

  /** Where the line of bytes[at] ends, if that is before `high`; at the end of the bytes, the object is taken to end too. */
  #lineEnd(at: number, high: number): number | undefined {
    const { bytes } = this.#segment;
    const shown = bytes.subarray(0, high);
    for (let found = shown.indexOf(LF, this.#aligned(at)); found >= 0; found = shown.indexOf(LF, found + 1))
      if (this.#isLineFeed(this.#aligned(found))) return this.#aligned(found);
    return high === bytes.length && !this.#goesOn() ? high : undefined;
  }

  /** Bytes beyond `to` are context; where there are none, the object ends. */
  #goesOn(): boolean {
    const { base, bytes, to } = this.#segment;
    return base + bytes.length > to;
  }

  #isLineFeed(at: number): boolean {
    const { bytes } = this.#segment;
    const width = unitWidth(this.#encoding);
    const tail = this.#encoding.endsWith('be') ? width - 1 : 0;
    for (let index = 0; index < width; index++) if (bytes[at + index] !== (index === tail ? LF : 0)) return false;
    return true;
  }

  /** The start of the unit that holds bytes[at]; units are aligned in the object. */
  #aligned(at: number): number {
    return at - ((this.#segment.base + at) % unitWidth(this.#encoding));
  }

  /** The first place at or after `at` where a character can begin. */
  #charStart(at: number): number {
    const { base, bytes } = this.#segment;
    const width = unitWidth(this.#encoding);
    if (base + at === 0) return at;
    if (width > 1) return at + ((width - ((base + at) % width)) % width);
    let start = at;
    while (start < at + 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
    return start;
  }

  #decode(from: number, to: number): string {
    const { base, bytes } = this.#segment;
    const start = base + from < this.#bom ? this.#bom - base : from;
    if (start >= to) return '';
    const part = bytes.subarray(start, to);
    if (unitWidth(this.#encoding) === 4) return decodeUtf32(part, this.#encoding === 'utf32le');
    if (this.#encoding === 'utf8') return UTF8.decode(part);
    return UTF16.decode(this.#encoding === 'utf16be' ? swapped(part) : part);
  }
}

/** Not every build of Node.js decodes big-endian UTF-16. */
function swapped(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
}

function decodeUtf32(bytes: Uint8Array, little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, little);
    text += code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code);
  }
  return text;
}

function lastUnits(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = text.length - most;
  return text.slice(isLowSurrogate(text.charCodeAt(from)) ? from + 1 : from);
}

function firstUnits(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, isLowSurrogate(text.charCodeAt(most)) ? most - 1 : most);
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
