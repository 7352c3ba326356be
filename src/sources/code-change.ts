// What a range makes of files of code: as its ends have them, and as the commits before it had them.
import { createHash } from 'node:crypto';
import { type Unread, unlessMissing } from '../git/aside.ts';
import { listChanges } from '../git/changes.ts';
import { CommitGraph } from '../git/commit-graph.ts';
import type { Walk } from '../git/object-listing.ts';
import { blobsAt, type KnownTrees } from '../git/paths.ts';
import type { Git } from '../git/runner.ts';
import { commitsBefore } from '../git/trace.ts';
import { isCode, latin1, mayBeScript } from '../path.ts';
import type { CodeChange, PathChange, Stamp } from '../types.ts';
import { BlobContents, CommitFiles } from './commit-files.ts';
import { namesByFolder } from './folders.ts';

/** Of what a range leaves out besides the commits that it grew from, so many are looked at. */
const BEGINNINGS = 32;

/** Of the commits that `walk` lists, some `commits`, which bring `objects`. `unread` is told of what is needed to judge them and cannot be read. */
export async function codeChangeOf(
  git: Git,
  walk: Walk,
  commits: number,
  objects: ReadonlySet<string>,
  unread: Unread,
): Promise<CodeChange> {
  const [{ changes, isWhole }, graph] = await Promise.all([
    listChanges(git, { walk, commits }, { objects, names: new Set(), isCode }),
    CommitGraph.read(git, walk, null),
  ]);
  // What was read may be code by its first line alone.
  const isOne = ({ path, after }: PathChange): boolean =>
    isCode(path) || (after !== null && objects.has(after) && mayBeScript(path));
  const names = [...new Set(changes.flatMap((change) => (isOne(change) ? latin1(change.path) : [])))].sort();
  const paths = names.map((name) => Buffer.from(name, 'latin1'));
  const folders = namesByFolder(names);
  // A folder can stand where a file was, or will be.
  const both = names.filter((name) => folders.has(`${name}/`));
  const commitsOf = firstCommits(changes, (commit) => graph.positionOf(commit));
  const contents = new BlobContents((use) => use(git));
  const trees: KnownTrees = new Map();
  // What is not there was no part of the clone; but what was scanned was there.
  const unlessAbsent = unlessMissing(unread);
  const unreadAtEnd: Unread = (type, oid, why) => (objects.has(oid) ? unread : unlessAbsent)(type, oid, why);
  const filesAt = async (commit: string, untold: Unread): Promise<ReadonlyMap<string, string>> => {
    const found = await blobsAt(git, commit, paths, untold, trees);
    const oids = new Map<string, string>();
    for (const name of names) {
      const oid = found.get(name);
      if (oid !== undefined) oids.set(name, oid);
    }
    for (const one of both) if (names.some((name) => name.startsWith(`${one}/`) && oids.has(name))) oids.delete(one);
    return oids;
  };
  const { tips, not = [], either = [] } = walk;
  // Commits share most of what they have.
  const files = new Map<string, CommitFiles>();
  const filesOf = (oids: ReadonlyMap<string, string>): CommitFiles => {
    const key = digestOf(oids);
    const known = files.get(key) ?? new CommitFiles(contents, unlessAbsent, oids);
    files.set(key, known);
    return known;
  };
  /** Of one end: what is gone is told by the commits that it grew from, and what it was before a rebase only at the paths that it has. */
  const filesBefore = async (tip: string, own: ReadonlyMap<string, string>): Promise<readonly CommitFiles[]> => {
    const others = either.flatMap((pair) => (pair.includes(tip) ? pair.filter((oid) => oid !== tip) : []));
    const parents = await commitsBefore(git, { tips: [tip], not: [...not, ...others] });
    const found = new Set<CommitFiles>();
    for (const commit of parents) found.add(filesOf(await filesAt(commit, unlessAbsent)));
    for (const commit of not.filter((oid) => !parents.includes(oid)).slice(0, BEGINNINGS))
      found.add(filesOf(new Map([...(await filesAt(commit, unlessAbsent))].filter(([path]) => own.has(path)))));
    return [...found];
  };
  // A git that says nothing of what it was asked for is not believed.
  const isTold = commits === 0 || changes.some(({ after }) => after !== null && objects.has(after));
  return {
    isWhole: isWhole && isTold,
    commitOf: (path, blob) => commitsOf.get(`${blob} ${path}`) ?? null,
    async *ends() {
      for (const tip of new Set([...tips, ...either.flat()])) {
        const oids = await filesAt(tip, unread);
        let before: Promise<readonly CommitFiles[]> | null = null;
        yield new CommitFiles(contents, unreadAtEnd, oids, () => (before ??= filesBefore(tip, oids)));
      }
    },
  };
}

function digestOf(oids: ReadonlyMap<string, string>): string {
  const hash = createHash('sha1');
  for (const [path, oid] of oids) hash.update(`${oid} ${path}\0`, 'latin1');
  return hash.digest('base64');
}

/** By blob and path. */
function firstCommits(changes: readonly PathChange[], positionOf: (commit: string) => number): Map<string, Stamp> {
  const found = new Map<string, Stamp>();
  for (const { path, after, commit } of changes.toSorted(
    (a, b) => positionOf(a.commit.oid) - positionOf(b.commit.oid),
  )) {
    const key = `${after} ${latin1(path)}`;
    if (after !== null && !found.has(key)) found.set(key, commit);
  }
  return found;
}
