// How files in the user's cache folder are read: without waiting, and without following links.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** What `use` makes of a regular file; null if it is none, may not be read, or `use` throws. Never waits or follows a link. */
export function withFile<T>(path: string, use: (fd: number, stats: Stats) => T | null): T | null {
  return withOpen(path, constants.O_NONBLOCK | constants.O_NOFOLLOW, (fd) => {
    const stats = fstatSync(fd);
    return stats.isFile() ? use(fd, stats) : null;
  });
}

/** What `use` makes of a file or folder that is opened for reading; null if that fails, or `use` throws. */
export function withOpen<T>(path: string, flags: number, use: (fd: number) => T): T | null {
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
