// Writes a report to a file, whole or not at all.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fullDisk, HfleaksError } from '../errors.ts';
import { escapeText } from '../path.ts';

/** What went wrong, in our words, and what to do about it. Texts of the system are not passed on. */
const REASONS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  EACCES: ['permission was denied', 'Choose a file in a directory that you may write to.'],
  EPERM: ['permission was denied', 'Choose a file in a directory that you may write to.'],
  EROFS: ['the file system is read-only', 'Choose a file in a directory that you may write to.'],
  ENOENT: ['its directory does not exist', 'Create the directory first.'],
  ENOTDIR: ['a part of its path is no directory', 'Check the path.'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter name.'],
  EFBIG: ['the file would be larger than is allowed here', 'Raise the limit (ulimit -f) or choose another place.'],
};

/**
 * Writes `text`, whole or in parts, to `path` so that a reader sees the old file or the whole new one: into a new file beside it (with the mode of
 * the old one, else 0644), synced, then renamed. A device that is no storage (`/dev/null`), and a pipe that a shell names (`/dev/fd/63`), are
 * written to as they are. All else that exists and is no regular file is refused; a symlink, too, since it could come with what is scanned and lead
 * anywhere. `what` is how messages call it. Throws HfleaksError `write-failed`; then nothing of ours is left behind.
 */
export function writeReport(path: string, text: string | Uint8Array | Iterable<string>, what = 'The report'): void {
  const parts = typeof text === 'string' || text instanceof Uint8Array ? [text] : text;
  const temporary = join(dirname(path), `.hfleaks-${randomBytes(8).toString('hex')}.tmp`);
  let created = false;
  try {
    const old = lstatSync(path, { throwIfNoEntry: false });
    if (isChannel(path)) return writeTo(openSync(path, constants.O_WRONLY), parts);
    if (old?.isSymbolicLink()) throw failure(what, path, 'it is a symbolic link', 'Name the file that it leads to.');
    if (old && !old.isFile()) throw failure(what, path, 'it exists and is not a regular file', 'Choose another file.');
    const fd = openSync(
      temporary,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
      old ? old.mode & 0o777 : 0o644,
    );
    created = true;
    writeTo(fd, parts, fsyncSync);
    renameSync(temporary, path);
  } catch (error) {
    if (created) remove(temporary);
    if (error instanceof HfleaksError) throw error;
    const [message, hint] = fullDisk(error) ??
      REASONS[codeOf(error)] ?? ['the system refused', 'Check the path, or choose another file.'];
    throw failure(what, path, message, hint);
  }
}

/** Whether bytes go through what is there, and are not kept: `/dev/null`, or a pipe that is open, `/dev/fd/63`; another may have no reader. */
function isChannel(path: string): boolean {
  const isOpen = /^\/dev\/(?:fd\/)?[^/]+$/.test(resolve(path));
  const stat = (isOpen ? statSync : lstatSync)(path, { throwIfNoEntry: false });
  return stat !== undefined && (stat.isCharacterDevice() || (isOpen && stat.isFIFO()));
}

function writeTo(fd: number, parts: Iterable<string | Uint8Array>, finish?: (fd: number) => void): void {
  try {
    for (const part of parts) writeFileSync(fd, part);
    finish?.(fd);
  } finally {
    closeSync(fd);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The first failure is the one to tell.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function failure(what: string, path: string, message: string, hint: string): HfleaksError {
  return new HfleaksError('write-failed', `${what} could not be written to ${escapeText(path)}: ${message}.`, hint);
}
