// Finds long runs of digits that can encode text: what decode/runs.ts does, sixteen bytes at a time. The two are changed together.

const SHORTEST: u32 = 48;
const SHORTEST_HEX: u32 = 72;
const STEP: u32 = 1 << 16;
const FEWEST_ESCAPES: u32 = 8;
const BEHIND_CUT: u32 = 8;
const MOST_LAYERS: u32 = 3;
const MOST_BACKSLASHES: u32 = 16;
const HEX: u8 = 2;

/**
 * What stands at `classes`: two vectors for all bytes of runs, by their lower and upper halves; then the class of each byte; then a bit for each
 * two bytes that something packed may begin with, by the second and the first of them; then room for what digits say.
 */
const CLASSES: usize = 32;
const BEGINNINGS: usize = CLASSES + 256;
const VALUES: usize = BEGINNINGS + 8192;
const DECODED: usize = VALUES + 64;

let isInside: bool = false;
let start: u32 = 0;
let end: u32 = 0;
/** The next byte to look at; inside of a run, `first` is where digits begin that have no escape among them. */
let at: u32 = 0;
let first: u32 = 0;
/** Where the next one may begin that is cut by an escape. */
let rest: u32 = 0;
let escaped: u32 = 0;

/**
 * Stores (start, end) of the runs in the `length` bytes at `bytes` at `out`, ascending by end; of escapes, with the highest bit of start set. Gives
 * how many there are; if they are `room`, it must be called again, then not with `isNew`. The 96 bytes behind must be there. With `isProbed`, those
 * in base64 are left out that say nothing worth reading.
 */
export function runs(
  bytes: usize,
  length: u32,
  classes: usize,
  out: usize,
  room: u32,
  isNew: bool,
  isProbed: bool,
): u32 {
  if (isNew) {
    at = 0;
    isInside = false;
  }
  let count: u32 = 0;
  while (count < room) {
    if (!isInside) {
      if (!seek(bytes, length, classes)) break;
      isInside = true;
      at = first = rest = start;
      escaped = 0;
    }
    if (at > end) {
      if (escaped >= FEWEST_ESCAPES) count = add(out, count, start | 0x80000000, end);
      isInside = false;
      at = end + 1;
      continue;
    }
    const to = plainEnd(bytes);
    const isOne =
      to - first >= SHORTEST
        ? mayEncode(bytes + first, to - first, classes, isProbed)
        : first >= rest && end - first >= SHORTEST && end > to + BEHIND_CUT && isCut(bytes + first, to - first);
    if (isOne) {
      count = add(out, count, first, to);
      rest = first + SHORTEST;
    }
    if (to < end) {
      const byte = load<u8>(bytes + to);
      if (byte === 0x25 || byte === 0x5c || byte === 0x26) escaped++;
      at = to + lengthOfEscape(bytes, to, length, classes);
    } else at = end + 1;
    first = at;
  }
  return count;
}

function add(out: usize, count: u32, start: u32, end: u32): u32 {
  store<u32>(out + (count << 3), start);
  store<u32>(out + (count << 3), end, 4);
  return count + 1;
}

/** Sets `start` and `end` to the next run of at least the shortest length from `at` on; each has sixteen bytes of it at every 32nd place. */
function seek(bytes: usize, length: u32, classes: usize): bool {
  const lower = v128.load(classes);
  const upper = v128.load(classes, 16);
  const half = i8x16.splat(15);
  let block = at;
  while (block + 16 <= length) {
    const x = v128.load(bytes + block);
    const isOne = v128.and(v128.swizzle(lower, v128.and(x, half)), v128.swizzle(upper, v128.shr<u8>(x, 4)));
    if (!i8x16.all_true(isOne)) {
      block += 32;
      continue;
    }
    start = block;
    while (start > at && classOf(bytes + start - 1, classes) !== 0) start--;
    end = runEnd(bytes, block + 16, length, lower, upper);
    if (end - start >= SHORTEST) return true;
    block = at = end + 1;
  }
  return false;
}

