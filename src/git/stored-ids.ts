// Which ids the files of an object store hold, read from their names and indexes, without git.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

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
