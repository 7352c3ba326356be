// Counts line feeds, sixteen bytes at a time.

/** So many vectors can be counted in one of bytes. */
const MOST: u32 = 255 * 16;

let last: u32 = 0;

/** Where the bytes behind the last line feed that was counted begin; 0 if there was none. */
export function behind(): u32 {
  return last;
}

/** The number of line feeds in the `length` bytes at 0. What stands in the 16 bytes behind them is lost. */
export function count(length: u32): u32 {
  const feed = i8x16.splat(0x0a);
  v128.store(length, i8x16.splat(0));
  let total: u32 = 0;
  for (let at: u32 = 0; at < length; ) {
    let counts = i8x16.splat(0);
    for (const stop = min(length, at + MOST); at < stop; at += 16)
      counts = i8x16.sub(counts, i8x16.eq(v128.load(at), feed));
    const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts));
    total +=
      i32x4.extract_lane(sums, 0) +
      i32x4.extract_lane(sums, 1) +
      i32x4.extract_lane(sums, 2) +
      i32x4.extract_lane(sums, 3);
  }
  last = 0;
  if (total === 0) return 0;
  let block = (length - 1) & ~15;
  let places: u32 = 0;
  for (; !(places = i8x16.bitmask(i8x16.eq(v128.load(block), feed))); ) block -= 16;
  last = block + 32 - clz(places);
  return total;
}

/** Where the first byte from `from` on stands that is no ASCII; `length` if there is none before. */
export function beyond(from: u32, length: u32): u32 {
  for (let at = from; at < length; at += 16) {
    const places: u32 = i8x16.bitmask(v128.load(at));
    if (places) return min(length, at + ctz(places));
  }
  return length;
}