function runEnd(bytes: usize, from: u32, length: u32, lower: v128, upper: v128): u32 {
  const half = i8x16.splat(15);
  const none = i8x16.splat(0);
  for (let block = from; block < length; block += 16) {
    const x = v128.load(bytes + block);
    const isOne = v128.and(v128.swizzle(lower, v128.and(x, half)), v128.swizzle(upper, v128.shr<u8>(x, 4)));
    if (!i8x16.all_true(isOne)) return min(length, block + ctz(i8x16.bitmask(i8x16.eq(isOne, none))));
  }
  return length;
}

/** Where the next escape of the run may begin, or its end. */
function plainEnd(bytes: usize): u32 {
  for (let block = at; block < end; block += 16) {
    const x = v128.load(bytes + block);
    const marks = v128.or(
      v128.or(i8x16.eq(x, i8x16.splat(0x25)), i8x16.eq(x, i8x16.splat(0x5c))),
      i8x16.eq(x, i8x16.splat(0x26)),
    );
    const all = v128.or(marks, v128.or(i8x16.eq(x, i8x16.splat(0x23)), i8x16.eq(x, i8x16.splat(0x3b))));
    if (v128.any_true(all)) return min(end, block + ctz(i8x16.bitmask(all)));
  }
  return end;
}

function lengthOfEscape(bytes: usize, from: u32, length: u32, classes: usize): u32 {
  const byte = load<u8>(bytes + from);
  if (byte === 0x25) return 1 + percentDigits(bytes, from + 1, length, classes);
  // `&#37;`
  if (byte === 0x26 && from + 5 <= length && load<u32>(bytes + from, 1) === 0x3b373323)
    return 5 + percentDigits(bytes, from + 5, length, classes);
  return byte === 0x5c ? 1 + behindBackslash(bytes, from + 1, length, classes) : 1;
}

function percentDigits(bytes: usize, from: u32, length: u32, classes: usize): u32 {
  if (!areHex(bytes, from, 2, length, classes)) return 0;
  let count: u32 = 2;
  while (
    count <= 2 * MOST_LAYERS &&
    load<u16>(bytes + from + count - 2) === 0x3532 &&
    areHex(bytes, from + count, 2, length, classes)
  )
    count += 2;
  return count;
}

function behindBackslash(bytes: usize, from: u32, length: u32, classes: usize): u32 {
  let next = from;
  while (next < length && next < from + MOST_BACKSLASHES && load<u8>(bytes + next) === 0x5c) next++;
  const letter = next < length ? load<u8>(bytes + next) : 0;
  const digits: u32 = letter === 0x75 ? 4 : letter === 0x78 ? 2 : 0;
  if (digits > 0 && (next === from || areHex(bytes, next + 1, digits, length, classes)))
    return next + 1 + digits - from;
  return 1;
}

function areHex(bytes: usize, from: u32, count: u32, length: u32, classes: usize): bool {
  for (let index = from; index < from + count; index++) if (!isHex(bytes, index, length, classes)) return false;
  return true;
}

function isHex(bytes: usize, from: u32, length: u32, classes: usize): bool {
  return from < length && classOf(bytes + from, classes) === HEX;
}

/** Whether the first `length` digits of a run begin something packed in base64: `H4s`, `UEs`, `e[AFJN]`. */
function isCut(digits: usize, length: u32): bool {
  const mark = load<u8>(digits + length);
  if (length < 2 || (mark !== 0x25 && mark !== 0x5c && mark !== 0x26)) return false;
  const two = load<u16>(digits);
  if (two === 0x4165 || two === 0x4665 || two === 0x4a65 || two === 0x4e65) return true;
  return length > 2 && load<u8>(digits, 2) === 0x73 && (two === 0x3448 || two === 0x4555);
}

function classOf(address: usize, classes: usize): u8 {
  return load<u8>(classes + CLASSES + <usize>load<u8>(address));
}

