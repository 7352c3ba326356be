// Works out what the next commit would add: which blobs of the index are to be read, and what they replace.
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import {
  type Change,
  EMPTY_BLOB,
  GITLINK,
  type IndexEntry,
  indexEntries,
  stagedChanges,
  unfinished,
} from '../git/index-listing.ts';
import { headCommit, mergeHeads } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import type { Git } from '../git/runner.ts';
import { displayPath } from '../path.ts';
import { sideId } from './old-sides.ts';

/** One blob to read, and the blobs it replaces. */
export interface Item {
  readonly path: Buffer;
  readonly mode: string;
  readonly oid: string;
  readonly stage: IndexEntry['stage'];
  /** Ids of the old sides of this path. */
  readonly old: readonly string[];
  /** Whether the commit adds the path itself. */
  readonly isNewName: boolean;
}

/** Everything to read, and the old sides that count for all of it: what the commit deletes. */
export interface Work {
  readonly items: readonly Item[];
  readonly deleted: readonly string[];
  readonly versions: Versions;
}

/** The ids of all files that the commit changes, and of those that were named, by path: as they will be, and in each parent. */
export interface Versions {
  readonly now: ReadonlyMap<string, string>;
  readonly before: readonly ReadonlyMap<string, string>[];
  /** Paths that are looked at, and those of them that do not change. */
  readonly named: ReadonlySet<string>;
  readonly kept: ReadonlySet<string>;
}

/** To which paths the work is limited, and where they begin. */
export interface Limits {
  readonly repository: Repository;
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly merging: readonly string[];
}

/**
 * The index against HEAD, in index order. In a merge every parent is an old side. Throws `path-not-in-index` for a path that git
 * does not know, and what git's listings throw.
 */
export async function workOf(git: Git, { repository, cwd, paths, merging }: Limits): Promise<Work> {
  const told = headCommit(git);
  // Nothing is awaited before git runs: what the caller does next happens meanwhile.
  const head = told instanceof Promise ? await told : told;
  // A missing index looks like a commit that deletes everything.
  if (head && repository.isIndexNamed && !existsSync(repository.indexFile))
    throw new HfleaksError('git-failed', 'There is no index where GIT_INDEX_FILE says.', 'Unset GIT_INDEX_FILE.');
  const changes = await collect(stagedChanges(git, head));
  if (changes.length === 0 && !(await isAsCommitted(git, head))) throw unfinished('diff-index');
  const parents = await Promise.all(
    [...new Set([...mergeHeads(repository), ...merging])].map(async (parent) =>
      byPath(await collect(stagedChanges(git, parent))),
    ),
  );
  const deleted = changes.flatMap(({ oid, oldOid, path, unmerged }) =>
    oid || unmerged || !oldOid ? [] : [sideId(path, oldOid)],
  );
  const itemOf = ({ path, mode, oid, stage }: IndexEntry, own: readonly (string | null)[]): Item => {
    const merged = parents.map((parent) => (parent.has(key(path)) ? (parent.get(key(path)) as Change).oldOid : oid));
    const old = [...own, ...merged].flatMap((side) => (side ? [sideId(path, side)] : []));
    return { path, mode, oid, stage, old, isNewName: old.length === 0 };
  };
  const items = changes.flatMap(({ path, mode, oid, oldOid, unmerged }) =>
    oid && !unmerged ? [itemOf({ path, mode, oid, stage: 0 }, [oldOid])] : [],
  );
  if (changes.some(({ unmerged }) => unmerged)) for (const item of await unmergedItems(git, itemOf)) items.push(item);
  const wanted = paths.length === 0 ? items : await limited(git, items, changes, wantedPaths(repository, cwd, paths));
  return { items: wanted, deleted, versions: versionsOf([byPath(changes), ...parents], wanted) };
}

