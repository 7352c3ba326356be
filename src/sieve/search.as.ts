// Finds literals in bytes: sixteen places at a time by three bytes of each (the algorithm's name is Teddy), then by a bitmap of
// all such threes, then whole.
export { runs } from './runs.as.ts';

/**
 * What stands at `tables`: for each of two sets of eight buckets six vectors, of which bit b of byte n says whether bucket b has a byte with
 * the lower half n, or the upper half n, at its first, second and third place; then
 */
const BITMAP: usize = 192;
/** the threes by 15 bits of their hash; then 4096 slots of (three + 1, address of its list), found by 12 bits of it, and onwards. */
const SLOTS: usize = BITMAP + 4096;
/**
 * A list is a count, and for each literal: its number, where the three stands in it, its length, the address of its bytes; and of what stands
 * behind it, see `Behind`: the address of its classes, where it begins, its least length. The address is 0 where nobody knows.
 */
const ENTRY: usize = 28;
const HASH: u32 = 0x9e3779b1;

let next: u32 = 0;

/** Where to go on after a search whose hits filled their room. */
export function reached(): u32 {
  return next;
}

/** So many bytes before a literal decide with those behind it. */
export const BACK: u32 = 2;
/** Behind a literal, at most so many bytes are looked at; and behind a run of so many, or one with separators, there may be anything. */
export const LOOK: u32 = 168;
const LONG: u32 = 64;
const LONG_SEPARATED: u32 = 160;
/** 37 letters and a separator, see decode/stripped.ts, but for the three of the shortest anchor. */
const SHORTEST_SEPARATED: u32 = 35;
/** As decode/behind.ts has it. */
const IN_RUN: u32 = 0x80;
const SEPARATES: u32 = 0x40;
const QUOTES: u32 = 0x20;
const ALL_ENDS: u32 = 0x1f;

/**
 * Looks at places from `from` on for literals that lie in the `length` bytes at `bytes`, of `whole` bytes of content; the 96 bytes behind these may
 * be anything, but must be there. Those are left out behind which something else stands than must. Stores (offset, number of the literal) at
 * `out`, roughly ascending, and gives how many there are. It ends before `length`, at `reached()`, where fewer than `most` of the `room` are
 * left: so many has the longest list.
 */
export function search(
  bytes: usize,
  from: u32,
  length: u32,
  whole: u32,
  tables: usize,
  out: usize,
  room: u32,
  most: u32,
): u32 {
  const half = i8x16.splat(15);
  const none = i8x16.splat(0);
  const t0 = v128.load(tables, 0);
  const t1 = v128.load(tables, 16);
  const t2 = v128.load(tables, 32);
  const t3 = v128.load(tables, 48);
  const t4 = v128.load(tables, 64);
  const t5 = v128.load(tables, 80);
  const t6 = v128.load(tables, 96);
  const t7 = v128.load(tables, 112);
  const t8 = v128.load(tables, 128);
  const t9 = v128.load(tables, 144);
  const t10 = v128.load(tables, 160);
  const t11 = v128.load(tables, 176);
  let count: u32 = 0;
  for (let at = from; at < length; at += 64) {
    let places: u64 = 0;
    for (let block: u32 = 0; block < 64; block += 16) {
      const one = v128.load(bytes + at + block);
      const two = v128.load(bytes + at + block, 1);
      const three = v128.load(bytes + at + block, 2);
      let lower = v128.and(one, half);
      let upper = v128.shr<u8>(one, 4);
      let a = v128.and(v128.swizzle(t0, lower), v128.swizzle(t1, upper));
      let b = v128.and(v128.swizzle(t6, lower), v128.swizzle(t7, upper));
      lower = v128.and(two, half);
      upper = v128.shr<u8>(two, 4);
      a = v128.and(a, v128.and(v128.swizzle(t2, lower), v128.swizzle(t3, upper)));
      b = v128.and(b, v128.and(v128.swizzle(t8, lower), v128.swizzle(t9, upper)));
      lower = v128.and(three, half);
      upper = v128.shr<u8>(three, 4);
      a = v128.and(a, v128.and(v128.swizzle(t4, lower), v128.swizzle(t5, upper)));
      b = v128.and(b, v128.and(v128.swizzle(t10, lower), v128.swizzle(t11, upper)));
      places |= (<u64>(~i8x16.bitmask(i8x16.eq(v128.or(a, b), none)) & 0xffff)) << block;
    }
    while (places) {
      const place = at + <u32>ctz(places);
      places &= places - 1;
      const key = load<u32>(bytes + place) & 0xffffff;
      const hash = key * HASH;
      if (!((load<u8>(tables + BITMAP + (hash >>> 20)) >>> <u8>((hash >>> 17) & 7)) & 1)) continue;
      if (room - count < most) {
        next = place;
        return count;
      }
      count = compare(bytes, place, length, whole, tables, key, out, count);
    }
  }
  next = length;
  return count;
}

