// Which repository is the user's own: that of the working directory. What others wrote decides nothing.
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { locateRepository, type Variables } from '../git/repository.ts';

/** The top of the working directory's repository; where there is none, the working directory. Absolute, without links. */
export function ownRoot(): string {
  const cwd = realpathSync.native(process.cwd());
  return workTreeOf(cwd, process.env) ?? cwd;
}

/**
 * Whether all of `paths` are in the working directory's repository, or in no repository as it is; `-` belongs to nobody else. `orNobodys`: what
 * is in no repository counts, too.
 */
export function areOwn(paths: readonly string[], orNobodys = false): boolean {
  const named = paths.filter((path) => path !== '-' && path !== '.');
  if (named.length === 0) return true;
  const own = workTreeOf(ownRoot(), {});
  return named.every((path) => {
    const its = workTreeOf(realFolder(resolve(path)), {});
    return its === own || (orNobodys && its === null);
  });
}

/** Of what is not there, as a glob, the folder that is. */
function realFolder(path: string): string {
  for (let folder = path; ; folder = resolve(folder, '..'))
    try {
      return realpathSync.native(folder);
    } catch {
      if (resolve(folder, '..') === folder) return folder;
    }
}

/** Null where there is none, or one that cannot be read, which is told later. */
function workTreeOf(folder: string, variables: Variables): string | null {
  try {
    return locateRepository(folder, variables)?.workTree ?? null;
  } catch {
    return null;
  }
}