/** Whether there are, at one of the places where a run is opened, capitals and small letters, or nothing but hex digits. */
function mayEncode(digits: usize, length: u32, classes: usize, isProbed: bool): bool {
  for (let from: u32 = 0; length - from >= SHORTEST; from += STEP) {
    if (isMixed(digits + from) && (!isProbed || maySay(digits + from, classes, from === 0))) return true;
    let count: u32 = 0;
    while (count < SHORTEST_HEX && isHex(digits, from + count, length, classes)) count++;
    if (count === SHORTEST_HEX) return true;
    if (length - from < STEP) return false;
  }
  return false;
}

function isMixed(digits: usize): bool {
  let capitals: i32 = 0;
  let small: i32 = 0;
  for (let block: usize = 0; block < SHORTEST; block += 16) {
    const x = v128.load(digits + block);
    capitals += popcnt(i8x16.bitmask(i8x16.lt_u(i8x16.sub(x, i8x16.splat(0x41)), i8x16.splat(26))));
    small += popcnt(i8x16.bitmask(i8x16.lt_u(i8x16.sub(x, i8x16.splat(0x61)), i8x16.splat(26))));
  }
  return capitals > 1 && small > 0;
}

// ---------------------------------------------------------------- what digits say

/** How many bytes are probed, and how many of them there are where the run is as short as can be and the first three characters are none of it. */
const PROBE: u32 = 36;
const SURE: u32 = 33;
/** Of text, also in UTF-16, no more bytes are neither text nor zero: 8, and those of which nothing is known. */
const MOST_BAD: i32 = 11;

/** Whether what base64 says from one of its first four characters on can be text or something packed: `openDigits` in decode/openers.ts decides. */
function maySay(digits: usize, classes: usize, isStart: bool): bool {
  for (let block: usize = 0; block < 64; block += 16)
    v128.store(classes + VALUES + block, sixBits(v128.load(digits + block)));
  for (let phase: u32 = 0; phase < 4; phase++) {
    for (let group: usize = 0; group < 3; group++)
      v128.store(classes + DECODED + group * 12, joined(v128.load(classes + VALUES + phase + group * 16)));
    // Behind `32m` of a terminal's colour, or the sign of a patch, it begins anew.
    const before = load<u8>(digits + phase - 1);
    const isNew = phase === 0 || before === 0x6d || (phase === 1 && (before === 0x2b || before === 0x2d));
    if (isWorthReading(classes + DECODED, classes, phase < 2 || isNew)) return true;
    if (isNew && isStart && (isMarked(classes + DECODED) || looksDeflated(classes + DECODED))) return true;
  }
  return false;
}

/** Whether it begins with the mark of UTF-16. */
function isMarked(bytes: usize): bool {
  const two = load<u16>(bytes);
  return two === 0xfeff || two === 0xfffe;
}

/** The values of digits of base64 and base64url; of other bytes anything. */
function sixBits(x: v128): v128 {
  const upper = within(x, 0x41, 26);
  const lower = within(x, 0x61, 26);
  const digit = within(x, 0x30, 10);
  let shift = v128.and(upper, i8x16.splat(-65));
  shift = v128.or(shift, v128.and(lower, i8x16.splat(-71)));
  shift = v128.or(shift, v128.and(digit, i8x16.splat(4)));
  shift = v128.or(shift, v128.and(i8x16.eq(x, i8x16.splat(0x2b)), i8x16.splat(19)));
  shift = v128.or(shift, v128.and(i8x16.eq(x, i8x16.splat(0x2d)), i8x16.splat(17)));
  shift = v128.or(shift, v128.and(i8x16.eq(x, i8x16.splat(0x2f)), i8x16.splat(16)));
  shift = v128.or(shift, v128.and(i8x16.eq(x, i8x16.splat(0x5f)), i8x16.splat(-32)));
  return v128.and(i8x16.add(x, shift), i8x16.splat(63));
}

function within(x: v128, from: i8, count: i8): v128 {
  return i8x16.lt_u(i8x16.sub(x, i8x16.splat(from)), i8x16.splat(count));
}

