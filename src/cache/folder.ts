// How files in the user's cache folder are read and written whole, and the secret that proves them.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isFolderTrusted, isOwn } from './place.ts';

/** Most entries that are kept, and most bytes of all of them. */
export const LIMITS = { entries: 200, bytes: 512 * 2 ** 20 } as const;

/** Age in milliseconds at which a temporary file has no writer any more. */
const STALE = 3_600_000;

const SECRET = 'secret';
const SECRET_LENGTH = 32;
const TEMPORARY = /^tmp-[0-9a-f]{32}$/;
const ENTRY = /^[0-9a-f]{64}$/;

/**
 * Makes the folder and the user's secret where they are missing, and gives the secret: 32 bytes, the same for all that open
 * the folder. Null if that cannot be, or if the folder or the secret is not the user's alone. `user` is the user's number,
 * undefined where the system has none; then owners and modes are not looked at.
 */
export function openFolder(folder: string, user: number | undefined): Buffer | null {
  try {
    if (!isAbsolute(folder) || !isFolderTrusted(folder, user)) return null;
    const secret = readSecret(folder, user);
    if (secret) return secret;
    writeWhole(folder, [randomBytes(SECRET_LENGTH)], (temporary) => placeSecret(temporary, join(folder, SECRET)));
    return readSecret(folder, user);
  } catch {
    return null;
  }
}

/** A secret that others can read is none: whoever knows it can say "scanned, clean". */
function readSecret(folder: string, user: number | undefined): Buffer | null {
  return withFile(join(folder, SECRET), (fd, stats) =>
    isOwn(stats, user, 0o077) && stats.size === SECRET_LENGTH ? readAt(fd, 0, SECRET_LENGTH) : null,
  );
}

/** Of two first runs the first one places its secret; a link, unlike a renaming, does not replace what is there. */
function placeSecret(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch {
    // A file system without links: two first runs at the very same time may then lose what one of them wrote.
    if (!lstatSync(path, { throwIfNoEntry: false })) renameSync(temporary, path);
  }
}

/** What `use` makes of a regular file; null if it is none, may not be read, or `use` throws. Never waits or follows a link. */
export function withFile<T>(path: string, use: (fd: number, stats: Stats) => T | null): T | null {
  return withOpen(path, constants.O_NONBLOCK | constants.O_NOFOLLOW, (fd) => {
    const stats = fstatSync(fd);
    return stats.isFile() ? use(fd, stats) : null;
  });
}

function withOpen<T>(path: string, flags: number, use: (fd: number) => T): T | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | flags);
    try {
      return use(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** `length` bytes from `position` on, or fewer where the file ends before. */
export function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  let end = 0;
  while (end < length) {
    const count = readSync(fd, bytes, end, length - end, position + end);
    if (count === 0) break;
    end += count;
  }
  return bytes.subarray(0, end);
}

/**
 * Writes `parts` to a new file of mode 0600 in the folder, syncs it and lets `place` bring it to its name; what is still there
 * under its temporary name is then removed. Throws what the system says.
 */
export function writeWhole(folder: string, parts: readonly Uint8Array[], place: (temporary: string) => void): void {
  const temporary = join(folder, `tmp-${randomBytes(16).toString('hex')}`);
  const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    try {
      for (const part of parts) writeFileSync(fd, part);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    place(temporary);
  } finally {
    remove(temporary);
  }
  // The new name is on the disk when the folder is. Where that cannot be asked for, a power cut may bring back the file before.
  withOpen(folder, 0, fsyncSync);
}

/**
 * Makes room for a file `name` of `bytes`: removes temporary files that no one writes any more, and of the other entries the
 * oldest, until all of them are within `LIMITS`. What is none of ours stays.
 */
export function makeRoom(folder: string, name: string, bytes: number): void {
  const entries: { path: string; size: number; mtimeMs: number }[] = [];
  for (const other of readdirSync(folder)) {
    const path = join(folder, other);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats) continue;
    if (TEMPORARY.test(other) && Math.abs(Date.now() - stats.mtimeMs) > STALE) remove(path);
    if (ENTRY.test(other) && other !== name) entries.push({ path, size: stats.size, mtimeMs: stats.mtimeMs });
  }
  entries.sort((one, other) => other.mtimeMs - one.mtimeMs);
  let [count, total] = [1, bytes];
  for (const { path, size } of entries) {
    count += 1;
    total += size;
    if (count > LIMITS.entries || total > LIMITS.bytes) remove(path);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, which is what is wanted, or the next writer tries again.
  }
}
