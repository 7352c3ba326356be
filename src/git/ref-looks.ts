// What the files of refs look like: by it the system tells, without another reading, whether what they say could have changed.
import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../path.ts';
import { listNames, pathOf } from './files.ts';
import { placesOf } from './reflog.ts';
import type { Repository } from './repository.ts';

/** Milliseconds of the coarsest clock of a file system, FAT's, and half as much again. */
const COARSE = 3000;
/** Files and folders; of more, refs are read each time. */
const MOST = 50_000;

export interface RefLooks {
  /** Of the names of all files and folders that say what refs are, their sizes, times and numbers. */
  readonly digest: string;
  /** Whether none changed so lately that it could once more at the same time. */
  readonly isSettled: boolean;
}

/** Looks at all that says what refs are; `now` in milliseconds. Null where a change could go unseen: behind a link, and in tables that git alone reads. */
export function lookAtRefs(repository: Repository, now = Date.now()): RefLooks | null {
  if (!repository.refFiles) return null;
  const hash = createHash('sha256').update(`${repository.objectFormat}\n`);
  const pending = [...topsOf(repository)];
  let [count, last] = [0, 0];
  try {
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (++count > MOST) return null;
      const stats = lstatSync(pathOf(path), { throwIfNoEntry: false });
      // The time of change is set by the system alone; a file that is moved to the place of another has another number.
      const { size, mtimeMs, ctimeMs, ino } = stats ?? { size: -1, mtimeMs: 0, ctimeMs: 0, ino: -1 };
      hash.update(`${path}\0${size} ${mtimeMs} ${ctimeMs} ${ino}\n`);
      last = Math.max(last, mtimeMs, ctimeMs);
      const names = stats?.isDirectory() ? listNames(pathOf(path)) : [];
      if (!names || (stats && !stats.isDirectory() && !stats.isFile())) return null;
      for (const { name } of names.toSorted((a, b) => (a.name < b.name ? -1 : 1))) pending.push(`${path}/${name}`);
    }
  } catch {
    return null;
  }
  return { digest: hash.digest('hex'), isSettled: last < now - COARSE };
}

/** Where refs begin, here and in the other work trees. What is not there counts too: it may come. */
function topsOf(repository: Repository): readonly string[] {
  const { commonDir } = repository;
  const own = placesOf(repository).flatMap(({ folder }) => ['HEAD', 'refs'].map((name) => `${latin1(folder)}/${name}`));
  return [...own, ...['packed-refs', 'logs/refs/stash'].map((name) => latin1(Buffer.from(join(commonDir, name))))];
}
