// LZMA: the decoder, and files that hold a bare stream. Format: LZMA SDK, lzma-specification.txt.
import type { Container } from './container.ts';
import { type Output, Stop } from './output.ts';
import { oneStream } from './stream.ts';

/** Files of `lzma`, the program before `xz`: properties, size of the dictionary, size of the content or all ones. */
export const lzma: Container = oneStream({ name: 'lzma', matches: isAlone }, unlzmaAlone);

const HEADER = 13;

// There is no magic number: the usual properties, a dictionary of 2^n or 2^n + 2^(n-1) bytes, a size that is possible, a first byte 0.
function isAlone(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x5d || bytes[HEADER] !== 0 || bytes.length < HEADER + 5) return false;
  const dictionary = unsigned(bytes, 1, 4);
  const size = unsigned(bytes, 5, 8);
  const lowest = dictionary & -dictionary;
  return dictionary > 0 && [lowest, lowest * 3].includes(dictionary) && (size < 2 ** 40 || isUnknown(bytes));
}

function isUnknown(bytes: Uint8Array): boolean {
  return bytes.subarray(5, HEADER).every((byte) => byte === 0xff);
}

function unlzmaAlone(bytes: Uint8Array, output: Output): number {
  return unlzma(bytes, 0, HEADER, isUnknown(bytes) ? null : unsigned(bytes, 5, 8), output);
}

/**
 * Decodes the stream at `data`, whose properties are the byte at `properties`, into `output`: `size` bytes, or all up to its end mark.
 * Answers where it ends. Throws `Stop`.
 */
export function unlzma(
  bytes: Uint8Array,
  properties: number,
  data: number,
  size: number | null,
  output: Output,
): number {
  const decoder = new LzmaDecoder(bytes, output);
  decoder.setProperties(bytes[properties] ?? 0xff);
  decoder.begin(data);
  decoder.decode(size);
  return decoder.position;
}

