// The index of a pack: which objects it holds, and where each begins. Format: gitformat-pack(5), "Version 2 pack-*.idx files".
import type { PackFile } from './pack-file.ts';
import { Unread } from './unread.ts';

/** What a pack holds, in memory that threads can share. Entries are numbered in the order in which they lie in the pack. */
export interface PackIndex {
  /** Bytes of an id. */
  readonly width: number;
  readonly count: number;
  /** Ascending ids, one behind the other. */
  readonly ids: Uint8Array;
  /** By number, where the entry begins; one more for the end of the last. */
  readonly offsets: Float64Array | Uint32Array;
  /** By number, the place of its id. */
  readonly places: Uint32Array;
  /** Of the pack. */
  readonly checksum: Uint8Array;
}

const MAGIC = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);
const FAN_OUT = 256 * 4;
const PACK_HEADER = 12;
const CRC = 4;
/** Larger indexes, of some twenty million objects, would not fit. */
const LARGEST = 1 << 29;

/** Reads the index of a pack. Throws `Unread` for what git would read otherwise, or not at all: any lie about order, number or places. */
export function readPackIndex(index: PackFile, pack: PackFile, width: number): PackIndex {
  if (index.size > LARGEST) throw new Unread('an index is too large');
  const start = MAGIC.length + FAN_OUT;
  const head = pieceOf(index, 0, Math.min(start, index.size));
  if (head.length < start || !head.subarray(0, MAGIC.length).equals(MAGIC))
    throw new Unread('an index is not of version 2');
  const count = head.readUInt32BE(start - 4);
  const ends = index.size - 2 * width;
  const offsets = start + count * (width + CRC);
  const large = offsets + 4 * count;
  // git takes no more places of 64 bits than this.
  const isFit = ends - large <= Math.max(0, 8 * (count - 1));
  if (large > ends || !isFit || (ends - large) % 8 !== 0) throw new Unread('an index has another length');
  const checksum = pieceOf(index, ends, width);
  checkPack(pack, count, checksum);
  const ids = Buffer.from(new SharedArrayBuffer(count * width));
  index.fill(ids, 0, start, ids.length);
  if (!isAscending(head.subarray(MAGIC.length), ids, width)) throw new Unread('the ids of an index are not in order');
  const table = pieceOf(index, offsets, ends - offsets);
  return { width, count, ids, checksum, ...byOffset(table, count, pack.size - width) };
}

function pieceOf(file: PackFile, from: number, length: number): Buffer {
  const piece = Buffer.allocUnsafeSlow(length);
  file.fill(piece, 0, from, length);
  return piece;
}

/** `PACK`, version, number of objects; at its end, the checksum that the index has too. Throws `Unread` for another one. */
export function checkPack(pack: PackFile, count: number, checksum: Uint8Array): void {
  const head = Buffer.alloc(PACK_HEADER);
  const own = Buffer.alloc(checksum.length);
  if (pack.size < head.length + own.length) throw new Unread('a pack is cut off');
  pack.fill(head, 0, 0, head.length);
  pack.fill(own, 0, pack.size - own.length, own.length);
  const isKnown = head.toString('latin1', 0, 4) === 'PACK' && [2, 3].includes(head.readUInt32BE(4));
  if (!isKnown || head.readUInt32BE(8) !== count || !own.equals(checksum))
    throw new Unread('a pack and its index are two');
}

/** Whether ids ascend, and are counted by their first bytes as they are. */
function isAscending(fanOut: Buffer, ids: Uint8Array, width: number): boolean {
  let at = 0;
  for (let first = 0; first < 256; first++) {
    const end = fanOut.readUInt32BE(first * 4) * width;
    if (end < at || end > ids.length) return false;
    for (; at < end; at += width) {
      if (ids[at] !== first) return false;
      if (at > 0 && order(ids, at - width, ids, at, width) >= 0) return false;
    }
  }
  return at === ids.length;
}

/** Below, at or above 0, as the id at `one` comes before that at `other`, is the same, or comes after. */
function order(ids: Uint8Array, one: number, others: Uint8Array, other: number, width: number): number {
  for (let i = 0; i < width; i++) {
    const difference = (ids[one + i] as number) - (others[other + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Offsets of 31 bits, or, with the highest bit, the number of one of 64 bits in the table behind them. */
function byOffset(table: Buffer, count: number, end: number): Pick<PackIndex, 'offsets' | 'places'> {
  if ((end + 1) * count > Number.MAX_SAFE_INTEGER) throw new Unread('a pack is too large');
  // Sorted as numbers that hold both: a comparison function would take ten times as long.
  const keys = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    let offset = table.readUInt32BE(4 * place);
    if (offset >= 2 ** 31) {
      const at = 4 * count + 8 * (offset - 2 ** 31);
      if (at + 8 > table.length) throw new Unread('an index names a place that it does not have');
      offset = Number(table.readBigUInt64BE(at));
    }
    if (offset < PACK_HEADER || offset >= end) throw new Unread('an index names a place outside of the pack');
    keys[place] = offset * count + place;
  }
  keys.sort();
  const offsets = end < 2 ** 32 ? new Uint32Array(shared(count + 1, 4)) : new Float64Array(shared(count + 1, 8));
  const places = new Uint32Array(shared(count, 4));
  for (let number = 0; number < count; number++) {
    const key = keys[number] as number;
    places[number] = key % count;
    offsets[number] = Math.floor(key / count);
    if (number > 0 && offsets[number] === offsets[number - 1]) throw new Unread('an index has two ids for one object');
  }
  offsets[count] = end;
  return { offsets, places };
}

/** Room for so many numbers of so many bytes, all zero, that threads can share. */
export function shared(count: number, bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(count * bytes);
}

/** The number of the entry that begins at `offset`, -1 for none. */
export function entryAt({ offsets, count }: PackIndex, offset: number): number {
  let [low, high] = [0, count - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = offsets[middle] as number;
    if (found === offset) return middle;
    if (found < offset) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The place of the id that `bytes` have at `at`, -1 for none. */
export function placeOf({ ids, count, width }: PackIndex, bytes: Buffer, at: number): number {
  let [low, high] = [0, count - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const way = order(ids, middle * width, bytes, at, width);
    if (way === 0) return middle;
    if (way < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
