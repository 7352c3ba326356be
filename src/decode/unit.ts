// One text of a notebook: JSON strings joined, unescaped and without terminal sequences, with the way back to the file.

import { lowerBound } from '../lower-bound.ts';
import type { Passage, SourceSpan } from '../types.ts';
import { hexNumber, indexOfByte, scratch } from './bytes.ts';
import type { Offsets } from './offsets.ts';

const ESC = 0x1b;
const BEL = 0x07;
const BACKSLASH = 0x5c;

/** JSON's escapes of one letter (RFC 8259, section 7). */
const SIMPLE = new Uint8Array(256);
for (const [letter, code] of Object.entries({ b: 8, t: 9, n: 10, f: 12, r: 13 })) SIMPLE[letter.charCodeAt(0)] = code;

/** What stands for a character over U+00FF, so that the text stays one byte a character; no ASCII. */
const BEYOND = 0xbf;

/** One remembered position for so many stretches of at most so many bytes: little memory, and little to read again. */
const STRETCHES_A_MARK = 16;
const MAX_STRETCH = 1024;

/** The bytes of a notebook and, two numbers each, where the pieces of its texts begin and end. */
export interface Sheet {
  readonly bytes: Buffer;
  readonly pieces: Offsets;
  /** The text that was read last; the others are read again when asked for. */
  open: { readonly unit: Unit; readonly text: string; readonly marks: readonly number[] } | null;
}

/** How a text was put together. */
export interface UnitForm {
  readonly kind: Passage['kind'];
  readonly trail: readonly string[];
  /** Stands between two pieces, and nowhere in the file. */
  readonly joiner: '' | '\n';
}

/** A passage that is read from the sheet when its text is asked for; bytes that are no ASCII come as latin1. */
export class Unit implements Passage {
  readonly #sheet: Sheet;
  readonly #form: UnitForm;
  readonly #first: number;
  readonly #last: number;

  /** The pieces `first` to `last`, end exclusive, of the sheet. */
  constructor(sheet: Sheet, form: UnitForm, first: number, last: number) {
    this.#sheet = sheet;
    this.#form = form;
    this.#first = first;
    this.#last = last;
  }

  get kind(): Passage['kind'] {
    return this.#form.kind;
  }

  get trail(): readonly string[] {
    return this.#form.trail;
  }

  get text(): string {
    return this.#read().text;
  }

  toSource(start: number, end: number): readonly [SourceSpan, ...SourceSpan[]] {
    const { marks } = this.#read();
    const mark = 3 * Math.max(0, lowerBound(marks.length / 3, (index) => (marks[3 * index] ?? 0) > start) - 1);
    const cursor = this.#cursor(marks[mark + 1], marks[mark + 2]);
    const spans: SourceSpan[] = [];
    for (let position = marks[mark] ?? 0; position < end && cursor.next(); position += cursor.length) {
      const from = Math.max(0, start - position);
      const to = Math.min(cursor.length, end - position);
      if (to > from) addSpan(spans, cursor.spanOf(from, to));
    }
    const [head, ...tail] = spans;
    return head === undefined ? [{ start: cursor.to, end: cursor.to }] : [head, ...tail];
  }

  #cursor(piece = this.#first, at = this.#sheet.pieces.at(2 * this.#first)): Cursor {
    return new Cursor(this.#sheet, this.#form, this.#last, piece, at);
  }

  #read(): { readonly text: string; readonly marks: readonly number[] } {
    if (this.#sheet.open?.unit === this) return this.#sheet.open;
    const { bytes, pieces } = this.#sheet;
    let most = this.#last - this.#first;
    for (let i = this.#first; i < this.#last; i++) most += pieces.at(2 * i + 1) - pieces.at(2 * i);
    const marks: number[] = [];
    const cursor = this.#cursor();
    const out = scratch(most);
    let length = 0;
    for (let stretches = 0; ; stretches++) {
      if (stretches % STRETCHES_A_MARK === 0) marks.push(length, cursor.piece, cursor.at);
      if (!cursor.next()) break;
      if (cursor.code < 0) bytes.copy(out, length, cursor.from, cursor.to);
      else out[length] = cursor.code > 0xff ? BEYOND : cursor.code;
      length += cursor.length;
    }
    this.#sheet.open = { unit: this, text: out.toString('latin1', 0, length), marks };
    return this.#sheet.open;
  }
}

function addSpan(spans: SourceSpan[], span: SourceSpan): void {
  const before = spans.at(-1);
  if (before?.end === span.start) spans[spans.length - 1] = { start: before.start, end: span.end };
  else if (span.end > span.start) spans.push(span);
}

/** Reads the pieces in stretches: bytes that stand for themselves (`code` -1), or one character written otherwise. */
class Cursor {
  readonly #sheet: Sheet;
  readonly #form: UnitForm;
  readonly #last: number;
  /** Where to read on. */
  piece: number;
  at: number;
  /** What was read: bytes [from, to). */
  from = 0;
  to = 0;
  code = -1;

