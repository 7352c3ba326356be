// Counts lines and UTF-16 units of an object that comes in pieces, without decoding it, in constant memory.
import { type LineFeeds, lineFeeds } from './line-feeds.ts';

export type TextEncoding = 'utf8' | 'utf16le' | 'utf16be' | 'utf32le' | 'utf32be';

const LF = 0x0a;
const LOWEST = 0x80;
const HIGHEST = 0xbf;
/** Share of the units that must be ASCII for a text without a byte order mark to be UTF-16 or UTF-32. */
const ASCII_SHARE = 0.7;
/** Fewer bytes are counted here. */
const FEW = 512;
/** So many bytes are read one by one where some are no ASCII, before that is asked again. */
const STRETCH = 128;
/** What each byte of a unit counts, the lowest first. */
const SCALES = [1, 2 ** 8, 2 ** 16, 2 ** 24] as const;

/**
 * The encoding of an object that begins with `head` (4 bytes and more; a few hundred let text without a byte order mark be
 * recognised), and the length of its byte order mark. UTF-16 and UTF-32 without a mark are known by where their zero bytes stand.
 */
export function encodingOf(head: Uint8Array): { encoding: TextEncoding; bom: number } {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf8', bom: 3 };
  if (a === 0xff && b === 0xfe)
    return c === 0 && d === 0 ? { encoding: 'utf32le', bom: 4 } : { encoding: 'utf16le', bom: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf16be', bom: 2 };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf32be', bom: 4 };
  return { encoding: byZeros(head), bom: 0 };
}

function byZeros(head: Uint8Array): TextEncoding {
  const zeros = [0, 0, 0, 0] as [number, number, number, number];
  const groups = Math.floor(head.length / 4);
  for (let at = 0; at < groups * 4; at++) if (head[at] === 0) zeros[(at & 3) as 0]++;
  if (groups === 0 || zeros.every((count) => count === 0)) return 'utf8';
  const [a, b, c, d] = zeros;
  if (d === groups && a === 0 && c >= groups * ASCII_SHARE) return 'utf32le';
  if (a === groups && d === 0 && b >= groups * ASCII_SHARE) return 'utf32be';
  if (a + c === 0 && b + d >= groups * 2 * ASCII_SHARE) return 'utf16le';
  if (b + d === 0 && a + c >= groups * 2 * ASCII_SHARE) return 'utf16be';
  return 'utf8';
}

/** Bytes of one unit: of UTF-8 one, of the others two or four. */
export function unitWidth(encoding: TextEncoding): 1 | 2 | 4 {
  return encoding === 'utf8' ? 1 : encoding.startsWith('utf16') ? 2 : 4;
}

/**
 * Reads an object's bytes in order. `line` is the number of `\n` so far, `units` the UTF-16 units since the last of them, as
 * a decoder would give that replaces what is invalid by U+FFFD (WHATWG Encoding; for UTF-32, one U+FFFD for an invalid unit).
 * A byte order mark counts as the unit it decodes to.
 */
export class TextCounter {
  readonly encoding: TextEncoding;
  line = 0;
  units = 0;
  /** UTF-8: bytes that the unfinished character still needs, the range of the next one, and the units it will give. */
  #needed = 0;
  #lower = LOWEST;
  #upper = HIGHEST;
  #gives = 1;
  /** UTF-16 and UTF-32: the value of the unfinished unit and how many of its bytes are read. */
  #value = 0;
  #read = 0;

  constructor(encoding: TextEncoding) {
    this.encoding = encoding;
  }

  clone(): TextCounter {
    const copy = new TextCounter(this.encoding);
    [copy.line, copy.units, copy.#value, copy.#read] = [this.line, this.units, this.#value, this.#read];
    [copy.#needed, copy.#lower, copy.#upper, copy.#gives] = [this.#needed, this.#lower, this.#upper, this.#gives];
    return copy;
  }

  /** Reads bytes[from, to), which follow on what was read before. */
  feed(bytes: Uint8Array, from: number, to: number): void {
    if (this.encoding === 'utf8') this.#feedUtf8(bytes, from, to);
    else this.#feedFixed(bytes, from, to);
  }

  /** The units before the character that holds `next`, the byte to be read next; undefined at the end of the object. */
  unitsBefore(next: number | undefined): number {
    const continues = next !== undefined && next >= this.#lower && next <= this.#upper;
    return this.#needed > 0 && !continues ? this.units + 1 : this.units;
  }

  #feedUtf8(bytes: Uint8Array, from: number, to: number): void {
    const feeds = to - from < FEW ? null : lineFeeds();
    if (!feeds) return this.#feedHere(bytes, from, to);
    for (let at = from; at < to; at += feeds.piece.length)
      this.#feedPiece(bytes.subarray(at, Math.min(at + feeds.piece.length, to)), feeds);
  }

  #feedPiece(bytes: Uint8Array, { piece, count, behind, beyond }: LineFeeds): void {
    const { length } = bytes;
    piece.set(bytes);
    const lines = count(length);
    let at = behind();
    if (lines > 0) {
      this.line += lines;
      this.units = 0;
      this.#finish();
    }
    while (at < length) {
      if (this.#needed === 0) {
        const next = beyond(at, length);
        this.units += next - at;
        at = next;
      }
      for (const stop = Math.min(at + STRETCH, length); at < stop; at++) this.#unit(bytes[at] as number);
    }
  }

  #feedHere(bytes: Uint8Array, from: number, to: number): void {
    let begin = from;
    for (let at = from; at < to; at++) {
      if (bytes[at] !== LF) continue;
      this.line++;
      begin = at + 1;
    }
    if (begin > from) {
      this.units = 0;
      this.#finish();
    }
    for (let at = begin; at < to; at++) this.#unit(bytes[at] as number);
  }

  #unit(byte: number): void {
    if (byte < LOWEST && this.#needed === 0) this.units++;
    else this.#byte(byte);
  }

  /** One step of the UTF-8 decoder of the WHATWG Encoding standard, section 8.1.1. */
  #byte(byte: number): void {
    if (this.#needed > 0) {
      if (byte >= this.#lower && byte <= this.#upper) {
        this.#lower = LOWEST;
        this.#upper = HIGHEST;
        if (--this.#needed === 0) this.units += this.#gives;
        return;
      }
      this.#finish();
      this.units++;
    }
    if (byte < 0xc2 || byte > 0xf4) {
      this.units++;
      return;
    }
    this.#needed = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#gives = byte < 0xf0 ? 1 : 2;
    if (byte === 0xe0) this.#lower = 0xa0;
    if (byte === 0xed) this.#upper = 0x9f;
    if (byte === 0xf0) this.#lower = 0x90;
    if (byte === 0xf4) this.#upper = 0x8f;
  }

  #finish(): void {
    this.#needed = 0;
    this.#lower = LOWEST;
    this.#upper = HIGHEST;
  }

  #feedFixed(bytes: Uint8Array, from: number, to: number): void {
    const width = unitWidth(this.encoding);
    const little = this.encoding.endsWith('le');
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      this.#value = little ? this.#value + byte * SCALES[this.#read as 0] : this.#value * 256 + byte;
      if (++this.#read < width) continue;
      if (this.#value === LF) {
        this.line++;
        this.units = 0;
      } else this.units += this.#value > 0xffff && this.#value <= 0x10ffff ? 2 : 1;
      this.#value = 0;
      this.#read = 0;
    }
  }
}
