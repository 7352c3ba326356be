// What each entry of a pack is, and which one it was made from. Format: gitformat-pack(5), "pack-*.pack files have the following format".
import type { PackFile } from './pack-file.ts';
import { entryAt, type PackIndex, placeOf, shared } from './pack-index.ts';

/** The entries of a pack by number, in memory that threads can share. */
export interface Entries {
  /** 1 commit, 2 tree, 3 blob, 4 tag; 6 and 7 are deltas; 0 for what cannot be read. */
  readonly types: Uint8Array;
  /** Of what is packed, unpacked: the object, or the delta. In bytes; of larger ones, the largest number. */
  readonly sizes: Uint32Array;
  /** Bytes before what is packed. */
  readonly heads: Uint8Array;
  /** The number of the entry that a delta changes; -1 for what is none, or changes what is not here. */
  readonly bases: Int32Array;
}

export const OFS_DELTA = 6;
const REF_DELTA = 7;
/** Type and size in ten bytes at most, and an id or a distance. */
const HEAD = 10 + 32;

/** Reads the heads of all entries, once through the pack. */
export function readEntries(pack: PackFile, index: PackIndex): Entries {
  const { count } = index;
  const entries = {
    types: new Uint8Array(shared(count, 1)),
    sizes: new Uint32Array(shared(count, 4)),
    heads: new Uint8Array(shared(count, 1)),
    bases: new Int32Array(shared(count, 4)).fill(-1),
  };
  let numbers: Int32Array | undefined;
  const numberOf = (place: number): number => (numbers ??= numbersOf(index))[place] as number;
  for (let number = 0; number < count; number++) {
    const offset = index.offsets[number] as number;
    const end = index.offsets[number + 1] as number;
    readHead(pack.ahead(offset, Math.min(HEAD, end - offset)), number, entries, index, numberOf);
  }
  return entries;
}

/** By the place of their ids, the numbers of entries: few packs name bases by id. */
function numbersOf({ places, count }: PackIndex): Int32Array {
  const numbers = new Int32Array(count);
  for (let number = 0; number < count; number++) numbers[places[number] as number] = number;
  return numbers;
}

/** Type and size: 1 bit that there is more, 3 bits of type, 4 of size; then 7 bits of size a byte, the lowest first. */
function readHead(
  bytes: Buffer,
  number: number,
  entries: Entries,
  index: PackIndex,
  numberOf: (place: number) => number,
): void {
  let at = 0;
  let byte = bytes[at++] as number;
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let weight = 16; byte & 0x80; weight *= 128) {
    byte = bytes[at++] ?? 0;
    size += (byte & 0x7f) * weight;
    if (at > 10) return;
  }
  if (type === OFS_DELTA) {
    // The distance back to the base: 7 bits a byte, the highest first, plus 1 in all but the last.
    byte = bytes[at++] ?? 0;
    let distance = byte & 0x7f;
    while (byte & 0x80 && at < bytes.length) {
      byte = bytes[at++] as number;
      distance = (distance + 1) * 128 + (byte & 0x7f);
    }
    entries.bases[number] = distance > 0 ? entryAt(index, (index.offsets[number] as number) - distance) : -1;
  } else if (type === REF_DELTA) {
    const place = at + index.width <= bytes.length ? placeOf(index, bytes, at) : -1;
    entries.bases[number] = place < 0 ? -1 : numberOf(place);
    at += index.width;
  }
  if (at >= bytes.length && bytes.length < HEAD) return;
  entries.types[number] = type;
  entries.sizes[number] = Math.min(size, 2 ** 32 - 1);
  entries.heads[number] = at;
}
