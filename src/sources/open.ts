// Opens what a hostile tree calls a file: never follows a link, never waits for a FIFO.
import { closeSync, constants, fstatSync, openSync, readlinkSync, type Stats } from 'node:fs';
import type { SkipReason } from '../types.ts';

/** What stands at a path. A `file` is open, and the taker closes it. */
export type Opened =
  | { readonly kind: 'file'; readonly fd: number; readonly stat: Stats }
  | { readonly kind: 'link'; readonly target: Buffer }
  | { readonly kind: 'folder' }
  | { readonly kind: 'problem'; readonly reason: SkipReason };

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const REASONS: Readonly<Record<string, SkipReason>> = {
  ENOENT: 'vanished',
  ENOTDIR: 'vanished',
  EACCES: 'permission',
  EPERM: 'permission',
  // A socket, or a device without a driver.
  ENXIO: 'special-file',
  ENODEV: 'special-file',
};

/** Opens the regular file at `path`, or says what stands there instead. Never throws, never blocks. */
export function openPath(path: Buffer): Opened {
  try {
    const fd = openSync(path, FLAGS);
    const stat = fstatSync(fd);
    if (stat.isFile()) return { kind: 'file', fd, stat };
    closeSync(fd);
    return stat.isDirectory() ? { kind: 'folder' } : { kind: 'problem', reason: 'special-file' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return code === 'ELOOP' || code === 'EMLINK'
      ? openLink(path)
      : { kind: 'problem', reason: REASONS[code] ?? 'read-error' };
  }
}

function openLink(path: Buffer): Opened {
  try {
    return { kind: 'link', target: readlinkSync(path, { encoding: 'buffer' }) };
  } catch {
    return { kind: 'problem', reason: 'vanished' };
  }
}

/** Whether a file is what it was when it was opened, and had the `read` bytes that were read. */
export function isUnchanged(fd: number, before: Stats, read: number): boolean {
  const now = fstatSync(fd);
  return now.size === read && now.size === before.size && now.mtimeMs === before.mtimeMs;
}