/** Sixteen values of six bits as twelve bytes, and four more of no meaning. */
function joined(x: v128): v128 {
  const twos = v128.or(i16x8.shl(v128.and(x, i16x8.splat(63)), 6), i16x8.shr_u(x, 8));
  const fours = v128.or(i32x4.shl(v128.and(twos, i32x4.splat(0xffff)), 12), i32x4.shr_u(twos, 16));
  return v128.swizzle(fours, i8x16(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 3, 3, 3));
}

/** Whether `PROBE` bytes can be text or, with `mayBePacked`, something packed; the last few may be none of theirs. */
function isWorthReading(bytes: usize, classes: usize, mayBePacked: bool): bool {
  let text: u64 = 0;
  let zeros: u64 = 0;
  let high: u64 = 0;
  for (let block: u32 = 0; block < 48; block += 16) {
    const x = v128.load(bytes + block);
    const space = v128.or(i8x16.eq(x, i8x16.splat(9)), i8x16.eq(x, i8x16.splat(10)));
    const control = v128.or(i8x16.eq(x, i8x16.splat(13)), i8x16.eq(x, i8x16.splat(27)));
    text |= (<u64>i8x16.bitmask(v128.or(within(x, 0x20, 0x5f), v128.or(space, control)))) << block;
    zeros |= (<u64>i8x16.bitmask(i8x16.eq(x, i8x16.splat(0)))) << block;
    high |= (<u64>i8x16.bitmask(x)) << block;
  }
  const all = ((<u64>1) << PROBE) - 1;
  if (<i32>popcnt(all & ~(text | zeros)) <= MOST_BAD) return true;
  if (mayBeUtf8(bytes, text)) return true;
  if (!mayBePacked) return false;
  // A tar begins with a name, and zeros.
  if (((((<u64>1) << SURE) - 1) & ~(text | zeros | high)) === 0) return true;
  const two = <u32>load<u16>(bytes);
  if ((load<u8>(classes + BEGINNINGS + (two >>> 3)) >>> <u8>(two & 7)) & 1) return true;
  const more = load<u16>(bytes, 2);
  if ((more & 0xff) === 0x2d || more === 0x0a0d || load<u32>(bytes, 4) === 0) return true;
  for (let at: usize = SURE - 22; at <= PROBE - 22; at++) if (load<u16>(bytes + at) === 0x4b50) return true;
  return false;
}

/** Whether characters of more than one byte follow ASCII, as far as is sure: the last may be cut off. */
function mayBeUtf8(bytes: usize, text: u64): bool {
  let at = <u32>ctz(~text);
  if (at < SURE && load<u8>(bytes + at) < 0x80) return false;
  while (at < SURE - 3) {
    const byte = load<u8>(bytes + at++);
    if (byte < 0x80) continue;
    if (byte < 0xc2 || byte > 0xf4) return false;
    const end = at + (byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3);
    for (; at < end && at < SURE - 3; at++) if ((load<u8>(bytes + at) & 0xc0) !== 0x80) return false;
  }
  return true;
}

// ---------------------------------------------------------------- raw deflate

/** What decode/deflated.ts says of the same bytes. */
function looksDeflated(bytes: usize): bool {
  const all = load<u64>(bytes);
  const type = <u32>(all >>> 1) & 3;
  if (type === 1) {
    for (let symbol: u64 = 0; symbol < 5; symbol++) {
      // The byte from its other end: a code of eight bits, of which that of the first character is 48.
      const code = <u32>(((((all >>> (3 + 8 * symbol)) & 0xff) * 0x0202020202) & 0x010884422010) % 1023) - 0x30;
      if (code - 0x20 > 0x5e && code !== 9 && code !== 10 && code !== 13) return false;
    }
    return true;
  }
  if (type !== 2 || ((<u32>all >>> 3) & 31) > 29 || ((<u32>all >>> 8) & 31) > 29) return false;
  let lengths = load<u64>(bytes, 2) >>> 1;
  let filled: u32 = 0;
  for (let left = ((<u32>all >>> 13) & 15) + 4; left > 0; left--) {
    const length = <u32>lengths & 7;
    if (length > 0) filled += 128 >>> length;
    lengths >>>= 3;
  }
  return filled === 128;
}
