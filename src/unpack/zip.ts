// Zip archives, by their directory and by the headers before each entry: what only one of them knows is read too.
import { crc32 } from 'node:zlib';
import type { SkipReason } from '../types.ts';
import { bunzip } from './bzip2.ts';
import type { Budget, Container, Member } from './container.ts';
import { inflate } from './inflate.ts';
import { unlzma } from './lzma.ts';
import { ascii, bufferOf, counted, member } from './members.ts';
import { decodeWithin, takeStored, type Unpacked } from './output.ts';
import { unxz } from './xz.ts';
import {
  DESCRIPTOR,
  END,
  type Entry,
  findEnd,
  findLocal,
  LOCAL,
  localEntry,
  readDirectory,
  startsWith,
} from './zip-headers.ts';
import { unzstd } from './zstd.ts';

/** Entries may overlap; all together may read the archive so many times. */
const READ_TIMES = 16;

/** Zip, and what is one by another name: whl, jar, docx, npz, keras, pt, apk, pyz with lines before the archive. */
export const zip: Container = {
  name: 'zip',
  matches: isZip,
  members: (bytes, budget) => counted(budget, readEntries(bytes, budget)),
};

/** Whether `bytes` begin as a zip or end as one: a directory's end whose comment reaches the last byte. */
function isZip(bytes: Uint8Array): boolean {
  const view = bufferOf(bytes);
  if (startsWith(view, LOCAL) || startsWith(view, END)) return true;
  if (startsWith(view, DESCRIPTOR) && view.indexOf(LOCAL, 0) === 4) return true;
  return findEnd(view) >= 0;
}

function* readEntries(bytes: Uint8Array, budget: Budget): Generator<Member> {
  const view = bufferOf(bytes);
  const directory = readDirectory(view);
  const comment = Buffer.concat(directory.comments.flatMap((part) => [part, NEWLINE]));
  if (comment.length > 0) yield member('comment', takeStored(comment, budget));
  // Data is read once, whoever else points at it.
  const seen = new Set<number>();
  let readable = READ_TIMES * bytes.length;
  let from = 0;
  for (const [index, listed] of [...directory.entries, null].entries()) {
    const to = Math.min(listed?.offset ?? view.length, view.length);
    for (let at = findLocal(view, from, to); at >= 0; at = findLocal(view, from, to)) {
      from = at + LOCAL.length;
      const local = localEntry(view, at);
      if (!local || seen.has(local.data)) continue;
      seen.add(local.data);
      const found = readEntry(view, local.entry, null, local.data, to, budget);
      readable -= found.consumed;
      if (readable < 0 || budget.bytes <= 0) return yield nothing('archive-limit', local.entry);
      // Without a directory nothing else tells of the entry; with one, these may be any four bytes.
      if (directory.isComplete && found.bytes.length === 0 && isUnclear(found.problem)) continue;
      from = behind(local.data, found);
      if (!isFolder(local.entry, found)) yield memberOf(local.entry, found);
    }
    from = Math.max(from, to);
    if (!listed) break;
    const local = localEntry(view, listed.offset);
    if (!local) yield nothing('decode-error', listed);
    if (!local || seen.has(local.data)) continue;
    seen.add(local.data);
    if (readable < 0 || budget.bytes <= 0) return yield nothing('archive-limit', listed);
    const next = directory.entries[index + 1]?.offset ?? view.length;
    const found = readEntry(view, listed, local.entry, local.data, next > local.data ? next : view.length, budget);
    readable -= found.consumed;
    from = Math.max(from, behind(local.data, found));
    if (!isFolder(listed, found)) yield memberOf(listed, found);
  }
  if (!directory.isComplete) yield nothing('decode-error', null);
}

/** Where to look for the next header: behind what could be read, and in what could not. */
function behind(data: number, { problem, consumed }: Unpacked): number {
  return problem === 'decode-error' || problem === 'archive-limit' ? data : data + consumed;
}

function isUnclear(problem: SkipReason | null): boolean {
  return problem === 'decode-error' || problem === 'archive-unsupported';
}

// ---------------------------------------------------------------- data

const ENCRYPTED = 1 | 0x40 | 0x2000;
const AES = 99;
const SIZES_BEHIND = 8;

/** Where headers differ, the larger size counts; without any, what stands before `limit`. */
function readEntry(
  view: Buffer,
  entry: Entry,
  other: Entry | null,
  data: number,
  limit: number,
  budget: Budget,
): Unpacked {
  let packed = Math.max(entry.packedSize, other?.packedSize ?? 0);
  const isOpen = packed === 0 && ((entry.flags | (other?.flags ?? 0)) & SIZES_BEHIND) !== 0;
  if (isOpen) {
    packed = Math.max(0, limit - data);
    const end = entry.method === 0 ? view.subarray(data, limit).indexOf(DESCRIPTOR) : -1;
    if (end >= 0) packed = end;
  }
  const bytes = view.subarray(data, data + packed);
  const size = Math.max(entry.size, other?.size ?? 0);
  const found = unpackEntry(bytes, entry, size, budget);
  if (found.problem) return found;
  const isCut = data + packed > view.length;
  // What is stored can only be changed, not lost.
  const isWrong = entry.method !== 0 && !isOpen && ![entry.crc, other?.crc].includes(crc32(found.bytes));
  return isCut || isWrong ? { ...found, problem: 'decode-error' } : found;
}

/** APPNOTE 4.4.5. */
function unpackEntry(bytes: Uint8Array, { method, flags }: Entry, size: number, budget: Budget): Unpacked {
  if (flags & ENCRYPTED || method === AES)
    return { bytes: EMPTY, problem: 'archive-encrypted', consumed: bytes.length };
  switch (method) {
    case 0:
      return takeStored(bytes, budget);
    case 8:
      return inflate(bytes, 'deflate', budget);
    case 9:
      return inflate(bytes, 'deflate64', budget);
    case 12:
      return decodeWithin(bytes, budget, (output) => bunzip(bytes, output));
    case 14:
      // Two bytes of version, two of the size of what follows: the properties.
      return decodeWithin(bytes, budget, (output) => unlzma(bytes, 4, 9, flags & 2 ? null : size, output));
    case 20:
    case 93:
      return decodeWithin(bytes, budget, (output) => unzstd(bytes, output));
    case 95:
      return decodeWithin(bytes, budget, (output) => unxz(bytes, output));
    default:
      return { bytes: EMPTY, problem: 'archive-unsupported', consumed: bytes.length };
  }
}

function memberOf({ name }: Entry, { bytes, problem }: Unpacked): Member {
  return { name, bytes, problem };
}

/** An entry, or the rest of the archive, of which nothing could be read. */
function nothing(problem: SkipReason, entry: Entry | null): Member {
  return { name: entry?.name ?? EMPTY, bytes: EMPTY, problem };
}

function isFolder({ name }: Entry, found: Unpacked): boolean {
  return name.at(-1) === 0x2f && found.bytes.length === 0 && !found.problem;
}

const EMPTY = new Uint8Array(0);
const NEWLINE = ascii('\n');
