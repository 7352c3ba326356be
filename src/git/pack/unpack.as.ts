// What packs are made of, unpacked in memory that is handed in: zlib streams (RFC 1950, 1951) and git's deltas (gitformat-pack(5)).
//
// Nothing is trusted: what does not fit its sizes exactly, or what zlib would refuse, is answered with -1. Memory is read and written up to 64
// bytes behind what is told, never more.

// ---------------------------------------------------------------- zlib

/** Codes of up to so many bits are read at once, from a table of four bytes for each; of fewer where none is longer. */
const MOST_LITERAL_BITS: u32 = 10;
const MOST_DISTANCE_BITS: u32 = 8;
/** Where what a block needs lies, from the address of the tables on; 16 KiB in all. */
const FIXED: usize = 8192; // the same for the fixed codes
const LITERALS: usize = 0;
const DISTANCES: usize = 4096;
const LENGTHS: usize = 5120; // of all codes, a byte each
const LITERAL_ORDER: usize = 5632; // symbols by code, two bytes each
const DISTANCE_ORDER: usize = 6272;
const LITERAL_COUNTS: usize = 6400; // codes of each length, two bytes each
const DISTANCE_COUNTS: usize = 6464;
const STARTS: usize = 6528;
const CODE_TABLE: usize = 6656;
const CODE_ORDER: usize = 7168;
const CODE_COUNTS: usize = 7232;

/** An entry of a table: bits of the code, what it is, extra bits << 8, value << 16. */
const BITS: u32 = 31;
const LITERAL: u32 = 32;
const END: u32 = 64;
const OTHER: u32 = 128; // longer than the table, or no code at all

/** What inflating is at: the input with what was taken from it, and where the output goes on. */
let input: usize = 0;
let bits: u64 = 0;
let count: u32 = 0;
let output: usize = 0;
/** The bits by which the tables are read, and the longest code of those that were prepared last. */
let literalBits: u32 = 0;
let distanceBits: u32 = 0;
let longest: u32 = 0;
/** Whether the tables of the fixed codes were made. */
let hasFixed: bool = false;

/** Unpacks the zlib stream in [from, from + size) to exactly `length` bytes at `to`; -1 if it is none, is damaged, or has another length. */
export function inflate(from: usize, size: u32, to: usize, length: u32, tables: usize): i32 {
  if (size < 6) return -1;
  const head: u32 = (load<u8>(from) << 8) | load<u8>(from + 1);
  // Deflate, with a window of 32 KiB at most, and without a dictionary.
  if (head % 31 !== 0 || (head & 0x0f00) !== 0x0800 || head >> 12 > 7 || (head & 0x20) !== 0) return -1;
  input = from + 2;
  bits = 0;
  count = 0;
  output = to;
  const end = from + size;
  for (let isLast: u32 = 0; isLast === 0; ) {
    refill();
    isLast = take(1);
    const kind = take(2);
    if (kind === 0) {
      if (!stored(end, to + length)) return -1;
    } else {
      const own = kind === 1 ? tables + FIXED : tables;
      if (kind === 3 || !(kind === 1 ? fixedCodes(own) : dynamicCodes(own, end)) || !block(own, end, to, to + length))
        return -1;
    }
    if (consumed() > end) return -1;
  }
  const check = consumed();
  if (output !== to + length || check + 4 > end) return -1;
  return bswap<u32>(load<u32>(check)) === adler32(to, length) ? 0 : -1;
}

/** Takes bytes until there are 56 bits or more. */
function refill(): void {
  bits |= load<u64>(input) << count;
  input += (63 - count) >> 3;
  count |= 56;
}

function take(number: u32): u32 {
  const value = <u32>bits & ((1 << number) - 1);
  bits >>= number;
  count -= number;
  return value;
}

/** Where the input goes on, bits that are left of a byte aside. */
function consumed(): usize {
  return input - (count >> 3);
}

/** A block that is not packed: its length, the same inverted, its bytes. */
function stored(end: usize, limit: usize): bool {
  const at = consumed();
  const length: u32 = load<u16>(at);
  if (at + 4 + length > end || output + length > limit || (length ^ load<u16>(at + 2)) !== 0xffff) return false;
  memory.copy(output, at + 4, length);
  output += length;
  input = at + 4 + length;
  bits = 0;
  count = 0;
  return true;
}

/** Their tables are made once. */
function fixedCodes(tables: usize): bool {
  if (!hasFixed) {
    const lengths = tables + LENGTHS;
    memory.fill(lengths, 8, 144);
    memory.fill(lengths + 144, 9, 112);
    memory.fill(lengths + 256, 7, 24);
    memory.fill(lengths + 280, 8, 8);
    memory.fill(lengths + 288, 5, 32);
    hasFixed = literalTable(tables, 288) && distanceTable(tables, 288, 32);
  }
  literalBits = 9;
  distanceBits = 5;
  return hasFixed;
}

