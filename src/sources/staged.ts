// What a commit would add: blobs of the index that differ from HEAD, never the files on the disk.
import { realpathSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { type Change, EMPTY_BLOB, type IndexEntry, indexEntries, stagedChanges } from '../git/index-listing.ts';
import { type GitObject, proveReader, readObjects, startReader } from '../git/objects.ts';
import { headCommit, mergeHeads } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { Git, type GitProcess } from '../git/runner.ts';
import { RunLedger } from '../ledger.ts';
import { displayPath } from '../path.ts';
import type { Candidate, ContentKind, GitEnvironment, Ledger, OldSides, Sieve, Source } from '../types.ts';
import { kindOf, offer, streamSegments, wholeLimit } from './content.ts';
import { FileScanner, type Origin } from './file.ts';
import { lfsObjectPath, lfsOid } from './lfs.ts';
import { openPath } from './open.ts';
import { Pauses } from './pauses.ts';

export interface StagedOptions {
  readonly repository: Repository;
  readonly git: GitEnvironment;
  /** Where `paths` begin; absolute. */
  readonly cwd: string;
  /**
   * Files or folders to which the scan is limited; none: all. A path that the commit does not change is scanned as it stands in the
   * index, and then nothing in it counts as already committed: that is how hook managers ask for "all files".
   */
  readonly paths: readonly string[];
}

/**
 * The index against HEAD (or nothing, before the first commit), in index order. In a merge every parent is an old side. Throws
 * `path-not-in-index` for a path that git does not know, and what git's listings throw.
 */
export function stagedSource(options: StagedOptions): Source {
  return {
    mode: 'staged',
    target: 'index',
    async *candidates(sieve, ledger, signal) {
      const git = new Git(options.repository, options.git);
      try {
        // Both processes start at once: the one that lists, and the one that will read what is listed.
        const reader = startReader(git);
        yield* new StagedScan(git, sieve, ledger, new Pauses(signal)).run(await workOf(git, options), reader);
      } finally {
        git.close();
      }
    },
  };
}

// ---------------------------------------------------------------- what is to be read

/** One blob to read, and the blobs it replaces. */
interface Item {
  readonly path: Buffer;
  readonly mode: string;
  readonly oid: string;
  readonly stage: IndexEntry['stage'];
  /** Ids of the old sides of this path. */
  readonly old: readonly string[];
  /** Whether the commit adds the path itself. */
  readonly isNewName: boolean;
}

const LINK = '120000';
const GITLINK = '160000';

/** Everything to read, and the old sides that count for all of it: what the commit deletes. */
interface Work {
  readonly items: readonly Item[];
  readonly deleted: readonly string[];
}

async function workOf(git: Git, { repository, cwd, paths }: StagedOptions): Promise<Work> {
  const changes = await collect(stagedChanges(git, await headCommit(git)));
  const parents = await Promise.all(
    mergeHeads(repository).map(async (parent) => byPath(await collect(stagedChanges(git, parent)))),
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
  if (changes.some(({ unmerged }) => unmerged)) items.push(...(await unmergedItems(git, itemOf)));
  const wanted = paths.length === 0 ? items : await limited(git, items, changes, wantedPaths(repository, cwd, paths));
  return { items: wanted, deleted };
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

// ---------------------------------------------------------------- reading it

/** An old side's name: its object, and how it is read: `notebook:<oid>`. */
function sideId(path: Buffer, oid: string): string {
  return `${kindOf(path)}:${oid}`;
}

class StagedScan {
  readonly #git: Git;
  readonly #sieve: Sieve;
  readonly #ledger: Ledger;
  readonly #pauses: Pauses;
  readonly #scanner: FileScanner;

  constructor(git: Git, sieve: Sieve, ledger: Ledger, pauses: Pauses) {
    this.#git = git;
    this.#sieve = sieve;
    this.#ledger = ledger;
    this.#pauses = pauses;
    this.#scanner = new FileScanner(sieve, ledger, pauses);
  }

  async *run({ items, deleted }: Work, reader: GitProcess): AsyncGenerator<Candidate> {
    this.#ledger.list(items.length);
    const blobs: Item[] = [];
    for (const item of items) {
      yield* this.#inName(item);
      if (item.mode === GITLINK) this.#ledger.skipped('submodule', 0, item.path);
      else if (item.oid === EMPTY_BLOB[this.#git.repository.objectFormat]) this.#ledger.scanned(0);
      else blobs.push(item);
    }
    if (blobs.length === 0) await proveReader(this.#git, reader);
    const kinds = blobs.map(({ path, mode }): ContentKind => (mode === LINK ? 'text' : kindOf(path)));
    const oids = blobs.map(({ oid }) => oid);
    let at = 0;
    const limit = (index: number): number => wholeLimit(kinds[index] as ContentKind);
    for await (const object of readObjects(this.#git, oids, limit, reader)) {
      const { path, stage, old } = blobs[at] as Item;
      const kind = kinds[at++] as ContentKind;
      const origin: Origin = {
        name: path,
        kind,
        places: [{ kind: 'staged', path, stage }],
        before: this.#oldSides(old, deleted),
      };
      yield* this.#object(object, origin);
    }
  }

  async *#object(object: GitObject, origin: Origin): AsyncGenerator<Candidate> {
    if (object.kind === 'problem') return this.#ledger.skipped(object.problem, 0, origin.name);
    if (object.kind === 'stream') return yield* this.#stream(object, origin, this.#ledger);
    const oid = lfsOid(object.bytes);
    if (oid === null) return yield* this.#scanner.bytes(origin, object.bytes, null);
    const content = openPath(lfsObjectPath(this.#git.repository.commonDir, oid));
    this.#ledger.size(object.bytes.length);
    if (content.kind !== 'file') return this.#ledger.skipped('lfs-pointer', object.bytes.length, origin.name);
    this.#ledger.scanned(object.bytes.length);
    this.#ledger.list(1);
    yield* this.#scanner.file(origin, content.fd, content.stat);
  }

  *#stream(
    { stream, damage }: Extract<GitObject, { kind: 'stream' }>,
    origin: Origin,
    ledger: Ledger,
  ): Generator<Candidate> {
    const sieve = this.#sieve;
    let size = 0;
    const segments = async function* () {
      for await (const segment of streamSegments(stream, sieve)) {
        size = segment.to;
        yield segment;
      }
    };
    yield* offer(ledger, origin.name, { ...origin, whole: false, segments }, () => size, damage);
  }

  #oldSides(own: readonly string[], deleted: readonly string[]): OldSides {
    return {
      get ids() {
        return [...own, ...deleted];
      },
      read: (wanted) => this.#readOld(wanted),
    };
  }

  /** Old sides are no part of what the scan listed: they have a ledger of their own, which nobody reads. */
  async *#readOld(ids: readonly string[]): AsyncGenerator<{ id: string; candidate: Candidate }> {
    const aside = new RunLedger();
    const scanner = new FileScanner(this.#sieve, aside, this.#pauses);
    const sides = ids.map((id) => ({ id, kind: id.split(':')[0] as ContentKind, oid: id.split(':')[1] as string }));
    let at = 0;
    for await (const object of readObjects(
      this.#git,
      sides.map(({ oid }) => oid),
      (index) => wholeLimit((sides[index] as (typeof sides)[0]).kind),
    )) {
      const { id, kind } = sides[at++] as (typeof sides)[0];
      const name = Buffer.from(id);
      const origin: Origin = { name, kind, places: [{ kind: 'staged', path: name, stage: 0 }] };
      if (object.kind === 'problem') continue;
      const candidates =
        object.kind === 'stream' ? this.#stream(object, origin, aside) : scanner.bytes(origin, object.bytes, null);
      for (const candidate of candidates) yield { id, candidate };
    }
  }

  /** A token can be the name of a file. One that was committed before is not new, but must be known, so that reports mask it. */
  *#inName({ path, isNewName }: Item): Generator<Candidate> {
    if (this.#sieve.hits(path).length === 0) return;
    const origin: Origin = { name: path, kind: 'text', places: [{ kind: 'name', of: 'file', path }] };
    const ids = isNewName ? [] : [`name:${path.toString('latin1')}`];
    const aside = new FileScanner(this.#sieve, new RunLedger(), this.#pauses);
    const read = async function* (wanted: readonly string[]) {
      for (const id of wanted) for (const candidate of aside.bytes(origin, path, null)) yield { id, candidate };
    };
    this.#ledger.list(1);
    yield* this.#scanner.bytes({ ...origin, before: { ids, read } }, path, null);
  }
}
