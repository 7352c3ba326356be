// Zstandard: frames and skippable frames in a row. Format: RFC 8878; no dictionaries.
import type { Container } from './container.ts';
import { type Output, Stop } from './output.ts';
import { oneStream } from './stream.ts';
import { BackwardBits, type FseTable, fseTable, type HuffmanTable, readFse, readHuffman } from './zstd-tables.ts';

/** Zstandard files. */
export const zstd: Container = oneStream({ name: 'zstd', matches: (bytes) => magicAt(bytes, 0) !== null }, unzstd);

const BLOCK_MAX = 2 ** 17;
// 3.1.1.3.2.1.1: the first value of each code and its extra bits.
const LITERALS_BITS = [...zeros(16), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_BITS = [...zeros(32), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const LITERALS_BASE = sums(0, LITERALS_BITS);
const MATCH_BASE = sums(3, MATCH_BITS);
const OFFSET_MAX = 31;
// 3.1.1.3.2.2: what is so frequent unless a block says otherwise.
const DEFAULTS: readonly [FseTable, FseTable, FseTable] = [
  fseTable([4, 3, ...times(11, 2), 1, 1, 1, ...times(9, 2), 3, 2, ...times(5, 1), ...times(4, -1)], 6),
  fseTable([...times(6, 1), 2, 2, 2, ...times(15, 1), ...times(5, -1)], 5),
  fseTable([1, 4, 3, ...times(6, 2), ...times(37, 1), ...times(7, -1)], 6),
];
const MAX_LOGS = [9, 8, 9] as const;

/** What one block of a frame leaves to the next. */
interface State {
  readonly start: number;
  readonly offsets: [number, number, number];
  huffman: HuffmanTable | null;
  tables: [FseTable, FseTable, FseTable] | null;
  readonly literals: Uint8Array;
}

/** Decodes all frames in a row into `output`; answers where they end. Throws `Stop`. */
export function unzstd(bytes: Uint8Array, output: Output): number {
  const literals = new Uint8Array(BLOCK_MAX);
  let at = 0;
  while (at < bytes.length) {
    const kind = magicAt(bytes, at);
    if (kind === null) throw new Stop('decode-error');
    if (kind === 'skippable') at += 8 + number(bytes, at + 4, 4);
    else at = readFrame(bytes, at, output, literals);
  }
  if (at > bytes.length) throw new Stop('decode-error');
  return at;
}

function magicAt(bytes: Uint8Array, at: number): 'frame' | 'skippable' | null {
  if (at + 4 > bytes.length) return null;
  const magic = number(bytes, at, 4);
  return magic === 0xfd2fb528 ? 'frame' : magic >>> 4 === 0x184d2a5 && at + 8 <= bytes.length ? 'skippable' : null;
}

/** 3.1.1. Answers where the frame ends. */
function readFrame(bytes: Uint8Array, start: number, output: Output, literals: Uint8Array): number {
  const flags = bytes[start + 4] ?? 0;
  const isSingle = (flags & 0x20) !== 0;
  const idSize = [0, 1, 2, 4][flags & 3] as number;
  let at = start + 5 + (isSingle ? 0 : 1);
  if (idSize > 0 && number(bytes, at, idSize) !== 0) throw new Stop('archive-unsupported');
  at += idSize + ([isSingle ? 1 : 0, 2, 4, 8][flags >> 6] as number);
  const state: State = { start: output.length, offsets: [1, 4, 8], huffman: null, tables: null, literals };
  for (let isLast = false; !isLast; ) {
    const head = number(bytes, at, 3);
    isLast = (head & 1) === 1;
    const [type, size] = [(head >> 1) & 3, head >> 3];
    at += 3;
    const end = at + (type === 1 ? 1 : size);
    if (type === 3 || size > BLOCK_MAX) throw new Stop('decode-error');
    if (type === 0) output.append(bytes, at, Math.min(end, bytes.length));
    if (end > bytes.length) throw new Stop('decode-error');
    if (type === 1) output.append(literals.fill(bytes[at] as number, 0, size), 0, size);
    if (type === 2) readBlock(bytes, at, end, output, state);
    at = end;
  }
  return at + (flags & 4 ? 4 : 0);
}

/** 3.1.1.3: literals, then sequences of (so many literals, so many bytes from so far back). */
function readBlock(bytes: Uint8Array, start: number, end: number, output: Output, state: State): void {
  const { size, end: behind } = readLiterals(bytes, start, end, state);
  let at = behind;
  let count = byteAt(bytes, at++, end);
  if (count === 255) {
    count = number(bytes, at, 2) + 0x7f00;
    at += 2;
  } else if (count > 127) count = ((count - 128) << 8) | byteAt(bytes, at++, end);
  let used = 0;
  if (count > 0) {
    at = readTables(bytes, at, end, state);
    used = readSequences(new BackwardBits(bytes, at, end), count, size, output, state);
  }
  output.append(state.literals, used, size);
}

/** 3.1.1.3.1. The literals go into the state; answers how many, and where their section ends. */
function readLiterals(bytes: Uint8Array, start: number, end: number, state: State): { size: number; end: number } {
  const first = byteAt(bytes, start, end);
  const [type, format] = [first & 3, (first >> 2) & 3];
  // Sizes of 5, 12 or 20 bits where nothing is packed; two of 10, 14 or 18 bits where it is.
  const isPacked = type > 1;
  const headSize = isPacked ? ([3, 3, 4, 5][format] as number) : ([1, 2, 1, 3][format] as number);
  const width = isPacked ? ([10, 10, 14, 18][format] as number) : headSize * 8 - (headSize === 1 ? 3 : 4);
  const head = Math.floor(number(bytes, start, headSize) / (isPacked || headSize > 1 ? 16 : 8));
  const size = head % 2 ** width;
  let at = start + headSize;
  if (size > BLOCK_MAX || at > end) throw new Stop('decode-error');
  const literals = state.literals.subarray(0, size);
  if (!isPacked) {
    const behind = at + (type === 0 ? size : 1);
    if (behind > end) throw new Stop('decode-error');
    if (type === 0) literals.set(bytes.subarray(at, behind));
    else literals.fill(bytes[at] as number);
    return { size, end: behind };
  }
  const behind = at + Math.floor(head / 2 ** width);
  if (behind > end) throw new Stop('decode-error');
  if (type === 2) ({ table: state.huffman, end: at } = readHuffman(bytes, at, behind));
  if (!state.huffman) throw new Stop('decode-error');
  if (format === 0) decodeHuffman(bytes, at, behind, literals, state.huffman);
  else {
    // Four streams, of which three tell their sizes.
    const quarter = (size + 3) >> 2;
    let from = at + 6;
    for (let part = 0; part < 4; part++) {
      const to = part === 3 ? behind : from + number(bytes, at + part * 2, 2);
      if (to > behind) throw new Stop('decode-error');
      decodeHuffman(bytes, from, to, literals.subarray(part * quarter, (part + 1) * quarter), state.huffman);
      from = to;
    }
  }
  return { size, end: behind };
}

function decodeHuffman(bytes: Uint8Array, start: number, end: number, into: Uint8Array, table: HuffmanTable): void {
  const bits = new BackwardBits(bytes, start, end);
  const mask = (1 << table.log) - 1;
  let window = bits.take(table.log);
  for (let index = 0; index < into.length; index++) {
    into[index] = table.symbols[window] as number;
    const width = table.bits[window] as number;
    window = ((window << width) | bits.take(width)) & mask;
  }
  if (bits.left !== -table.log) throw new Stop('decode-error');
}

/** 3.1.1.3.2.1: how the codes of literal lengths, offsets and match lengths are written. Answers where that ends. */
function readTables(bytes: Uint8Array, start: number, end: number, state: State): number {
  const modes = byteAt(bytes, start, end);
  let at = start + 1;
  const tables = [6, 4, 2].map((shift, index) => {
    const mode = (modes >> shift) & 3;
    if (mode === 0) return DEFAULTS[index as 0 | 1 | 2];
    if (mode === 1) {
      const symbols = Uint8Array.of(byteAt(bytes, at++, end));
      return { log: 0, symbols, bits: new Uint8Array(1), base: new Uint16Array(1) };
    }
    if (mode === 2) {
      const found = readFse(bytes, at, end, MAX_LOGS[index as 0 | 1 | 2]);
      at = found.end;
      return found.table;
    }
    const before = state.tables?.[index as 0 | 1 | 2];
    if (!before) throw new Stop('decode-error');
    return before;
  });
  state.tables = tables as [FseTable, FseTable, FseTable];
  return at;
}

/** 3.1.1.4. Answers how many literals were used. */
function readSequences(bits: BackwardBits, count: number, size: number, output: Output, state: State): number {
  const [literal, offset, match] = state.tables as [FseTable, FseTable, FseTable];
  let [literalState, offsetState, matchState] = [bits.take(literal.log), bits.take(offset.log), bits.take(match.log)];
  let used = 0;
  for (let left = count; left > 0; left--) {
    const [literalCode, offsetCode, matchCode] = [
      literal.symbols[literalState] as number,
      offset.symbols[offsetState] as number,
      match.symbols[matchState] as number,
    ];
    if (literalCode >= LITERALS_BITS.length || matchCode >= MATCH_BITS.length || offsetCode > OFFSET_MAX)
      throw new Stop('decode-error');
    const value = 2 ** offsetCode + bits.take(offsetCode);
    const length = (MATCH_BASE[matchCode] as number) + bits.take(MATCH_BITS[matchCode] as number);
    const literals = (LITERALS_BASE[literalCode] as number) + bits.take(LITERALS_BITS[literalCode] as number);
    if (used + literals > size) throw new Stop('decode-error');
    output.append(state.literals, used, used + literals);
    used += literals;
    const distance = distanceOf(value, literals === 0, state.offsets);
    if (distance > output.length - state.start) throw new Stop('decode-error');
    output.repeat(distance, length);
    if (left === 1) break;
    literalState = (literal.base[literalState] as number) + bits.take(literal.bits[literalState] as number);
    matchState = (match.base[matchState] as number) + bits.take(match.bits[matchState] as number);
    offsetState = (offset.base[offsetState] as number) + bits.take(offset.bits[offsetState] as number);
  }
  if (bits.left !== 0) throw new Stop('decode-error');
  return used;
}

/** 3.1.1.5: a new offset, or one of the last three. */
function distanceOf(value: number, isWithoutLiterals: boolean, recent: [number, number, number]): number {
  const which = value > 3 ? 3 : value - 1 + (isWithoutLiterals ? 1 : 0);
  if (which === 0) return recent[0];
  const distance = value > 3 ? value - 3 : which === 3 ? recent[0] - 1 : (recent[which as 1 | 2] as number);
  if (which > 1) recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = distance;
  return distance;
}

/** `size` bytes, the lowest first, as a number. */
function number(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) throw new Stop('decode-error');
  let value = 0;
  for (let index = size - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] as number);
  return value;
}

function byteAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) throw new Stop('decode-error');
  return bytes[at] as number;
}

function zeros(count: number): number[] {
  return times(count, 0);
}

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

/** The first value of each code, where each code takes so many extra bits. */
function sums(first: number, bits: readonly number[]): number[] {
  let value = first;
  return bits.map((width) => {
    const own = value;
    value += 2 ** width;
    return own;
  });
}