/** The lengths of the codes, packed with codes of their own. RFC 1951, 3.2.7. */
function dynamicCodes(tables: usize, end: usize): bool {
  refill();
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const codes = take(4) + 4;
  if (literals > 286 || distances > 30) return false;
  const lengths = tables + LENGTHS;
  memory.fill(lengths, 0, 19);
  for (let at: u32 = 0; at < codes; at++) {
    if (count < 3) refill();
    store<u8>(lengths + orderOf(at), <u8>take(3));
  }
  if (!prepare(lengths, 19, tables + CODE_COUNTS, tables + CODE_ORDER, tables + STARTS, true)) return false;
  fillTable(tables + CODE_TABLE, 7, tables, 0);
  const all = literals + distances;
  for (let at: u32 = 0; at < all; ) {
    if (input > end + 16) return false;
    refill();
    const entry = load<u32>(tables + CODE_TABLE + ((<usize>(<u32>bits & 127)) << 2));
    if (entry & OTHER) return false;
    take(entry & BITS);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(lengths + at++, <u8>symbol);
      continue;
    }
    if (symbol === 16 && at === 0) return false;
    const again: u8 = symbol === 16 ? load<u8>(lengths + at - 1) : 0;
    const times = symbol === 16 ? take(2) + 3 : symbol === 17 ? take(3) + 3 : take(7) + 11;
    if (at + times > all) return false;
    memory.fill(lengths + at, again, times);
    at += times;
  }
  // A block that cannot end is none.
  if (load<u8>(lengths + 256) === 0) return false;
  return literalTable(tables, literals) && distanceTable(tables, literals, distances);
}

/** 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 */
function orderOf(at: u32): u32 {
  if (at < 3) return 16 + at;
  if (at === 3) return 0;
  return at & 1 ? 7 - ((at - 5) >> 1) : 8 + ((at - 4) >> 1);
}

function literalTable(tables: usize, number: u32): bool {
  const lengths = tables + LENGTHS;
  if (!prepare(lengths, number, tables + LITERAL_COUNTS, tables + LITERAL_ORDER, tables + STARTS, false)) return false;
  literalBits = longest;
  if (longest > MOST_LITERAL_BITS) literalBits = MOST_LITERAL_BITS;
  fillTable(tables + LITERALS, literalBits, tables, 1);
  return true;
}

function distanceTable(tables: usize, from: u32, number: u32): bool {
  const lengths = tables + LENGTHS + from;
  if (!prepare(lengths, number, tables + DISTANCE_COUNTS, tables + DISTANCE_ORDER, tables + STARTS, false))
    return false;
  distanceBits = longest;
  if (longest > MOST_DISTANCE_BITS) distanceBits = MOST_DISTANCE_BITS;
  fillTable(tables + DISTANCES, distanceBits, tables, 2);
  return true;
}

/**
 * Counts codes by their length, and sorts symbols by code. False for codes that cannot be, or that leave some unused; as zlib does, none, or
 * one of a single bit, are allowed but for those of `isStrict`.
 */
function prepare(lengths: usize, number: u32, counts: usize, order: usize, starts: usize, isStrict: bool): bool {
  memory.fill(counts, 0, 32);
  for (let symbol: u32 = 0; symbol < number; symbol++) {
    const place = counts + ((<usize>load<u8>(lengths + symbol)) << 1);
    store<u16>(place, load<u16>(place) + 1);
  }
  const unused: u32 = load<u16>(counts);
  store<u16>(counts, 0);
  let left: i32 = 1;
  let start: u16 = 0;
  longest = 1;
  for (let length: usize = 1; length < 16; length++) {
    const own = load<u16>(counts + (length << 1));
    left = (left << 1) - own;
    if (left < 0) return false;
    if (own > 0) longest = <u32>length;
    store<u16>(starts + (length << 1), start);
    start += own;
  }
  for (let symbol: u32 = 0; symbol < number; symbol++) {
    const length = <usize>load<u8>(lengths + symbol);
    if (length === 0) continue;
    const place = load<u16>(starts + (length << 1));
    store<u16>(order + ((<usize>place) << 1), <u16>symbol);
    store<u16>(starts + (length << 1), place + 1);
  }
  if (left === 0) return true;
  return !isStrict && (unused === number || (unused + 1 === number && load<u16>(counts + 2) === 1));
}

