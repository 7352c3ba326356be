// The tokens of PDF, outside of streams and inside content streams. ISO 32000-1, 7.2 and 7.3
import { bufferOf } from './members.ts';

type PdfToken =
  | { readonly kind: 'string'; readonly bytes: Uint8Array; readonly isPlain: boolean }
  | { readonly kind: 'number'; readonly value: number }
  /** A name with its slash, an operator or another keyword. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'end' };

/** What a byte is to the lexer: space, the beginning or end of something, or a part of a word. */
const SPACES = '\0\t\n\f\r ';
const IS_DELIMITER = new Uint8Array(256);
for (const character of `${SPACES}()<>[]{}/%`) IS_DELIMITER[character.charCodeAt(0)] = 1;
const IS_SPACE = new Uint8Array(256);
for (const character of SPACES) IS_SPACE[character.charCodeAt(0)] = 1;

const NUMBER = /^[-+.\d]/;
/** Words are cut here; no name or operator that matters is longer. */
const LONGEST_WORD = 128;

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

const OPEN: PdfToken = { kind: 'open' };
const CLOSE: PdfToken = { kind: 'close' };
const END: PdfToken = { kind: 'end' };

/** Reads one token after another, in time linear in `bytes`. What is no PDF gives some tokens, too. */
export class PdfLexer {
  /** Where the next token is looked for. */
  at = 0;
  readonly #bytes: Buffer;
  /** Strings without their escapes, one behind another; they are never longer than they were. */
  readonly #room: Uint8Array;
  #used = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bufferOf(bytes);
    this.#room = new Uint8Array(bytes.length);
  }

  /** The next token. `isPlain` strings stand in the file as they are; `bytes` is valid for good. */
  next(): PdfToken {
    const bytes = this.#bytes;
    for (; this.at < bytes.length; this.at++) {
      const byte = bytes[this.at] ?? 0;
      if (IS_SPACE[byte] === 1 || byte === 0x7b || byte === 0x7d || byte === 0x29) continue; // { } and a lost )
      if (byte === 0x25) this.#skipComment();
      else if (byte === 0x28) return this.#literal();
      else if (byte === 0x3c && bytes[this.at + 1] !== 0x3c) return this.#hex();
      else if (byte === 0x3c || byte === 0x3e)
        this.at += bytes[this.at + 1] === byte ? 1 : 0; // << >>
      else if (byte === 0x5b || byte === 0x5d) return bytes[this.at++] === 0x5b ? OPEN : CLOSE;
      else return this.#word();
    }
    return END;
  }

  /** Stops before the line's end. */
  #skipComment(): void {
    while (this.at + 1 < this.#bytes.length && !isLineEnd(this.#bytes[this.at + 1])) this.at++;
  }

  // (a \(b\) (c) \141\
  // d)
  #literal(): PdfToken {
    const start = this.#used;
    let isPlain = true;
    let depth = 0;
    const bytes = this.#bytes;
    while (this.at < bytes.length) {
      const byte = bytes[this.at++] ?? 0;
      if (byte === 0x5c) {
        isPlain = false;
        this.#escape();
        continue;
      }
      if (byte === 0x28 && depth++ === 0) continue;
      if (byte === 0x29 && --depth === 0) break;
      this.#room[this.#used++] = byte;
    }
    return { kind: 'string', bytes: this.#room.subarray(start, this.#used), isPlain };
  }

  /** What stands behind a backslash. */
  #escape(): void {
    const byte = this.#bytes[this.at++] ?? 0;
    if (isLineEnd(byte)) {
      if (byte === 0x0d && this.#bytes[this.at] === 0x0a) this.at++;
      return;
    }
    let value = byte - 0x30;
    if (value < 0 || value > 7) {
      this.#room[this.#used++] = ESCAPES[String.fromCharCode(byte)] ?? byte;
      return;
    }
    for (let digits = 1; digits < 3; digits++) {
      const digit = (this.#bytes[this.at] ?? 0) - 0x30;
      if (digit < 0 || digit > 7) break;
      value = value * 8 + digit;
      this.at++;
    }
    this.#room[this.#used++] = value;
  }

  // <68 66 5F>; a digit that is missing at the end is 0
  #hex(): PdfToken {
    const start = this.#used;
    let high = -1;
    for (this.at++; this.at < this.#bytes.length; this.at++) {
      const byte = this.#bytes[this.at] ?? 0;
      if (byte === 0x3e) break;
      const digit = Number.parseInt(String.fromCharCode(byte), 16);
      if (Number.isNaN(digit)) continue;
      if (high < 0) high = digit;
      else {
        this.#room[this.#used++] = high * 16 + digit;
        high = -1;
      }
    }
    if (high >= 0) this.#room[this.#used++] = high * 16;
    this.at++;
    return { kind: 'string', bytes: this.#room.subarray(start, this.#used), isPlain: false };
  }

  #word(): PdfToken {
    const start = this.at++;
    while (this.at < this.#bytes.length && IS_DELIMITER[this.#bytes[this.at] ?? 0] === 0) this.at++;
    let text = '';
    for (let at = start; at < Math.min(this.at, start + LONGEST_WORD); at++)
      text += String.fromCharCode(this.#bytes[at] ?? 0);
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    return Number.isNaN(value) ? { kind: 'word', text } : { kind: 'number', value };
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}
