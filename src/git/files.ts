// Reads git's own small files without trusting them: regular files only, bounded, never blocking.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const LIMIT = 64 << 20;

/**
 * The bytes of a regular file; null if there is none, or what stands there is something else (a FIFO, a device, a directory),
 * cannot be read, or is over `limit` bytes. Follows symbolic links, as git does.
 */
export function readGitFile(path: string | Buffer, limit = LIMIT): Buffer | null {
  let fd: number;
  try {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > limit) return null;
    const bytes = Buffer.allocUnsafe(stat.size);
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(fd, bytes, filled, bytes.length - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

/** As `readGitFile`, as text without the end of its last line; a character for each byte where `encoding` is latin1. */
export function readGitLine(path: string | Buffer, encoding: 'utf8' | 'latin1' = 'utf8'): string | null {
  return (
    readGitFile(path, 1 << 16)
      ?.toString(encoding)
      .replace(/\r?\n$/, '') ?? null
  );
}
