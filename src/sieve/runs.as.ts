// Finds long runs of digits that can encode text: what decode/runs.ts does, sixteen bytes at a time. The two are changed together.

const SHORTEST: u32 = 48;
const SHORTEST_HEX: u32 = 72;
const STEP: u32 = 1 << 16;
const FEWEST_ESCAPES: u32 = 8;
const HEX: u8 = 2;

/** What stands at `classes`: two vectors for all bytes of runs, by their lower and upper halves; then the class of each byte. */
const CLASSES: usize = 32;

let isInside: bool = false;
let start: u32 = 0;
let end: u32 = 0;
/** The next byte to look at; inside of a run, `first` is where digits begin that have no escape among them. */
let at: u32 = 0;
let first: u32 = 0;
let escaped: u32 = 0;

/**
 * Stores (start, end) of the runs in the `length` bytes at `bytes` at `out`, ascending by end; of escapes, with the highest bit of start set. Gives
 * how many there are; if they are `room`, it must be called again, then not with `isNew`. The 32 bytes behind must be there.
 */
export function runs(bytes: usize, length: u32, classes: usize, out: usize, room: u32, isNew: bool): u32 {
  if (isNew) {
    at = 0;
    isInside = false;
  }
  let count: u32 = 0;
  while (count < room) {
    if (!isInside) {
      if (!seek(bytes, length, classes)) break;
      isInside = true;
      at = first = start;
      escaped = 0;
    }
    if (at > end) {
      if (escaped >= FEWEST_ESCAPES) count = add(out, count, start | 0x80000000, end);
      isInside = false;
      at = end + 1;
      continue;
    }
    const to = plainEnd(bytes);
    if (to - first >= SHORTEST && mayEncode(bytes + first, to - first, classes)) count = add(out, count, first, to);
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
  if (byte === 0x25) return isHex(bytes, from + 1, length, classes) && isHex(bytes, from + 2, length, classes) ? 3 : 1;
  if (byte !== 0x5c) return 1;
  const next = from + 1 < length ? load<u8>(bytes + from + 1) : 0;
  return next === 0x75 ? 6 : next === 0x78 ? 4 : 2;
}

function isHex(bytes: usize, from: u32, length: u32, classes: usize): bool {
  return from < length && classOf(bytes + from, classes) === HEX;
}

function classOf(address: usize, classes: usize): u8 {
  return load<u8>(classes + CLASSES + <usize>load<u8>(address));
}

/** Whether there are, at one of the places where a run is opened, capitals and small letters, or nothing but hex digits. */
function mayEncode(digits: usize, length: u32, classes: usize): bool {
  for (let from: u32 = 0; length - from >= SHORTEST; from += STEP) {
    if (isMixed(digits + from)) return true;
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
  return capitals > 1 && small > 1;
}
