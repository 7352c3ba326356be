// The two entropy codes of Zstandard, and the bits they are written in. RFC 8878, 4.
import { Stop } from './output.ts';

/** Finite states: each has a symbol, and the next state is `base` plus so many bits. */
export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly base: Uint16Array;
}

/** For each string of `log` bits, the symbol it begins with and how many bits that takes. */
export interface HuffmanTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

/** The place of the highest bit that is set; -1 for 0. */
export function highestBit(value: number): number {
  return 31 - Math.clz32(value);
}

/** Bits that are read from the end of `bytes[start, end)`, whose last set bit is only the mark of the end. Before `start` are zeros. */
export class BackwardBits {
  /** Bits that are left; negative when more were read than there are. */
  left: number;
  readonly #bytes: Uint8Array;
  readonly #start: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    const last = bytes[end - 1] ?? 0;
    if (start >= end || end > bytes.length || last === 0) throw new Stop('decode-error');
    this.#bytes = bytes;
    this.#start = start;
    this.left = (end - 1 - start) * 8 + highestBit(last);
  }

  /** The next `count` bits, at most 31. */
  take(count: number): number {
    if (count > 24) return this.take(count - 16) * 0x10000 + this.take(16);
    this.left -= count;
    if (this.left < 0) return this.left + count > 0 ? this.#at(0, this.left + count) << -this.left : 0;
    return this.#at(this.left, count);
  }

  #at(place: number, count: number): number {
    const at = this.#start + (place >> 3);
    const bytes = this.#bytes;
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    return (word >>> (place & 7)) & ((1 << count) - 1);
  }
}

/** The table at `at`, and where it ends. 4.1.1. */
export function readFse(bytes: Uint8Array, at: number, end: number, maxLog: number): { table: FseTable; end: number } {
  const log = ((bytes[at] ?? 0) & 15) + 5;
  if (at >= end || log > maxLog) throw new Stop('decode-error');
  let place = at * 8 + 4;
  const peek = (count: number): number => {
    const byte = place >> 3;
    const word = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    return (word >> (place & 7)) & ((1 << count) - 1);
  };
  const counts: number[] = [];
  let left = 1 << log;
  while (left > 0) {
    // Values up to left + 1; the lowest of them take a bit less.
    const width = highestBit(left + 1) + 1;
    const low = (1 << (width - 1)) - 1;
    const short = (1 << width) - 1 - (left + 1);
    let value = peek(width);
    if ((value & low) < short) {
      value &= low;
      place += width - 1;
    } else {
      if (value > low) value -= short;
      place += width;
    }
    counts.push(value - 1);
    left -= Math.abs(value - 1);
    for (let repeat = value === 1 ? 3 : 0; repeat === 3; ) {
      repeat = peek(2);
      place += 2;
      for (let zeros = repeat; zeros > 0; zeros--) counts.push(0);
      if (counts.length > 256) break;
    }
    if (counts.length > 256 || place > end * 8) throw new Stop('decode-error');
  }
  if (left < 0) throw new Stop('decode-error');
  return { table: fseTable(counts, log), end: (place + 7) >> 3 };
}

/** The table for symbols that are so frequent, of 2 ** log; -1 is less than one. 4.1.1, "From normalized distribution to decoding tables". */
export function fseTable(counts: readonly number[], log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = Uint16Array.from(counts, Math.abs);
  let high = size;
  for (const [symbol, count] of counts.entries()) if (count < 0) symbols[--high] = symbol;
  const step = (size >> 1) + (size >> 3) + 3;
  let place = 0;
  for (const [symbol, count] of counts.entries())
    for (let left = count; left > 0; left--) {
      symbols[place] = symbol;
      do place = (place + step) & (size - 1);
      while (place >= high);
    }
  const bits = new Uint8Array(size);
  const base = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] as number;
    const number = next[symbol] as number;
    next[symbol] = number + 1;
    bits[state] = log - highestBit(number);
    base[state] = (number << (bits[state] as number)) - size;
  }
  return { log, symbols, bits, base };
}

const HUFFMAN_LOG = 11;

/** The table at `at`, and where it ends. 4.2.1. */
export function readHuffman(bytes: Uint8Array, at: number, end: number): { table: HuffmanTable; end: number } {
  const head = bytes[at] ?? 0;
  const behind = at + 1 + (head < 128 ? head : (head - 126) >> 1);
  if (at >= end || behind > end) throw new Stop('decode-error');
  const weights =
    head < 128
      ? packedWeights(bytes, at + 1, behind)
      : Array.from({ length: head - 127 }, (_, index) => {
          const pair = bytes[at + 1 + (index >> 1)] as number;
          return index & 1 ? pair & 15 : pair >> 4;
        });
  return { table: huffmanTable(weights), end: behind };
}

/** Two states in turn; the last bits may be read by neither. */
function packedWeights(bytes: Uint8Array, at: number, end: number): number[] {
  const { table, end: start } = readFse(bytes, at, end, 6);
  const bits = new BackwardBits(bytes, start, end);
  const states: [number, number] = [bits.take(table.log), bits.take(table.log)];
  const weights: number[] = [];
  for (let turn: 0 | 1 = 0; ; turn = turn === 0 ? 1 : 0) {
    const state = states[turn];
    weights.push(table.symbols[state] as number);
    states[turn] = (table.base[state] as number) + bits.take(table.bits[state] as number);
    if (weights.length > 255) throw new Stop('decode-error');
    if (bits.left >= 0) continue;
    weights.push(table.symbols[states[turn === 0 ? 1 : 0]] as number);
    return weights;
  }
}

/** A weight w is a code of `log + 1 - w` bits; the last one is what is left. */
function huffmanTable(weights: readonly number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  const log = sum > 0 && sum < 2 ** HUFFMAN_LOG ? highestBit(sum) + 1 : 0;
  const rest = 2 ** log - sum;
  if (log === 0 || weights.length > 255 || (rest & (rest - 1)) !== 0) throw new Stop('decode-error');
  const all = [...weights, highestBit(rest) + 1];
  const symbols = new Uint8Array(1 << log);
  const bits = new Uint8Array(1 << log);
  let place = 0;
  for (let weight = 1; weight <= log; weight++)
    for (const [symbol, own] of all.entries()) {
      if (own !== weight) continue;
      const behind = place + 2 ** (weight - 1);
      symbols.fill(symbol, place, behind);
      bits.fill(log + 1 - weight, place, behind);
      place = behind;
    }
  return { log, symbols, bits };
}
