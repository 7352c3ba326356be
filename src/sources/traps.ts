// Finds what makes git wait for ever while it lists a work tree: a `.gitignore`, or the HEAD of a repository inside, that is a FIFO or a device.
import { lstatSync } from 'node:fs';
import { HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';
import { walk } from './walk.ts';

/** Milliseconds without a first name after which something may be wrong; a large tree on a slow disk takes as long. */
const SUSPICIOUS = 3000;
/** How many entries are looked at. */
const LIMIT = 200_000;
const NAME = Buffer.from('.gitignore');
const HEAD = Buffer.from('/HEAD');

/** Gives the names of a listing. If the first is long in coming, looks for a trap below `folder` and throws `git-failed` if there is one. */
export async function* unlessTrapped<T>(names: AsyncIterable<T>, folder: string): AsyncGenerator<T> {
  const iterator = names[Symbol.asyncIterator]();
  const first = iterator.next();
  let timer: NodeJS.Timeout | undefined;
  const trap = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const found = findTrap(folder);
      if (found) reject(trapError(found));
    }, SUSPICIOUS);
  });
  try {
    for (
      let next = await Promise.race([first, trap]).finally(() => clearTimeout(timer));
      !next.done;
      next = await iterator.next()
    )
      yield next.value;
  } catch (error) {
    // Nobody waits for the listing any more; the caller stops git.
    first.catch(() => undefined);
    throw error;
  }
}

function findTrap(folder: string): Buffer | null {
  let left = LIMIT;
  for (const { path, kind } of walk(Buffer.from(folder))) {
    if (left-- === 0) return null;
    // git reads the one in every folder, and the other in every repository inside.
    const read = kind === 'git-directory' ? Buffer.concat([path, HEAD]) : path;
    if ((kind === 'git-directory' || path.subarray(-NAME.length).equals(NAME)) && isTrap(folder, read)) return read;
  }
  return null;
}

function isTrap(folder: string, path: Buffer): boolean {
  try {
    const stat = lstatSync(Buffer.concat([Buffer.from(`${folder}/`), path]));
    return !stat.isFile() && !stat.isDirectory() && !stat.isSymbolicLink();
  } catch {
    return false;
  }
}

function trapError(path: Buffer): HfleaksError {
  return new HfleaksError(
    'git-failed',
    `git waits for ever at ${displayPath(path)}, which is no file.`,
    'Remove it, or scan without asking git what is ignored: hfleaks scan --no-ignore',
  );
}
