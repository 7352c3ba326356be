// How files in the user's cache folder are written whole and make room for others, and the secret that proves them.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isFolderTrusted, isOwn } from './place.ts';
import { readAt, withFile, withOpen } from './reading.ts';

/** Most files of a kind that are kept, and most bytes of all of them. */
export interface Limits {
  /** What their names look like. */
  readonly names: RegExp;
  readonly entries: number;
  readonly bytes: number;
}

/** Of what was scanned. */
export const LIMITS: Limits = { names: /^[0-9a-f]{64}$/, entries: 200, bytes: 512 * 2 ** 20 };

/** Age in milliseconds at which a temporary file has no writer any more. */
const STALE = 3_600_000;

const SECRET = 'secret';
const SECRET_LENGTH = 32;
const TEMPORARY = /^tmp-[0-9a-f]{32}$/;

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
 * Makes room for a file `name` of `bytes`: removes temporary files that no one writes any more, and of the other files of
 * its kind the oldest, until all of them are within `limits`. What is none of ours stays.
 */
export function makeRoom(folder: string, name: string, bytes: number, limits = LIMITS): void {
  const entries: { path: string; size: number; mtimeMs: number }[] = [];
  for (const other of readdirSync(folder)) {
    const path = join(folder, other);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats) continue;
    if (TEMPORARY.test(other) && Math.abs(Date.now() - stats.mtimeMs) > STALE) remove(path);
    if (limits.names.test(other) && other !== name) entries.push({ path, size: stats.size, mtimeMs: stats.mtimeMs });
  }
  entries.sort((one, other) => other.mtimeMs - one.mtimeMs);
  let [count, total] = [1, bytes];
  for (const { path, size } of entries) {
    count += 1;
    total += size;
    if (count > limits.entries || total > limits.bytes) remove(path);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, which is what is wanted, or the next writer tries again.
  }
}
