// Finds a text in bytes, sixteen places at a time by its first and its last byte.

/**
 * Stores where the `size` bytes at `text` stand whole in the `length` bytes at `bytes`, from `from` on, ascending, at `out`; none of the places
 * in another one, and `most` of them at most. Gives how many there are. The 16 bytes behind `bytes` must be there.
 */
export function find(bytes: usize, from: u32, length: u32, text: usize, size: u32, out: usize, most: u32): u32 {
  const first = i8x16.splat(load<u8>(text));
  const last = i8x16.splat(load<u8>(text + size - 1));
  let count: u32 = 0;
  let next = from;
  for (let at = from; at + size <= length; at += 16) {
    let places: u32 = i8x16.bitmask(
      v128.and(i8x16.eq(v128.load(bytes + at), first), i8x16.eq(v128.load(bytes + at + size - 1), last)),
    );
    while (places) {
      const place = at + ctz(places);
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
