// Finds a text in bytes, 64 places at a time by its first and its last byte.

/**
 * Stores where the `size` bytes at `text` stand whole in the `length` bytes at `bytes`, from `from` on, ascending, at `out`; none of the places
 * in another one, and `most` of them at most. Gives how many there are. The 64 bytes behind `bytes` must be there.
 */
export function find(bytes: usize, from: u32, length: u32, text: usize, size: u32, out: usize, most: u32): u32 {
  const first = i8x16.splat(load<u8>(text));
  const last = i8x16.splat(load<u8>(text + size - 1));
  let count: u32 = 0;
  let next = from;
  for (let at = from; at + size <= length; at += 64) {
    const end = bytes + at + size - 1;
    const a = v128.and(i8x16.eq(v128.load(bytes + at), first), i8x16.eq(v128.load(end), last));
    const b = v128.and(i8x16.eq(v128.load(bytes + at, 16), first), i8x16.eq(v128.load(end, 16), last));
    const c = v128.and(i8x16.eq(v128.load(bytes + at, 32), first), i8x16.eq(v128.load(end, 32), last));
    const d = v128.and(i8x16.eq(v128.load(bytes + at, 48), first), i8x16.eq(v128.load(end, 48), last));
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    let places = <u64>i8x16.bitmask(a) | ((<u64>i8x16.bitmask(b)) << 16);
    places |= ((<u64>i8x16.bitmask(c)) << 32) | ((<u64>i8x16.bitmask(d)) << 48);
    while (places) {
      const place = at + <u32>ctz(places);
      places &= places - 1;
      if (place < next || place + size > length) continue;
      if (memory.compare(bytes + place, text, size) !== 0) continue;
      store<u32>(out + (count << 2), place);
      if (++count === most) return count;
      next = place + size;
    }
  }
  return count;
}
