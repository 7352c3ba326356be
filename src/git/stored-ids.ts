// Which ids the files of an object store hold, read from their names and indexes, without git.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listNames, readGitFile } from './files.ts';

/** A folder of loose objects, or a pack. */
export interface StoreFile {
  readonly kind: 'loose' | 'pack';
  /** Absolute; all the files of which it is made: the pack and its index. */
  readonly paths: readonly string[];
  /** Raw ids, each at `at` of `bytes`, which is valid until the next one. Nothing for an index that git would not take either. */
  ids(): Generator<{ readonly bytes: Buffer; readonly at: number }>;
}

const FAN_OUT = /^[0-9a-f]{2}$/;
const FAN_OUT_LENGTH = 256 * 4;
const PIECE = 3200 * 20;
const VERSION_2 = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);

/** The files of a store that hold objects, in order of their names; `width` in bytes of an id. What cannot be listed is left out. */
export function* storeFiles(directory: string, width: 20 | 32): Generator<StoreFile> {
  for (const name of namesIn(directory)) {
    const folder = join(directory, name);
    if (FAN_OUT.test(name)) yield { kind: 'loose', paths: [folder], ids: () => looseIds(folder, name, width) };
    if (name !== 'pack') continue;
    const names = namesIn(folder);
    const packs = new Set(names.filter((one) => one.endsWith('.pack')).map((one) => one.slice(0, -'.pack'.length)));
    for (const pack of packs) {
      const paths = ['pack', 'idx'].map((ending) => join(folder, `${pack}.${ending}`));
      yield { kind: 'pack', paths, ids: () => packedIds(paths[1] as string, width) };
    }
  }
}

/** Whether a store has nothing where objects are looked for, so that nobody has to ask git; false for what cannot be listed. */
export function isEmptyStore(directory: string): boolean {
  const isPlace = (name: string): boolean => FAN_OUT.test(name) || name === 'pack';
  const folders = listNames(directory)?.filter(({ name }) => isPlace(name));
  return folders?.every(({ name }) => listNames(join(directory, name))?.length === 0) ?? false;
}

/** Of forged indexes, more are not believed. */
const MOST_PACKED = 1 << 22;

/** About how many objects packs hold, by the sizes of their indexes; `width` as in `storeFiles`. Format: an id, a checksum and an offset each. */
export function packedCount(files: readonly StoreFile[], width: 20 | 32): number {
  const sizes = files.flatMap(({ kind, paths }) =>
    kind === 'pack' ? (statSync(paths[1] as string, { throwIfNoEntry: false })?.size ?? 0) : [],
  );
  const count = Math.floor(sizes.reduce((sum, size) => sum + size, 0) / (width + 8));
  return Math.min(count, MOST_PACKED);
}

/** All loose objects of some stores, where `isRead` says so of their folder. Absolute paths and ids. */
export function* looseObjects(
  stores: readonly string[],
  width: 20 | 32,
  isRead: (folder: string) => boolean,
): Generator<{ readonly path: string; readonly oid: string }> {
  for (const store of stores)
    for (const { kind, paths, ids } of storeFiles(store, width)) {
      const [folder = ''] = paths;
      if (kind !== 'loose' || !isRead(folder)) continue;
      for (const { bytes } of ids()) {
        const oid = bytes.toString('hex');
        yield { path: join(folder, oid.slice(2)), oid };
      }
    }
}

/**
 * Loose objects that git does not read, since a pack or a store before has the same id: they may hold anything. Absolute paths and ids, in the
 * order of the stores, which are given as directories.
 */