  constructor(sheet: Sheet, form: UnitForm, last: number, piece: number, at: number) {
    this.#sheet = sheet;
    this.#form = form;
    this.#last = last;
    this.piece = piece;
    this.at = at;
    this.to = at;
  }

  /** Characters in the stretch. */
  get length(): number {
    return this.code < 0 ? this.to - this.from : 1;
  }

  spanOf(from: number, to: number): SourceSpan {
    return this.code < 0 ? { start: this.from + from, end: this.from + to } : { start: this.from, end: this.to };
  }

  /** Reads the next stretch, terminal sequences left out except in source; false at the end. */
  next(): boolean {
    while (this.#read(false)) {
      if (this.code !== ESC || this.#form.kind === 'notebook-source') return true;
      const { piece, at, from, to } = this;
      if (this.#sequence()) continue;
      this.piece = piece;
      this.at = at;
      this.from = from;
      this.to = to;
      this.code = ESC;
      return true;
    }
    return false;
  }

  /** Reads a stretch, or, where `single`, one character. */
  #read(single: boolean): boolean {
    const { bytes, pieces } = this.#sheet;
    let end = pieces.at(2 * this.piece + 1);
    while (this.at >= end) {
      if (this.piece + 1 >= this.#last) return false;
      this.from = this.to = end;
      this.at = pieces.at(2 * ++this.piece);
      end = pieces.at(2 * this.piece + 1);
      this.code = 10;
      if (this.#form.joiner !== '') return true;
    }
    this.from = this.at;
    if (bytes[this.at] === BACKSLASH) return this.#escape(end);
    if (single) {
      this.code = bytes[this.at++] ?? 0;
    } else {
      const most = Math.min(end, this.at + MAX_STRETCH);
      const stop = indexOfByte(bytes, BACKSLASH, this.at, most);
      this.code = -1;
      this.at = stop < 0 ? most : stop;
    }
    this.to = this.at;
    return true;
  }

  /** `\n`, `\"`, `\u0068`; of what JSON does not know (`\q`), the letter. */
  #escape(end: number): true {
    const { bytes } = this.#sheet;
    const letter = bytes[this.at + 1] ?? 0;
    const unit = letter === 0x75 ? hexNumber(bytes, this.at + 2, 4, end) : -1;
    this.code = unit >= 0 ? unit : SIMPLE[letter] || letter;
    this.at = this.to = Math.min(end, this.at + (unit >= 0 ? 6 : 2));
    return true;
  }

  /**
   * Reads a terminal sequence whose ESC was just read; false where it is none or never ends. ECMA-48: CSI is
   * `ESC [ parameters intermediates final`, OSC `ESC ] text BEL` or `ESC ] text ESC \`; ISO 2022:
   * `ESC intermediates final`.
   */
  #sequence(): boolean {
    if (!this.#read(true)) return false;
    if (this.code === 0x5d) return this.#systemCommand();
    const control = this.code === 0x5b;
    if (!control && (this.code < 0x20 || this.code > 0x2f)) return false;
    while (this.#read(true)) {
      if (this.code >= (control ? 0x40 : 0x30) && this.code <= 0x7e) return true;
      if (this.code < 0x20 || this.code > 0x3f) return false;
    }
    return false;
  }

  /** The rest of an OSC. It ends at the next ESC at the latest: nothing is read over and over. */
  #systemCommand(): boolean {
    while (this.#read(true)) {
      if (this.code === BEL) return true;
      if (this.code === ESC) return this.#isNext(BACKSLASH);
    }
    return false;
  }

  #isNext(code: number): boolean {
    return this.#read(true) && this.code === code;
  }
}