/** An index without changes is rare, and what a git says that failed without a word. Whether all files of the index are those of the commit. */
async function isAsCommitted(git: Git, head: string | null): Promise<boolean> {
  const entries = await collect(indexEntries(git, 'all'));
  const files = entries.filter(({ mode, oid }) => mode !== GITLINK && oid !== EMPTY_BLOB[git.repository.objectFormat]);
  const { blobsAt } = await import('../git/paths.ts');
  let isRead = true;
  const paths = files.map(({ path }) => path);
  const committed = await blobsAt(git, head, paths, () => {
    isRead = false;
  });
  return !isRead || files.every(({ path, oid }) => committed.get(key(path)) === oid);
}

/** `sides`: how the index differs from each parent. */
function versionsOf(sides: readonly ReadonlyMap<string, Change>[], items: readonly Item[]): Versions {
  const now = new Map<string, string>();
  for (const side of sides) for (const [path, { oid }] of side) if (oid) now.set(path, oid);
  const kept = new Set<string>();
  for (const { path, oid } of items) {
    if (!sides.some((side) => side.has(key(path)))) kept.add(key(path));
    now.set(key(path), oid);
  }
  const paths = new Set([...now.keys(), ...sides.flatMap((side) => [...side.keys()])]);
  const before = sides.map((side) => {
    const ids = new Map<string, string>();
    for (const path of paths) {
      const change = side.get(path);
      const oid = change ? change.oldOid : now.get(path);
      if (oid) ids.set(path, oid);
    }
    return ids;
  });
  return { now, before, named: new Set(items.map(({ path }) => key(path))), kept };
}

/** Stage 2 is HEAD's version of a path in conflict, so it is the old side of the others. */
async function unmergedItems(git: Git, itemOf: (entry: IndexEntry, own: readonly string[]) => Item): Promise<Item[]> {
  const entries = await collect(indexEntries(git, 'unmerged'));
  const ours = new Map(entries.flatMap((entry) => (entry.stage === 2 ? [[key(entry.path), entry.oid] as const] : [])));
  return entries.map((entry) =>
    itemOf(
      entry,
      [ours.get(key(entry.path))].filter((oid) => oid !== undefined),
    ),
  );
}

/** The items below the wanted paths, and the entries there that the commit does not change. */
async function limited(
  git: Git,
  items: readonly Item[],
  changes: readonly Change[],
  wanted: ReadonlySet<string>,
): Promise<Item[]> {
  const known = new Set<string>();
  const isWanted = (path: Buffer): boolean => {
    const found = ancestors(path.toString('utf8')).filter((one) => wanted.has(one));
    for (const one of found) known.add(one);
    return found.length > 0;
  };
  const changed = byPath(changes);
  const kept = items.filter(({ path }) => isWanted(path));
  for (const { path } of changes) isWanted(path);
  for await (const entry of indexEntries(git, 'all'))
    if (isWanted(entry.path) && !changed.has(key(entry.path)))
      kept.push({ ...entry, path: Buffer.from(entry.path), old: [], isNewName: false });
  for (const path of wanted)
    if (!known.has(path) && path !== '')
      throw new HfleaksError(
        'path-not-in-index',
        `git's index has nothing at ${displayPath(Buffer.from(path))}.`,
        'Add it with "git add", or scan the file on the disk with "hfleaks scan".',
      );
  return kept;
}

/** Paths relative to the top folder, `/` between names, as git spells them; `''` is everything. */
function wantedPaths({ workTree }: Repository, cwd: string, paths: readonly string[]): Set<string> {
  return new Set(
    paths.map((path) => {
      const full = resolve(cwd, path);
      const inside = relative(workTree, full);
      return (inside.startsWith('..') ? relative(workTree, resolve(realFolder(dirname(full)), basename(full))) : inside)
        .split(sep)
        .join('/');
    }),
  );
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** `a/b/c` gives `''`, `a`, `a/b`, `a/b/c`. */
function ancestors(path: string): string[] {
  const names = path.split('/');
  return ['', ...names.map((_, index) => names.slice(0, index + 1).join('/'))];
}

function byPath(changes: readonly Change[]): Map<string, Change> {
  return new Map(changes.map((change) => [key(change.path), change]));
}

/** Two paths are the same if their bytes are. */
function key(path: Buffer): string {
  return path.toString('latin1');
}

async function collect<T>(things: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const thing of things) all.push(thing);
  return all;
}
