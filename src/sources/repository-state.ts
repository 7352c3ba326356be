// Tells whether a repository is as it was, by names, sizes and times of its files; reads no object.
import { createHash, type Hash } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gitFiles } from '../git/git-directory.ts';
import { type Ref, type RefListing, reflogOids, shallowCommits } from '../git/ref-listing.ts';
import type { Repository } from '../git/repository.ts';
import { type ObjectStore, storeDirectories } from '../git/store.ts';
import { type StoreFile, storeFiles } from '../git/stored-ids.ts';
import { latin1 } from '../path.ts';

/** A file of a store, with a digest that is another one when the file is. */
export interface DigestedFile extends StoreFile {
  readonly digest: string;
}

/** All that objects are read from, alternates too, in order of directories and names. */
export function filesOf(repository: Repository, store: ObjectStore): readonly DigestedFile[] {
  return filesIn(repository, store).map(digested);
}

/** As `filesOf`, without digests. */
export function filesIn(repository: Repository, store: ObjectStore): readonly StoreFile[] {
  const width = repository.objectFormat === 'sha256' ? 32 : 20;
  return storeDirectories(repository, store).flatMap((directory) => [...storeFiles(directory, width)]);
}

function digested(file: StoreFile): DigestedFile {
  const paths = [...file.paths];
  // A loose object can be overwritten where it is; its folder does not show that.
  if (file.kind === 'loose')
    for (const { bytes } of file.ids())
      for (const folder of file.paths) paths.push(`${folder}${sep}${bytes.toString('hex', 1)}`);
  const hash = createHash('sha256');
  add(hash, paths);
  // As bytes: thousands of numbers take longer as texts than their files to be looked at.
  const looks = new Float64Array(4 * paths.length);
  for (const [at, path] of paths.entries()) looks.set(lookOf(path, statSync), 4 * at);
  hash.update(new Uint8Array(looks.buffer));
  return { ...file, digest: hash.digest('hex') };
}

/** A digest of what the files of refs say. */
export function saidBy({ refs, heads, stash, problems }: RefListing): string {
  const hash = createHash('sha256');
  addRefs(hash, [refs, heads, stash]);
  add(hash, problems);
  return hash.digest('hex');
}

/** A digest of all that decides what a scan gives: what refs `said`, `noted` ones and `files`; with `everything` also git's own files and indexes. */
export function stateOf(
  repository: Repository,
  said: string,
  noted: readonly Ref[],
  store: ObjectStore,
  files: readonly DigestedFile[],
  everything: boolean,
): string {
  const hash = createHash('sha256').update(said);
  addRefs(hash, [noted]);
  add(hash, [...store.unusable, ...store.outside]);
  const stores = storeDirectories(repository, store);
  add(hash, [...shallowCommits(repository), ...stores]);
  for (const { digest } of files) add(hash, [digest]);
  // Where LFS pointers lead.
  addStat(hash, join(repository.commonDir, 'lfs', 'objects'));
  if (everything) {
    for (const { path } of gitFiles(repository, stores)) addStat(hash, path);
    // Those of another git directory, to which a link leads, are not among its files.
    add(hash, reflogOids(repository));
  }
  return hash.digest('hex');
}

function addRefs(hash: Hash, lists: readonly (readonly Ref[])[]): void {
  for (const list of lists) {
    add(hash, [String(list.length)]);
    add(
      hash,
      list.flatMap(({ text, oid }) => [text, oid]),
    );
  }
}

function addStat(hash: Hash, path: string | Buffer): void {
  add(hash, [path, lookOf(path, lstatSync).join()]);
}

/**
 * Size, times and number; a file that is replaced or written to has another time of change, which only the system sets. Below zero if it cannot be
 * looked at. `look` follows links, or does not.
 */
function lookOf(path: string | Buffer, look: typeof lstatSync | typeof statSync): readonly number[] {
  try {
    const stats = look(path, { throwIfNoEntry: false });
    return stats ? [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino] : [-1, -1, -1, -1];
  } catch {
    return [-1, -1, -1, -1];
  }
}

/** Each part with its length. At once: thousands of small updates take milliseconds. A list: there can be more than arguments. */
function add(hash: Hash, parts: readonly (string | Uint8Array)[]): void {
  let all = '';
  for (const part of parts) {
    const text = typeof part === 'string' ? part : latin1(part);
    all += `${text.length}:${text}`;
  }
  hash.update(all);
}
