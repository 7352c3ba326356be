// The headers of zip archives: where the directory is, what it says of each entry, and what stands before the data.
import { ascii } from './members.ts';

// Signatures and sizes: APPNOTE 4.3.
/** Before each entry. */
export const LOCAL = ascii('PK\x03\x04');
const CENTRAL = 0x02014b50;
/** At the end of the directory. */
export const END = ascii('PK\x05\x06');
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
/** Before sizes that stand behind an entry. */
export const DESCRIPTOR = ascii('PK\x07\x08');
const LOCAL_SIZE = 30;
const CENTRAL_SIZE = 46;
const END_SIZE = 22;
const COMMENT_MAX = 0xffff;

/** What a header says of an entry. */
export interface Entry {
  readonly name: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
}

/** An entry of the directory, and where its local header is said to be. */
interface Listed extends Entry {
  readonly offset: number;
}

/** What the end of an archive says is in it. */
interface Directory {
  /** In order of their offsets. */
  readonly entries: readonly Listed[];
  readonly comments: readonly Uint8Array[];
  /** Whether it is all there. */
  readonly isComplete: boolean;
}

/** The place of the directory's end: the last one whose comment reaches the end of the archive; -1 if there is none. */
export function findEnd(view: Buffer): number {
  const least = Math.max(0, view.length - END_SIZE - COMMENT_MAX);
  const tail = view.subarray(least);
  for (
    let at = tail.lastIndexOf(END, tail.length - END_SIZE);
    at >= 0;
    at = at > 0 ? tail.lastIndexOf(END, at - 1) : -1
  )
    if (at + END_SIZE <= tail.length && at + END_SIZE + tail.readUInt16LE(at + 20) === tail.length) return least + at;
  return -1;
}

/** The place of the first local header in [from, to); -1 if there is none. */
export function findLocal(view: Buffer, from: number, to: number): number {
  const at = view.subarray(from, to + LOCAL.length - 1).indexOf(LOCAL);
  return at < 0 ? at : from + at;
}

/** The directory of an archive; incomplete and empty where there is none. */
export function readDirectory(view: Buffer): Directory {
  const end = findEnd(view);
  if (end < 0) return { entries: [], comments: [], isComplete: false };
  const comments = [view.subarray(end + END_SIZE)].filter((part) => part.length > 0);
  const entries: Listed[] = [];
  const { start, base, count } = directoryPlace(view, end);
  let at = start;
  while (at + CENTRAL_SIZE <= view.length && view.readUInt32LE(at) === CENTRAL) {
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) => view.readUInt16LE(at + field)) as Triple;
    const name = view.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameSize);
    const extra = view.subarray(at + CENTRAL_SIZE + nameSize, at + CENTRAL_SIZE + nameSize + extraSize);
    const fields = { size: at + 24, packedSize: at + 20, offset: at + 42 };
    const { size, packedSize, offset } = wideSizes(view, fields, extra);
    const [flags, method, crc] = [view.readUInt16LE(at + 8), view.readUInt16LE(at + 10), view.readUInt32LE(at + 16)];
    entries.push({ name, flags, method, crc, size, packedSize, offset: base + offset });
    at += CENTRAL_SIZE + nameSize + extraSize + commentSize;
    if (commentSize > 0) comments.push(view.subarray(at - commentSize, at));
  }
  entries.sort((a, b) => a.offset - b.offset);
  return { entries, comments, isComplete: at <= view.length && entries.length % 0x10000 === count % 0x10000 };
}

type Triple = [number, number, number];

/** Where the directory begins, what its offsets count from (bytes may stand before an archive), and how many entries it has. */
function directoryPlace(view: Buffer, end: number): { start: number; base: number; count: number } {
  let [count, size, offset, behind] = [
    view.readUInt16LE(end + 10),
    view.readUInt32LE(end + 12),
    view.readUInt32LE(end + 16),
    end,
  ];
  const isWide = end >= 20 && view.readUInt32LE(end - 20) === LOCATOR_64;
  if (isWide && (count === 0xffff || size === 0xffffffff || offset === 0xffffffff)) {
    // The wide end stands right before its locator, or where that says.
    const at = [end - 20 - 56, Number(view.readBigUInt64LE(end - 12))].find(
      (place) => place >= 0 && place + 56 <= end && view.readUInt32LE(place) === END_64,
    );
    if (at !== undefined) {
      [count, size, offset] = [32, 40, 48].map((field) => Number(view.readBigUInt64LE(at + field))) as Triple;
      behind = at;
    }
  }
  const isDirectory = (at: number): boolean => at >= 0 && at + 4 <= view.length && view.readUInt32LE(at) === CENTRAL;
  // Bytes before the archive move all of it.
  const start = behind - size;
  if (isDirectory(start)) return { start, base: Math.max(0, start - offset), count };
  return { start: isDirectory(offset) ? offset : end, base: 0, count };
}

/** The entry of the local header at `at`, and where its data begins; null if there is none that makes sense. */
export function localEntry(view: Buffer, at: number): { entry: Entry; data: number } | null {
  if (at < 0 || at + LOCAL_SIZE > view.length || !startsWith(view.subarray(at), LOCAL)) return null;
  const [flags, method] = [view.readUInt16LE(at + 6), view.readUInt16LE(at + 8)];
  const [nameSize, extraSize] = [view.readUInt16LE(at + 26), view.readUInt16LE(at + 28)];
  const data = at + LOCAL_SIZE + nameSize + extraSize;
  if (method > 99 || data > view.length) return null;
  const name = view.subarray(at + LOCAL_SIZE, at + LOCAL_SIZE + nameSize);
  const extra = view.subarray(at + LOCAL_SIZE + nameSize, data);
  const { size, packedSize } = wideSizes(view, { size: at + 22, packedSize: at + 18 }, extra);
  return { entry: { name, flags, method, crc: view.readUInt32LE(at + 14), size, packedSize }, data };
}

/** Numbers of 32 bits at places in a header; those that are all ones stand in the zip64 extra field, in this order. APPNOTE 4.5.3. */
function wideSizes<T extends Readonly<Record<string, number>>>(
  view: Buffer,
  fields: T,
  extra: Buffer,
): Record<keyof T, number> {
  let wide = extra.subarray(0, 0);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 1) wide = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  const values = Object.entries(fields).map(([name, place]) => {
    const value = view.readUInt32LE(place);
    if (value !== 0xffffffff || wide.length < 8) return [name, value];
    const wider = Number(wide.readBigUInt64LE(0));
    wide = wide.subarray(8);
    return [name, wider];
  });
  return Object.fromEntries(values);
}

/** Whether `view` begins with `magic`. */
export function startsWith(view: Buffer, magic: Uint8Array): boolean {
  return view.length >= magic.length && view.compare(magic, 0, magic.length, 0, magic.length) === 0;
}