/** Fills a table of 2^`size` entries with the codes of up to `size` bits, each at every place that ends in it; `kind` as for `entryOf`. */
function fillTable(table: usize, size: u32, tables: usize, kind: u32): void {
  const counts = kind === 1 ? tables + LITERAL_COUNTS : kind === 2 ? tables + DISTANCE_COUNTS : tables + CODE_COUNTS;
  const order = kind === 1 ? tables + LITERAL_ORDER : kind === 2 ? tables + DISTANCE_ORDER : tables + CODE_ORDER;
  store<u32>(table, OTHER);
  store<u32>(table + 4, OTHER);
  let code: u32 = 0; // as it is read: its first bit is the lowest
  let next: usize = 0;
  for (let length: u32 = 1; length <= size; length++) {
    // With one bit more there are twice as many places, of which the others are as those that are there.
    const half: usize = 4 << (length - 1);
    if (length > 1) memory.copy(table + half, table, half);
    for (let left: u32 = load<u16>(counts + ((<usize>length) << 1)); left > 0; left--) {
      store<u32>(table + ((<usize>code) << 2), entryOf(load<u16>(order + (next << 1)), kind) | length);
      next++;
      // The next code, counted from the other end.
      let bit: u32 = 1 << (length - 1);
      while (bit !== 0 && (code & bit) !== 0) {
        code ^= bit;
        bit >>= 1;
      }
      code |= bit;
    }
  }
}

/** What a symbol means, but for the bits of its code. RFC 1951, 3.2.5. */
function entryOf(symbol: u32, kind: u32): u32 {
  if (kind === 0) return symbol << 16;
  if (kind === 1) {
    if (symbol < 256) return LITERAL | (symbol << 16);
    if (symbol === 256) return END;
    if (symbol > 285) return OTHER;
    if (symbol === 285) return 258 << 16;
    if (symbol < 265) return (symbol - 254) << 16;
    const extra = (symbol - 261) >> 2;
    return (extra << 8) | ((3 + ((4 + ((symbol - 265) & 3)) << extra)) << 16);
  }
  if (symbol > 29) return OTHER;
  if (symbol < 4) return (symbol + 1) << 16;
  const extra = (symbol >> 1) - 1;
  return (extra << 8) | ((1 + ((2 + (symbol & 1)) << extra)) << 16);
}

/** A code that is longer than its table has room for; an entry with `OTHER` for what is none. */
function longCode(counts: usize, order: usize, kind: u32): u32 {
  let code: i32 = 0;
  let first: i32 = 0;
  let index: i32 = 0;
  for (let length: u32 = 1; length < 16; length++) {
    code |= <i32>(<u32>(bits >> (length - 1)) & 1);
    const own: i32 = load<u16>(counts + ((<usize>length) << 1));
    if (code - own < first) return entryOf(load<u16>(order + ((<usize>(index + code - first)) << 1)), kind) | length;
    index += own;
    first = (first + own) << 1;
    code <<= 1;
  }
  return OTHER;
}

/** Unpacks a block with the codes of the tables, to `limit` at most. */
function block(tables: usize, end: usize, begin: usize, limit: usize): bool {
  const literalMask: u32 = (1 << literalBits) - 1;
  const distanceMask: u32 = (1 << distanceBits) - 1;
  let from = input;
  let own = bits;
  let left = count;
  let to = output;
  for (;;) {
    if (from > end + 16) return false;
    own |= load<u64>(from) << left;
    from += (63 - left) >> 3;
    left |= 56;
    let entry = load<u32>(tables + LITERALS + ((<usize>(<u32>own & literalMask)) << 2));
    if (entry & OTHER) {
      bits = own;
      entry = longCode(tables + LITERAL_COUNTS, tables + LITERAL_ORDER, 1);
      if (entry & OTHER) return false;
    }
    own >>= entry & BITS;
    left -= entry & BITS;
    if (entry & LITERAL) {
      if (to >= limit) return false;
      store<u8>(to++, <u8>(entry >> 16));
      // What is left is enough for one more code that the table has.
      entry = load<u32>(tables + LITERALS + ((<usize>(<u32>own & literalMask)) << 2));
      if (!(entry & LITERAL)) continue;
      own >>= entry & BITS;
      left -= entry & BITS;
      if (to >= limit) return false;
      store<u8>(to++, <u8>(entry >> 16));
      continue;
    }
    if (entry & END) break;
    // At most 15 and 5 bits were read, 15 and 13 are to come: all of them are there.
    let extra = (entry >> 8) & 31;
    const length = (entry >> 16) + (<u32>own & ((1 << extra) - 1));
    own >>= extra;
    left -= extra;
    entry = load<u32>(tables + DISTANCES + ((<usize>(<u32>own & distanceMask)) << 2));
    if (entry & OTHER) {
      bits = own;
      entry = longCode(tables + DISTANCE_COUNTS, tables + DISTANCE_ORDER, 2);
      if (entry & OTHER) return false;
    }
    own >>= entry & BITS;
    left -= entry & BITS;
    extra = (entry >> 8) & 31;
    const distance = <usize>((entry >> 16) + (<u32>own & ((1 << extra) - 1)));
    own >>= extra;
    left -= extra;
    if (to + length > limit || distance > to - begin) return false;
    repeat(to, distance, length);
    to += length;
  }
  input = from;
  bits = own;
  count = left;
  output = to;
  return true;
}

