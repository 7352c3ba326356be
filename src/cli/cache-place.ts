// Where something may be remembered: in the user's cache folder, unless it lies in what is scanned.
import { realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { cacheFolder } from '../cache/place.ts';
import { foldersOf, type Repository } from '../git/repository.ts';

/** The user's cache folder. Null where there is none, and inside of `repository`, which could bring a cache along. */
export function cacheOutside(repository: Repository | null): string | null {
  const folder = cacheFolder(process.env, process.platform);
  if (!folder || !repository) return folder;
  const real = realFolder(folder);
  const isWithin = (own: string): boolean => real === own || real.startsWith(own + sep);
  return foldersOf(repository).some((own) => isWithin(realFolder(own))) ? null : folder;
}

/** Without links, as far as it is there. */
function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(realFolder(dirname(path)), basename(path));
  }
}
