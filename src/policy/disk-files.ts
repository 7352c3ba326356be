// The files of a policy as they lie on the disk: plain ones, below the root, and nothing that waits or leads away.
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { CONFIG_FILES } from './gate.ts';
import { type ReadPolicyFile, refusePolicyFile } from './policy.ts';

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** What no part of a policy is larger than. */
const LIMIT = 16 << 20;
const PIECE = 1 << 16;
const NOTHING: readonly string[] = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

/** Reads below `root`, absolute; what folders that are links lead to elsewhere is refused. */
export function diskFiles(root: string): ReadPolicyFile {
  return (path) => {
    const full = resolve(root, path);
    const bytes = readPlain(full, path);
    const top = realpathSync(root);
    if (bytes && !`${realpathSync(dirname(full))}${sep}`.startsWith(top.endsWith(sep) ? top : top + sep))
      refusePolicyFile(path, 'outside');
    return bytes;
  };
}

/** Reads what was named, from anywhere; a relative path begins at `root`. */
export function namedFiles(root: string): ReadPolicyFile {
  return (path) => readPlain(resolve(root, path), path);
}

function readPlain(full: string, path: string): Uint8Array | null {
  // A link or a folder of that name is nobody's policy.
  const isOurs = basename(full) !== CONFIG_FILES[3];
  let fd: number;
  try {
    fd = openSync(full, FLAGS);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (NOTHING.includes(code) || !isOurs) return null;
    return refusePolicyFile(path, code === 'ELOOP' || code === 'EMLINK' ? 'link' : 'locked');
  }
  try {
    const stat = fstatSync(fd);
    const content = stat.isDirectory() ? 'folder' : stat.isFile() ? readAll(fd) : 'special';
    if (typeof content !== 'string') return content;
    return isOurs ? refusePolicyFile(path, content) : null;
  } finally {
    closeSync(fd);
  }
}

/** All of a file, whatever size it says it has. */
function readAll(fd: number): Uint8Array | 'locked' | 'large' {
  const pieces: Buffer[] = [];
  try {
    for (let length = 0; length <= LIMIT; ) {
      const piece = Buffer.allocUnsafe(PIECE);
      const read = readSync(fd, piece, 0, PIECE, null);
      if (read === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, read));
      length += read;
    }
    return 'large';
  } catch {
    return 'locked';
  }
}