/** Copies `length` bytes from `distance` before, where they may not be written yet. */
function repeat(to: usize, distance: usize, length: u32): void {
  const end = to + length;
  if (distance >= 8) for (let at = to; at < end; at += 8) store<u64>(at, load<u64>(at - distance));
  else if (distance === 1) memory.fill(to, load<u8>(to - 1), length);
  else for (let at = to; at < end; at++) store<u8>(at, load<u8>(at - distance));
}

/** RFC 1950, 8.2: two sums, of which the second sums the first, modulo 65521; reduced before 32 bits are not enough. */
function adler32(from: usize, length: u32): u32 {
  let one: u32 = 1;
  let two: u32 = 0;
  const low = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const high = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  let at = from;
  for (let left = length; left > 0; ) {
    let part = left;
    if (part > 5552) part = 5552;
    left -= part;
    const blocks = part >> 4;
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    for (let block: u32 = 0; block < blocks; block++) {
      const bytes = v128.load(at);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), low));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), high));
      at += 16;
    }
    two += one * (blocks << 4) + (sum(before) << 4) + sum(weighted);
    one += sum(sums);
    for (let rest = part & 15; rest > 0; rest--) {
      one += load<u8>(at++);
      two += one;
    }
    one %= 65521;
    two %= 65521;
  }
  return (two << 16) | one;
}

function sum(four: v128): u32 {
  return (
    i32x4.extract_lane(four, 0) +
    i32x4.extract_lane(four, 1) +
    i32x4.extract_lane(four, 2) +
    i32x4.extract_lane(four, 3)
  );
}

// ---------------------------------------------------------------- deltas

/**
 * Makes exactly `length` bytes at `to` of the delta's instructions in [from, end) and of its base. Writes what is copied to `copies`, in threes
 * of four bytes (`to`, `from`, size), what goes on in one another as one; gives their number, `most` + 1 if there are more, -1 if it does not fit.
 */
export function applyDelta(
  from: usize,
  end: usize,
  base: usize,
  size: u32,
  to: usize,
  length: u32,
  copies: usize,
  most: i32,
): i32 {
  let out = to;
  const limit = to + length;
  let number: i32 = 0;
  let nextTo: u32 = 0xffffffff;
  let nextFrom: u32 = 0;
  for (let at = from; at < end; ) {
    const code: u32 = load<u8>(at++);
    if (code < 0x80) {
      if (code === 0 || at + code > end || out + code > limit) return -1;
      move(out, at, code);
      at += code;
      out += code;
      continue;
    }
    let start: u32 = 0;
    let run: u32 = 0;
    if (code & 0x01) start = load<u8>(at++);
    if (code & 0x02) start |= (<u32>load<u8>(at++)) << 8;
    if (code & 0x04) start |= (<u32>load<u8>(at++)) << 16;
    if (code & 0x08) start |= (<u32>load<u8>(at++)) << 24;
    if (code & 0x10) run = load<u8>(at++);
    if (code & 0x20) run |= (<u32>load<u8>(at++)) << 8;
    if (code & 0x40) run |= (<u32>load<u8>(at++)) << 16;
    if (run === 0) run = 0x10000;
    if (at > end || <u64>start + run > size || out + run > limit) return -1;
    move(out, base + start, run);
    const place = <u32>(out - to);
    if (place === nextTo && start === nextFrom) {
      if (number <= most) store<u32>(copies + <usize>number * 12 - 4, load<u32>(copies + <usize>number * 12 - 4) + run);
    } else if (number < most) {
      const three = copies + <usize>number * 12;
      number++;
      store<u32>(three, place);
      store<u32>(three + 4, start);
      store<u32>(three + 8, run);
    } else number = most + 1;
    nextTo = place + run;
    nextFrom = start + run;
    out += run;
  }
  return out === limit ? number : -1;
}

/** Up to 64 bytes in steps of 16, what lies behind them too. */
function move(to: usize, from: usize, length: u32): void {
  if (length > 64) memory.copy(to, from, length);
  else for (let at: u32 = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}
