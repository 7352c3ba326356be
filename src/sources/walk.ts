// Lists every file below a folder, by our own walk: no path is ignored, no link is followed, no name is lost.
import { type Dirent, readdirSync } from 'node:fs';

/** Something a walk met. `path` is relative to the walk's root, with `/` between names. */
export interface Met {
  readonly path: Buffer;
  readonly kind: 'entry' | 'git-directory' | 'unreadable';
}

const SLASH = Buffer.from('/');
const DOT_GIT = Buffer.from('.git');

/**
 * Yields every entry below `root` that is no folder, lazily, folder by folder in byte order. Folders named `.git` are named, not entered;
 * folders that cannot be listed are named.
 */
export function* walk(root: Buffer): Generator<Met> {
  const pending: Buffer[] = [Buffer.alloc(0)];
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    const entries = list(folder.length === 0 ? root : Buffer.concat([root, SLASH, folder]));
    if (!entries) {
      yield { path: folder, kind: 'unreadable' };
      continue;
    }
    const folders: Buffer[] = [];
    for (const entry of entries) {
      const path = folder.length === 0 ? entry.name : Buffer.concat([folder, SLASH, entry.name]);
      if (!entry.isDirectory()) yield { path, kind: 'entry' };
      else if (entry.name.equals(DOT_GIT)) yield { path, kind: 'git-directory' };
      else folders.push(path);
    }
    for (let at = folders.length - 1; at >= 0; at--) pending.push(folders[at] as Buffer);
  }
}

function list(folder: Buffer): Dirent<Buffer>[] | null {
  try {
    const entries = readdirSync(folder, { encoding: 'buffer', withFileTypes: true }) as unknown as Dirent<Buffer>[];
    return entries.sort((a, b) => Buffer.compare(a.name, b.name));
  } catch {
    return null;
  }
}