/** Adds the literals whose three is `three` and that stand where it is theirs. */
function compare(
  bytes: usize,
  place: u32,
  length: u32,
  whole: u32,
  tables: usize,
  three: u32,
  out: usize,
  known: u32,
): u32 {
  let count = known;
  let slot: u32 = (three * HASH) >>> 20;
  while (load<u32>(tables + SLOTS + (slot << 3)) !== three + 1) {
    if (load<u32>(tables + SLOTS + (slot << 3)) === 0) return count;
    slot = (slot + 1) & 4095;
  }
  const list = <usize>load<u32>(tables + SLOTS + (slot << 3), 4);
  const end = list + 4 + <usize>load<u32>(list) * ENTRY;
  for (let entry = list + 4; entry < end; entry += ENTRY) {
    const before = load<u32>(entry, 4);
    const size = load<u32>(entry, 8);
    if (place < before || place - before + size > length) continue;
    if (memory.compare(bytes + place - before, <usize>load<u32>(entry, 12), size) !== 0) continue;
    if (!mayFollow(bytes, place - before, whole, entry)) continue;
    store<u32>(out + (count << 3), place - before);
    store<u32>(out + (count << 3), load<u32>(entry), 4);
    count++;
  }
  return count;
}

/** Whether what stands behind a literal is what must. */
function mayFollow(bytes: usize, place: u32, whole: u32, entry: usize): bool {
  const classes = <usize>load<u32>(entry, 16);
  if (!classes) return true;
  const from = place + load<u32>(entry, 20);
  const limit = min(whole, from + LONG);
  let at = from;
  while (at < limit && kindOf(bytes, at, classes) & IN_RUN) at++;
  if (at >= limit) return true;
  if (at - from < load<u32>(entry, 24)) return false;
  const last = kindOf(bytes, at, classes);
  if (at + 1 >= whole || last & load<u8>(classes + 256 + <usize>load<u8>(bytes + at + 1))) return true;
  if (last & endsBehind(bytes, place, classes)) return true;
  return (last & SEPARATES) !== 0 && isSeparated(bytes, from, at, whole, classes);
}

/** The kinds of ends that what stands before a literal allows; all of them where that is not there, or in another piece. */
function endsBehind(bytes: usize, place: u32, classes: usize): u32 {
  if (place < BACK) return ALL_ENDS;
  const one = load<u8>(classes + 512 + <usize>load<u8>(bytes + place - 1));
  return one & load<u8>(classes + 768 + <usize>load<u8>(bytes + place - 2));
}

/** Whether a literal can end behind the parts that the byte at `first` separates. */
function isSeparated(bytes: usize, from: u32, first: u32, whole: u32, classes: usize): bool {
  const separator = load<u8>(bytes + first);
  const limit = min(whole, from + LONG_SEPARATED);
  let at = first + 1;
  while (at < limit && (load<u8>(bytes + at) === separator || kindOf(bytes, at, classes) & IN_RUN)) at++;
  return at >= limit || (at - from >= SHORTEST_SEPARATED && (kindOf(bytes, at, classes) & QUOTES) !== 0);
}

function kindOf(bytes: usize, at: u32, classes: usize): u32 {
  return load<u8>(classes + <usize>load<u8>(bytes + at));
}
