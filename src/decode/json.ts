// Walks JSON over its bytes without making a value: positions of strings and the shape around them (RFC 8259).
import { indexOfByte } from './bytes.ts';

const MAX_DEPTH = 1000;
const MAX_STRINGS = 5_000_000;
const STRINGS_A_STEP = 1000;

/** What the walk meets, in order of the bytes. Positions are those between the quotes. */
export interface JsonVisitor {
  /** An object or array begins with the byte at `at`. */
  open(array: boolean, at: number): void;
  /** The innermost one ends with the byte at `at`. */
  close(at: number): void;
  /** An object's key. */
  key(from: number, to: number): void;
  /** A string as value; where the bytes end in it, to their end. */
  string(from: number, to: number): void;
}

type State = 'value' | 'first-value' | 'first-key' | 'key' | 'colon' | 'after';

/**
 * Tells `visitor` what `bytes` hold from `start` to their end. False, at any point, where they are no JSON, nest over
 * 1,000 deep or hold over five million strings. Numbers and names are not checked (Python writes `NaN`), nor are escapes.
 */
export function walkJson(bytes: Uint8Array, start: number, visitor: JsonVisitor): boolean {
  return new Walk(bytes, start, visitor).run(Number.POSITIVE_INFINITY) ?? false;
}

/** The same in steps of a thousand strings, lazily: who has seen enough may end it. */
export function* walkJsonInSteps(bytes: Uint8Array, start: number, visitor: JsonVisitor): Generator<void, boolean> {
  const walk = new Walk(bytes, start, visitor);
  for (;;) {
    const whole = walk.run(STRINGS_A_STEP);
    if (whole !== null) return whole;
    yield;
  }
}

class Walk {
  readonly #bytes: Uint8Array;
  readonly #visitor: JsonVisitor;
  readonly #arrays = new Uint8Array(MAX_DEPTH + 1);
  #at: number;
  #depth = 0;
  #strings = 0;
  #state: State = 'value';

  constructor(bytes: Uint8Array, start: number, visitor: JsonVisitor) {
    this.#bytes = bytes;
    this.#at = start;
    this.#visitor = visitor;
  }

  /** Null after `strings` more of them. */
  run(strings: number): boolean | null {
    const bytes = this.#bytes;
    const last = this.#strings + strings;
    for (;;) {
      if (this.#strings >= last) return null;
      let byte = bytes[this.#at];
      while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++this.#at];
      if (byte === undefined) return this.#depth === 0 && this.#state === 'after';
      if (!this.#step(byte)) return false;
    }
  }

  #step(byte: number): boolean {
    switch (this.#state) {
      case 'value':
        return this.#value(byte);
      case 'first-value':
        return byte === 0x5d ? this.#close(1) : this.#value(byte);
      case 'first-key':
        return byte === 0x7d ? this.#close(0) : this.#string(byte, true);
      case 'key':
        return this.#string(byte, true);
      case 'colon':
        this.#state = 'value';
        this.#at++;
        return byte === 0x3a;
      case 'after':
        return this.#after(byte);
    }
  }

  #value(byte: number): boolean {
    if (byte === 0x22) return this.#string(byte, false);
    if (byte === 0x7b || byte === 0x5b) return this.#open(byte === 0x5b);
    const start = this.#at;
    while (isScalar(this.#bytes[this.#at] ?? 0)) this.#at++;
    this.#state = 'after';
    return this.#at > start;
  }

  #after(byte: number): boolean {
    if (this.#depth === 0) return false;
    const array = this.#arrays[this.#depth];
    if (byte === 0x5d || byte === 0x7d) return this.#close(byte === 0x5d ? 1 : 0);
    this.#state = array === 1 ? 'value' : 'key';
    this.#at++;
    return byte === 0x2c;
  }

  #open(array: boolean): boolean {
    if (this.#depth === MAX_DEPTH) return false;
    this.#arrays[++this.#depth] = array ? 1 : 0;
    this.#state = array ? 'first-value' : 'first-key';
    this.#at++;
    this.#visitor.open(array, this.#at - 1);
    return true;
  }

  #close(array: 0 | 1): boolean {
    if (this.#arrays[this.#depth] !== array) return false;
    this.#depth--;
    this.#state = 'after';
    this.#at++;
    this.#visitor.close(this.#at - 1);
    return true;
  }

  #string(byte: number, key: boolean): boolean {
    const from = this.#at + 1;
    if (byte !== 0x22 || ++this.#strings > MAX_STRINGS) return false;
    const to = endOfString(this.#bytes, from);
    if (to < 0) {
      if (!key) this.#visitor.string(from, this.#bytes.length);
      return false;
    }
    this.#at = to + 1;
    this.#state = key ? 'colon' : 'after';
    if (key) this.#visitor.key(from, to);
    else this.#visitor.string(from, to);
    return true;
  }
}

/** Where the closing quote stands: the first one behind an even number of backslashes. */
function endOfString(bytes: Uint8Array, from: number): number {
  for (let at = from; ; ) {
    const quote = indexOfByte(bytes, 0x22, at, bytes.length);
    if (quote < 0) return -1;
    let before = quote;
    while (before > at && bytes[before - 1] === 0x5c) before--;
    if ((quote - before) % 2 === 0) return quote;
    at = quote + 1;
  }
}

/** Letters, digits, `+`, `-`, `.`: numbers, `true`, `null`, `NaN`. */
function isScalar(byte: number): boolean {
  if (byte >= 0x30 && byte <= 0x39) return true;
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || byte === 0x2d || byte === 0x2e || byte === 0x2b;
}
