// The user's cache folder: where it is, and whether it can be trusted.
import { lstatSync, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';

/**
 * Where the cache belongs: `$XDG_CACHE_HOME/hfleaks`, else `%LOCALAPPDATA%\hfleaks` on Windows, `~/Library/Caches/hfleaks`
 * on macOS, `~/.cache/hfleaks` elsewhere. `platform` as Node names it. Null where no variable names it by an absolute path: a
 * relative one would lie in what is scanned, and the XDG Base Directory Specification ignores it too.
 */
export function cacheFolder(variables: Readonly<Record<string, string | undefined>>, platform: string): string | null {
  const path = platform === 'win32' ? win32 : posix;
  const { XDG_CACHE_HOME: cache = '', LOCALAPPDATA: local = '', HOME: home = '' } = variables;
  if (path.isAbsolute(cache)) return path.join(cache, 'hfleaks');
  if (platform === 'win32') return path.isAbsolute(local) ? path.join(local, 'hfleaks') : null;
  if (!path.isAbsolute(home)) return null;
  return platform === 'darwin' ? path.join(home, 'Library', 'Caches', 'hfleaks') : path.join(home, '.cache', 'hfleaks');
}

/** Makes the folder where it is missing; whether it is the user's alone. Throws what the system says. */
export function isFolderTrusted(folder: string, user: number | undefined): boolean {
  if (!lstatSync(folder, { throwIfNoEntry: false })) {
    // As root in another user's home (sudo), a folder of root's would keep that user from having a cache.
    if (user !== undefined && ![user, 0].includes(ownerAbove(folder))) return false;
    // A home that is not there is not made.
    if (!statSync(dirname(dirname(folder)), { throwIfNoEntry: false })?.isDirectory()) return false;
    for (const path of [dirname(folder), folder]) makeFolder(path);
  }
  const [entry, target] = [lstatSync(folder), statSync(folder)];
  return target.isDirectory() && isOwn(entry, user) && isOwn(target, user, 0o022);
}

/** Node's own way to make folders within folders never ends where a system says that the outer one is not there, as in /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Of two first runs the other one made it.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Who owns the innermost folder above `path` that exists. */
function ownerAbove(path: string): number {
  const above = dirname(path);
  return statSync(above, { throwIfNoEntry: false })?.uid ?? ownerAbove(above);
}

/** Whether the user owns it and none of the bits of `forbidden` is set in its mode. */
export function isOwn({ uid, mode }: Stats, user: number | undefined, forbidden = 0): boolean {
  return user === undefined || (uid === user && (mode & forbidden) === 0);
}