export function* shadowedObjects(
  stores: readonly string[],
  width: 20 | 32,
): Generator<{ readonly path: string; readonly oid: string }> {
  const files = stores.flatMap((store) => [...storeFiles(store, width)]);
  const loose: { readonly path: string; readonly oid: string }[] = [];
  const seen = new Set<string>();
  const maybe = new Uint8Array(1 << 16);
  for (const { kind, paths, ids } of files) {
    if (kind !== 'loose') continue;
    for (const { bytes } of ids()) {
      const oid = bytes.toString('hex');
      maybe[bytes.readUInt16BE()] = 1;
      loose.push({ path: join(paths[0] as string, oid.slice(2)), oid });
    }
  }
  const packed = new Set<string>();
  const wanted = new Set(loose.map(({ oid }) => oid));
  for (const { kind, ids } of files) {
    if (kind !== 'pack') continue;
    for (const { bytes, at } of ids()) {
      // Millions of them are packed, and few are loose.
      if (maybe[bytes.readUInt16BE(at)] === 0) continue;
      const oid = bytes.toString('hex', at, at + width);
      if (wanted.has(oid)) packed.add(oid);
    }
  }
  for (const one of loose) {
    if (packed.has(one.oid) || seen.has(one.oid)) yield one;
    seen.add(one.oid);
  }
}

/** Whether git reads a pack: both files begin as such, and name the same number of objects. Format: gitformat-pack(5). */
export function isReadPack(pack: Buffer, index: Buffer): boolean {
  const head = readGitFile(pack, Number.POSITIVE_INFINITY, 12);
  if (head?.length !== 12 || head.toString('latin1', 0, 4) !== 'PACK' || ![2, 3].includes(head.readUInt32BE(4)))
    return false;
  const start = readGitFile(index, Number.POSITIVE_INFINITY, VERSION_2.length + FAN_OUT_LENGTH);
  if (!start || start.length < VERSION_2.length + FAN_OUT_LENGTH) return false;
  const isSecond = start.subarray(0, VERSION_2.length).equals(VERSION_2);
  return start.readUInt32BE((isSecond ? VERSION_2.length : 0) + FAN_OUT_LENGTH - 4) === head.readUInt32BE(8);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, 'latin1').sort();
  } catch {
    return [];
  }
}

/** Format: gitrepository-layout(5), `objects/<2 digits>/<the others>`. */
function* looseIds(folder: string, start: string, width: number): Generator<{ bytes: Buffer; at: number }> {
  for (const name of namesIn(folder))
    if (name.length === 2 * width - 2 && /^[0-9a-f]+$/.test(name))
      yield { bytes: Buffer.from(start + name, 'hex'), at: 0 };
}

/**
 * Format: gitformat-pack(5). Version 2: a magic number, 256 big-endian counts of ids up to a first byte, the ids. Version 1: the counts, then
 * four bytes before each id.
 */
function* packedIds(path: string, width: number): Generator<{ bytes: Buffer; at: number }> {
  let fd: number;
  try {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return;
  }
  try {
    const stat = fstatSync(fd);
    if (stat.isFile()) yield* idsOf(fd, stat.size, width);
  } catch {
    // What cannot be read, git cannot read.
  } finally {
    closeSync(fd);
  }
}

function* idsOf(fd: number, size: number, width: number): Generator<{ bytes: Buffer; at: number }> {
  const head = Buffer.alloc(VERSION_2.length + FAN_OUT_LENGTH);
  readSync(fd, head, 0, head.length, 0);
  const isSecond = head.subarray(0, VERSION_2.length).equals(VERSION_2);
  const start = (isSecond ? VERSION_2.length : 0) + FAN_OUT_LENGTH;
  const [step, before] = isSecond ? [width, 0] : [width + 4, 4];
  const count = head.readUInt32BE(start - 4);
  if (start + count * step + 2 * width > size) return;
  const piece = Buffer.allocUnsafe(Math.floor(PIECE / step) * step);
  for (let left = count * step, position = start; left > 0; ) {
    const read = readSync(fd, piece, 0, Math.min(piece.length, left), position);
    if (read < Math.min(piece.length, left)) return;
    for (let at = before; at < read; at += step) yield { bytes: piece, at };
    [left, position] = [left - read, position + read];
  }
}
