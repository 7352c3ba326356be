// Deflate in plain steps, for what node:zlib cannot do: give what there was before the damage or the limit, and Deflate64.
import { type Output, Stop } from './output.ts';

// RFC 1951, 3.2.5: the first value of each code and its extra bits.
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END = 256;
const LONGEST = 15;

/** A canonical Huffman code: how many codes each length has, and the symbols in order of their codes. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

/**
 * Decodes one raw deflate stream that begins at `start` into `output`; answers where it ends. `wide`: Deflate64, whose window is 64 KiB and
 * whose last length code stands for 3 to 65538. Throws `Stop`: `decode-error` where the stream is damaged or ends, and what `output` throws.
 */
export function inflateSlowly(bytes: Uint8Array, start: number, output: Output, wide = false): number {
  const bits = new Bits(bytes, start);
  for (let last = false; !last; ) {
    last = bits.take(1) === 1;
    const type = bits.take(2);
    if (type === 0) copyStored(bits, output);
    else if (type === 1) decodeBlock(bits, output, FIXED[0], FIXED[1], wide);
    else if (type === 2) decodeBlock(bits, output, ...readCodes(bits), wide);
    else throw new Stop('decode-error');
  }
  return bits.position;
}

/** Bits of a byte string, the lowest of each byte first. */
class Bits {
  position: number;
  readonly #bytes: Uint8Array;
  #hold = 0;
  #held = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  /** The next `count` bits, at most 16. */
  take(count: number): number {
    while (this.#held < count) {
      if (this.position >= this.#bytes.length) throw new Stop('decode-error');
      this.#hold |= (this.#bytes[this.position++] as number) << this.#held;
      this.#held += 8;
    }
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#held -= count;
    return value;
  }

  symbol({ counts, symbols }: Code): number {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= LONGEST; length++) {
      code |= this.take(1);
      const count = counts[length] as number;
      if (code - first < count) return symbols[index + code - first] as number;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Stop('decode-error');
  }

  /** The next `count` whole bytes, or as many as there are. */
  bytes(count: number): Uint8Array {
    const part = this.#bytes.subarray(this.position, this.position + count);
    this.position += part.length;
    return part;
  }

  toByte(): void {
    this.#hold = 0;
    this.#held = 0;
  }
}

function copyStored(bits: Bits, output: Output): void {
  bits.toByte();
  const size = bits.take(16);
  if ((bits.take(16) ^ 0xffff) !== size) throw new Stop('decode-error');
  const part = bits.bytes(size);
  output.append(part);
  if (part.length < size) throw new Stop('decode-error');
}

function decodeBlock(bits: Bits, output: Output, literals: Code, distances: Code, wide: boolean): void {
  for (let symbol = bits.symbol(literals); symbol !== END; symbol = bits.symbol(literals)) {
    if (symbol < END) {
      output.push(symbol);
      continue;
    }
    const code = symbol - 257;
    let length = wide ? 3 + bits.take(code === 28 ? 16 : 0) : 258;
    if (code < 28) length = (LENGTHS[code] as number) + bits.take(LENGTH_BITS[code] as number);
    else if (code > 28) throw new Stop('decode-error');
    const distance = bits.symbol(distances);
    if (distance > (wide ? 31 : 29)) throw new Stop('decode-error');
    // Two codes for each number of extra bits: 1, 2, 3, 4, 5 + 1 bit, 7 + 1 bit, 9 + 2 bits, …
    const extra = Math.max(0, (distance >> 1) - 1);
    const base = distance < 2 ? distance + 1 : ((2 + (distance & 1)) << extra) + 1;
    output.repeat(base + bits.take(extra), length);
  }
}

/** The two codes of a dynamic block: RFC 1951, 3.2.7. */
function readCodes(bits: Bits): [Code, Code] {
  const [literals, distances, lengths] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  const widths = new Uint8Array(19);
  for (const symbol of CODE_LENGTH_ORDER.slice(0, lengths)) widths[symbol] = bits.take(3);
  const code = codeOf(widths);
  const all = new Uint8Array(literals + distances);
  for (let at = 0; at < all.length; ) {
    const symbol = bits.symbol(code);
    if (symbol < 16) {
      all[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw new Stop('decode-error');
    const width = symbol === 16 ? (all[at - 1] as number) : 0;
    const count = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (at + count > all.length) throw new Stop('decode-error');
    all.fill(width, at, at + count);
    at += count;
  }
  return [codeOf(all.subarray(0, literals)), codeOf(all.subarray(literals))];
}

function codeOf(widths: Uint8Array): Code {
  const counts = new Uint16Array(LONGEST + 1);
  for (const width of widths) (counts[width] as number)++;
  counts[0] = 0;
  const next = new Uint16Array(LONGEST + 2);
  let left = 1;
  for (let length = 1; length <= LONGEST; length++) {
    left = left * 2 - (counts[length] as number);
    // More codes than there are bit strings: no code at all.
    if (left < 0) throw new Stop('decode-error');
    next[length + 1] = (next[length] as number) + (counts[length] as number);
  }
  const symbols = new Uint16Array(widths.length);
  for (const [symbol, width] of widths.entries()) if (width > 0) symbols[(next[width] as number)++] = symbol;
  return { counts, symbols };
}

const FIXED = [
  codeOf(Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))),
  codeOf(new Uint8Array(32).fill(5)),
] as const;
