// Where the indexes of all work trees have blobs that no commit has.
import { statSync } from 'node:fs';
import { indexFiles } from './git-directory.ts';
import { indexEntries } from './index-listing.ts';
import { tolerantly } from './object-listing.ts';
import type { Git } from './runner.ts';

/** The first path at which an index has each of the blobs, by their ids. What cannot be read is left out. */
export async function pathsInIndexes(git: Git, blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  if (blobs.size === 0) return found;
  for (const file of indexFiles(git.repository).filter(isRegular))
    await tolerantly(async () => {
      for await (const { path, oid } of indexEntries(git, 'all', file))
        if (blobs.has(oid) && !found.has(oid)) found.set(oid, Buffer.from(path));
    });
  return found;
}

/** Whether git can read an index there, without waiting for somebody to write it. */
export function isRegular(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
