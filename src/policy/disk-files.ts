// The files of a policy as they lie on the disk: plain ones, below the root, and nothing that waits or leads away.
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { CONFIG_FILES } from './gate.ts';
import { type ReadPolicyFile, refusePolicyFile } from './policy.ts';

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
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
    if (stat.isFile()) return readFileSync(fd);
    return isOurs ? refusePolicyFile(path, stat.isDirectory() ? 'folder' : 'special') : null;
  } finally {
    closeSync(fd);
  }
}
