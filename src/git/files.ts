// Reads git's own small files without trusting them: regular files only, bounded, never blocking.
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';

const LIMIT = 64 << 20;
const PIECE = 1 << 16;
const SLASH = Buffer.from('/');

/**
 * The bytes of a regular file; null if there is none, or what stands there is something else (a FIFO, a device, a directory),
 * cannot be read, or is over `limit` bytes; of a longer one than `most` bytes its beginning. Follows symbolic links, as git does.
 */
export function readGitFile(path: string | Buffer, limit = LIMIT, most = limit): Buffer | null {
  return withFile(path, limit, (fd, size) => {
    const bytes = Buffer.allocUnsafe(Math.min(size, most));
    return bytes.subarray(0, readInto(fd, bytes, bytes.length));
  });
}

/** Reads so many bytes, fewer where the file ends before, and gives how many there were. */
function readInto(fd: number, bytes: Buffer, size: number): number {
  let filled = 0;
  while (filled < size) {
    const read = readSync(fd, bytes, filled, size - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

/** Most lines fit into it; there are thousands of files of one. */
const LINE = Buffer.allocUnsafeSlow(1 << 12);

/** As `readGitFile`, as text without the line ends that it ends in; a character for each byte where `encoding` is latin1. */
export function readGitLine(path: string | Buffer, encoding: 'utf8' | 'latin1' = 'utf8'): string | null {
  return withFile(path, 1 << 16, (fd, size) => {
    const bytes = size <= LINE.length ? LINE : Buffer.allocUnsafe(size);
    let end = readInto(fd, bytes, size);
    while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
    return bytes.toString(encoding, 0, end);
  });
}

/**
 * Calls `each` with every line of a file, without its end, a character for each byte; of a line of more than 64 KiB perhaps not all. Ends
 * early, and well, where `each` gives false. False if the file cannot be read to its end, for the reasons of `readGitFile`.
 */
export function eachGitLine(path: string | Buffer, limit: number, each: (line: string) => boolean): boolean {
  return withFile(path, limit, (fd) => eachLine(fd, limit, each)) ?? false;
}

function eachLine(fd: number, limit: number, each: (line: string) => boolean): boolean {
  const piece = Buffer.allocUnsafe(PIECE);
  let rest = '';
  let at = 0;
  for (let read = readSync(fd, piece, 0, PIECE, at); read > 0; read = readSync(fd, piece, 0, PIECE, at)) {
    at += read;
    // A file that grows must not be read for ever.
    if (at > limit) return false;
    const lines = piece.toString('latin1', 0, read).split('\n');
    const last = lines.pop() as string;
    for (const line of lines) {
      if (!each(rest + line)) return true;
      rest = '';
    }
    if (rest.length < PIECE) rest += last;
  }
  if (rest !== '') each(rest);
  return true;
}

function withFile<T>(path: string | Buffer, limit: number, use: (fd: number, size: number) => T): T | null {
  let fd: number;
  try {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= limit ? use(fd, stat.size) : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

/** What is in a folder, in byte order; null if it cannot be listed. */
export function listFolder(path: string | Buffer): readonly Dirent<Buffer>[] | null {
  try {
    const entries = readdirSync(path, { encoding: 'buffer', withFileTypes: true }) as unknown as Dirent<Buffer>[];
    return entries.sort((a, b) => Buffer.compare(a.name, b.name));
  } catch {
    return null;
  }
}

/** An entry of a folder; its name has a character for each byte. */
export type NamedEntry = Pick<Dirent, 'name' | 'isDirectory' | 'isSymbolicLink'>;

/** As `listFolder`, of thousands of folders: most names are never bytes. */
export function listNames(path: string | Buffer): readonly NamedEntry[] | null {
  try {
    const entries = readdirSync(path, { encoding: 'latin1', withFileTypes: true });
    return entries.length > 1 ? entries.sort((a, b) => (a.name < b.name ? -1 : 1)) : entries;
  } catch {
    // Where the system does not say what an entry is, Node asks for it by a name in UTF-8.
    return listFolder(path)?.map((entry) => Object.assign(entry, { name: entry.name.toString('latin1') })) ?? null;
  }
}

const BEYOND_ASCII = /[^\0-\x7f]/;

/** A path, of a character for each byte, as the system takes it: a text where that is the same. */
export function pathOf(text: string): string | Buffer {
  return BEYOND_ASCII.test(text) ? Buffer.from(text, 'latin1') : text;
}

/** `folder` and `name` with a `/` between them; `name` alone if `folder` is empty. A string is one byte a character. */
export function pathBelow(folder: Buffer, name: Buffer | string): Buffer {
  const bytes = typeof name === 'string' ? Buffer.from(name, 'latin1') : name;
  return folder.length === 0 ? bytes : Buffer.concat([folder, SLASH, bytes]);
}

/** What stands at a path, links not followed; null for nothing. What cannot be told is `other`. */
export function kindOf(path: Buffer): 'folder' | 'link' | 'other' | null {
  try {
    const stat = lstatSync(path);
    return stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'other';
  }
}

/** Whether there is nothing at a path, links followed; false for what cannot be told. */
export function isMissing(path: Buffer): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** The path without links, a character for each byte; as it was if it leads nowhere. */
export function realName(path: Buffer): string {
  try {
    return realpathSync.native(path, 'latin1');
  } catch {
    return path.toString('latin1');
  }
}

/** What the system says of a process, `''` where it does not; files of /proc have no size. Format: proc(5), `/proc/pid/status`. */
export function processStatus(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}
