// What a range makes of files of code: as its ends have them, and as the commits before it had them.
import { listChanges } from '../git/changes.ts';
import { CommitGraph } from '../git/commit-graph.ts';
import type { Walk } from '../git/object-listing.ts';
import { blobsAt } from '../git/paths.ts';
import type { Git } from '../git/runner.ts';
import { commitsBefore } from '../git/trace.ts';
import { isCode, latin1 } from '../path.ts';
import type { CodeChange, PathChange, Stamp } from '../types.ts';
import { BlobContents, CommitFiles } from './commit-files.ts';

/** Of the commits that `walk` lists, some `commits`. */
export async function codeChangeOf(git: Git, walk: Walk, commits: number): Promise<CodeChange> {
  const [{ changes, isWhole }, graph] = await Promise.all([
    listChanges(git, { walk, limits: [], commits }, { objects: new Set(), names: new Set(), isCode }),
    CommitGraph.read(git, walk, [], null),
  ]);
  const byName = new Map(changes.map(({ path }) => [latin1(path), path]));
  const [names, paths] = [[...byName.keys()], [...byName.values()]];
  const commitsOf = firstCommits(changes, (commit) => graph.positionOf(commit));
  const contents = new BlobContents((use) => use(git));
  let bases: Promise<readonly CommitFiles[]> | null = null;
  const filesBefore = async (): Promise<readonly CommitFiles[]> => {
    const found: CommitFiles[] = [];
    for (const commit of await commitsBefore(git, walk)) {
      const oids = await blobsAt(git, commit, paths);
      // Many have the same versions of what the range changes.
      const files = new CommitFiles(contents, oids);
      const isKnown = found.some((other) => names.every((name) => other.blob(name) === files.blob(name)));
      if (!isKnown) found.push(files);
    }
    return found;
  };
  const before = (): Promise<readonly CommitFiles[]> => (bases ??= filesBefore());
  return {
    isWhole,
    commitOf: (path, blob) => commitsOf.get(`${blob} ${path}`) ?? null,
    async *ends() {
      for (const tip of new Set([...walk.tips, ...(walk.either ?? []).flat()]))
        yield new CommitFiles(contents, await blobsAt(git, tip, paths), before);
    },
  };
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