function unsigned(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let index = size - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

// Where each kind of probability begins. `LENGTH`: two choices, 16 trees of 8 twice, one of 256.
const LENGTH_SIZE = 2 + 128 + 128 + 256;
const IS_MATCH = 0;
const IS_REP = IS_MATCH + 192;
const IS_REP_0 = IS_REP + 12;
const IS_REP_1 = IS_REP_0 + 12;
const IS_REP_2 = IS_REP_1 + 12;
const IS_REP_0_LONG = IS_REP_2 + 12;
const SLOT = IS_REP_0_LONG + 192;
const SPECIAL = SLOT + 256;
const ALIGN = SPECIAL + 128;
const MATCH_LENGTH = ALIGN + 16;
const REP_LENGTH = MATCH_LENGTH + LENGTH_SIZE;
const LITERAL = REP_LENGTH + LENGTH_SIZE;
const LITERAL_SIZE = 0x300;
/** More literal contexts than liblzma takes are not taken here. */
const CONTEXT_BITS_MAX = 4;
const HALF = 1024;
const END_MARK = 0xffffffff;

/** The state of one LZMA stream, or of the chunks of LZMA2. */
export class LzmaDecoder {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #output: Output;
  readonly #probabilities = new Uint16Array(LITERAL + (LITERAL_SIZE << CONTEXT_BITS_MAX));
  #literalContext = 0;
  #literalMask = 0;
  #positionMask = 0;
  /** Where the dictionary begins in the output. */
  #start: number;
  #range = 0;
  #code = 0;
  #state = 0;
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;

  constructor(bytes: Uint8Array, output: Output) {
    this.#bytes = bytes;
    this.#output = output;
    this.#start = output.length;
  }

  forgetDictionary(): void {
    this.#start = this.#output.length;
  }

  /** (positionBits * 5 + literalPositionBits) * 9 + literalContextBits; forgets the state. */
  setProperties(byte: number): void {
    const [context, place, positions] = [byte % 9, Math.floor(byte / 9) % 5, Math.floor(byte / 45)];
    if (positions > 4) throw new Stop('decode-error');
    if (context + place > CONTEXT_BITS_MAX) throw new Stop('archive-unsupported');
    this.#literalContext = context;
    this.#literalMask = (1 << place) - 1;
    this.#positionMask = (1 << positions) - 1;
    this.forgetState();
  }

  forgetState(): void {
    this.#probabilities.fill(HALF);
    this.#state = this.#rep0 = this.#rep1 = this.#rep2 = this.#rep3 = 0;
  }

  /** Starts to read at `at`: a zero byte and four of the code. */
  begin(at: number): void {
    if (this.#bytes[at] !== 0) throw new Stop('decode-error');
    this.position = at + 1;
    this.#range = 0xffffffff;
    this.#code = 0;
    for (let index = 0; index < 4; index++) this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  /** Whether nothing is left in the code, as at the end of each stream. */
  get isAtEnd(): boolean {
    return this.#code === 0;
  }

  /** Decodes `size` bytes, or up to the end mark. */
  decode(size: number | null): void {
    const output = this.#output;
    const end = size === null ? Number.POSITIVE_INFINITY : output.length + size;
    while (output.length < end) {
      const place = (output.length - this.#start) & this.#positionMask;
      if (this.#bit(IS_MATCH + (this.#state << 4) + place) === 0) {
        this.#literal();
        continue;
      }
      const length = this.#bit(IS_REP + this.#state) === 0 ? this.#match(place) : this.#repeated(place);
      if (this.#rep0 === END_MARK) {
        if (size !== null) throw new Stop('decode-error');
        return;
      }
      if (this.#rep0 >= output.length - this.#start) throw new Stop('decode-error');
      output.repeat(this.#rep0 + 1, Math.min(length, end - output.length));
    }
  }

  #literal(): void {
    const output = this.#output;
    const place = output.length - this.#start;
    const before = place === 0 ? 0 : output.back(1);
    const context = ((place & this.#literalMask) << this.#literalContext) + (before >> (8 - this.#literalContext));
    const table = LITERAL + LITERAL_SIZE * context;
    let symbol = 1;
    if (this.#state >= 7) {
      // After a match, the byte that it would have gone on with is a hint, as long as it is right.
      let hint = output.back(this.#rep0 + 1) << 1;
      for (let isRight = true; isRight && symbol < 0x100; hint <<= 1) {
        const expected = hint & 0x100;
        const bit = this.#bit(table + 0x100 + expected + symbol);
        symbol = (symbol << 1) | bit;
        isRight = bit << 8 === expected;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(table + symbol);
    output.push(symbol & 0xff);
    this.#state = this.#state < 4 ? 0 : this.#state - (this.#state < 10 ? 3 : 6);
  }

  /** A new distance; answers the length. */
  #match(place: number): number {
    this.#rep3 = this.#rep2;
    this.#rep2 = this.#rep1;
    this.#rep1 = this.#rep0;
    const length = this.#length(MATCH_LENGTH, place);
    this.#state = this.#state < 7 ? 7 : 10;
    this.#rep0 = this.#distance(length);
    return length;
  }

  /** One of the last four distances; answers the length. */
  #repeated(place: number): number {
    if (this.#bit(IS_REP_0 + this.#state) === 0) {
      if (this.#bit(IS_REP_0_LONG + (this.#state << 4) + place) === 0) {
        this.#state = this.#state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      let distance = this.#rep1;
      if (this.#bit(IS_REP_1 + this.#state) === 1) {
        distance = this.#rep2;
        if (this.#bit(IS_REP_2 + this.#state) === 1) {
          distance = this.#rep3;
          this.#rep3 = this.#rep2;
        }
        this.#rep2 = this.#rep1;
      }
      this.#rep1 = this.#rep0;
      this.#rep0 = distance;
    }
    const length = this.#length(REP_LENGTH, place);
    this.#state = this.#state < 7 ? 8 : 11;
    return length;
  }

  #length(table: number, place: number): number {
    if (this.#bit(table) === 0) return 2 + this.#tree(table + 2 + place * 8, 3);
    if (this.#bit(table + 1) === 0) return 10 + this.#tree(table + 130 + place * 8, 3);
    return 18 + this.#tree(table + 258, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(SLOT + Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + this.#lowFirst(SPECIAL + base - slot, bits);
    let direct = 0;
    for (let left = bits - 4; left > 0; left--) direct = direct * 2 + this.#even();
    return base + direct * 16 + this.#lowFirst(ALIGN, 4);
  }

  /** A number of so many bits, the highest first. */
  #tree(table: number, bits: number): number {
    let symbol = 1;
    for (let left = bits; left > 0; left--) symbol = (symbol << 1) | this.#bit(table + symbol);
    return symbol - (1 << bits);
  }

  #lowFirst(table: number, bits: number): number {
    let [symbol, value] = [1, 0];
    for (let index = 0; index < bits; index++) {
      const bit = this.#bit(table + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << index;
    }
    return value;
  }

  /** A bit with its own probability, which learns. */
  #bit(index: number): 0 | 1 {
    const probability = this.#probabilities[index] as number;
    const bound = (this.#range >>> 11) * probability;
    let bit: 0 | 1 = 0;
    if (this.#code < bound) {
      this.#range = bound;
      this.#probabilities[index] = probability + ((2048 - probability) >> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      this.#probabilities[index] = probability - (probability >> 5);
      bit = 1;
    }
    if (this.#range < 0x1000000) this.#shift();
    return bit;
  }

  #even(): 0 | 1 {
    this.#range = this.#range >>> 1;
    const bit = this.#code >= this.#range ? 1 : 0;
    if (bit) this.#code -= this.#range;
    if (this.#range < 0x1000000) this.#shift();
    return bit;
  }

  #shift(): void {
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  #next(): number {
    if (this.position >= this.#bytes.length) throw new Stop('decode-error');
    return this.#bytes[this.position++] as number;
  }
}
