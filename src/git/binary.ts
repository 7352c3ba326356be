// Finds the git program, once, where the scanned repository cannot put one.
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';

/** There, programs end in `.exe`, and processes come in no groups. */
export const WINDOWS = sep === '\\';

/**
 * The absolute path of git. Looks through `searchPath` (PATH), leaving out relative entries, those of npm (husky and `npm run` put
 * `node_modules/.bin` there) and those inside `folders`: a program that came with the scanned files must not run.
 */
export function findGit(searchPath: string | undefined, folders: readonly string[]): string {
  for (const entry of (searchPath ?? '').split(delimiter)) {
    if (!isAbsolute(entry) || entry.split(sep).includes('node_modules')) continue;
    const path = join(entry, WINDOWS ? 'git.exe' : 'git');
    if (
      isProgram(path) &&
      ![path, realpathSync.native(path)].some((one) => folders.some((folder) => isInside(one, folder)))
    )
      return path;
  }
  throw new HfleaksError(
    'git-missing',
    'git was not found on PATH.',
    'Install git, or scan files with "hfleaks scan --no-ignore".',
  );
}

/** `searchPath` without what lies in any of `folders`: for a repository inside another one that is scanned. */
export function searchPathOutside(searchPath: string | undefined, folders: readonly string[]): string {
  const isOutside = (entry: string): boolean => {
    const real = isAbsolute(entry) ? realFolder(entry) : null;
    return real !== null && !folders.some((folder) => isInside(entry, folder) || isInside(real, folder));
  };
  return (searchPath ?? '').split(delimiter).filter(isOutside).join(delimiter);
}

function realFolder(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
