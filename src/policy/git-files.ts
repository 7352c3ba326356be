// The files of a policy as git has them: in the index and in HEAD, or in a commit.
import { HfleaksError } from '../errors.ts';
import { readAside, type Unread, unlessMissing } from '../git/aside.ts';
import { GITLINK, indexEntries, stagedChanges } from '../git/index-listing.ts';
import { blobsAt } from '../git/paths.ts';
import { headCommit } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { Git } from '../git/runner.ts';
import type { GitEnvironment, SkipReason } from '../types.ts';
import { BASELINE_FILE, CONFIG_FILES } from './gate.ts';
import { type ReadPolicyFile, refusePolicyFile } from './policy.ts';

const LIMIT = 16 << 20;
const LINK = '120000';

/**
 * The files of a commit, by its full id. A file that is not there is null; one that cannot be read is refused. Throws `git-failed` where git does
 * not give what says which.
 */
export function commitFiles(repository: Repository, environment: GitEnvironment, commit: string): ReadPolicyFile {
  const usual = [...CONFIG_FILES, BASELINE_FILE];
  const known = new Map<string, Uint8Array | null>();
  return async (path) => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const paths = known.size === 0 ? [...new Set([...usual, path])] : [path];
    await withGit(repository, environment, async (git) => {
      const oids = await blobsAt(
        git,
        commit,
        paths.map((one) => Buffer.from(one)),
        unlessMissing(unknown),
      );
      const found = paths.map((one) => ({ path: one, oid: oids.get(Buffer.from(one).toString('latin1')) }));
      const blobs = await readBlobs(
        git,
        found.flatMap(({ oid }) => oid ?? []),
      );
      for (const { path: one, oid } of found) known.set(one, oid === undefined ? null : read(blobs, one, oid));
    });
    return known.get(path) ?? null;
  };
}

/** A file on both sides of the next commit; null: not there. `isTracked` tells a file that git does not know from one that is taken away. */
export interface StagedFile {
  readonly index: Uint8Array | null;
  readonly head: Uint8Array | null;
  readonly isTracked: boolean;
}

/** Reads files of the index and of HEAD, several at once: those in `folder` that a policy usually has with the first one. */
export function stagedFiles(
  repository: Repository,
  environment: GitEnvironment,
  folder: string,
): (path: string) => Promise<StagedFile> {
  const usual = [...CONFIG_FILES, BASELINE_FILE].map((name) => (folder === '' ? name : `${folder}/${name}`));
  const known = new Map<string, StagedFile>();
  return async (path) => {
    const paths = known.size === 0 ? [...new Set([...usual, path])] : [path];
    if (!known.has(path))
      await withGit(repository, environment, async (git) => {
        for (const [one, file] of await readStaged(git, paths)) known.set(one, file);
      });
    return known.get(path) as StagedFile;
  };
}

async function readStaged(git: Git, paths: readonly string[]): Promise<Map<string, StagedFile>> {
  const told = headCommit(git);
  const head = told instanceof Promise ? await told : told;
  const [entries, changes] = await Promise.all([
    collect(indexEntries(git, paths)),
    collect(stagedChanges(git, head, paths)),
  ]);
  const sides = paths.map((path) => {
    const own = entries.filter((entry) => entry.path.equals(Buffer.from(path)));
    const change = changes.find((one) => one.path.equals(Buffer.from(path)));
    // In a conflict ours counts, as it did before; the file on the disk has the markers.
    const entry = own.find(({ stage }) => stage === 0) ?? own.find(({ stage }) => stage === 2);
    if (entry?.mode === LINK) refusePolicyFile(path, 'link');
    if (entry?.mode === GITLINK) refusePolicyFile(path, 'folder');
    return { path, index: entry?.oid ?? null, head: change ? change.oldOid : (entry?.oid ?? null) };
  });
  const blobs = await readBlobs(
    git,
    sides.flatMap(({ index, head: old }) => [index, old].filter((oid) => oid !== null)),
  );
  return new Map(
    sides.map(({ path, index, head: old }) => [
      path,
      {
        index: index === null ? null : read(blobs, path, index),
        head: old === null ? null : readOld(blobs, path, old),
        isTracked: index !== null || old !== null,
      },
    ]),
  );
}

type Blobs = ReadonlyMap<string, Uint8Array | SkipReason>;

function read(blobs: Blobs, path: string, oid: string): Uint8Array {
  const found = blobs.get(oid);
  return found instanceof Uint8Array ? found : refusePolicyFile(path, 'unread');
}

/** What is not there, or too large, was no policy before. */
function readOld(blobs: Blobs, path: string, oid: string): Uint8Array | null {
  const why = blobs.get(oid);
  return why === 'missing-object' || why === 'size-limit' ? null : read(blobs, path, oid);
}

async function readBlobs(git: Git, oids: readonly string[]): Promise<Blobs> {
  const blobs = new Map<string, Uint8Array | SkipReason>();
  const unread: Unread = (_, oid, why) => blobs.set(oid, why);
  for await (const [oid, object] of readAside(git, [...new Set(oids)], 'blob', () => LIMIT, unread))
    if (object) blobs.set(oid, object.kind === 'bytes' ? Uint8Array.from(object.bytes) : 'size-limit');
  return blobs;
}

/** Without it, nobody knows which policy counts. */
const unknown: Unread = (type, oid) => {
  throw new HfleaksError(
    'git-failed',
    `git cannot read ${type} ${oid}, which says whose policy counts.`,
    'Check the repository with "git fsck".',
  );
};

async function withGit(
  repository: Repository,
  environment: GitEnvironment,
  use: (git: Git) => Promise<void>,
): Promise<void> {
  const git = await Git.open(repository, environment);
  try {
    await use(git);
  } finally {
    git.close();
  }
}

async function collect<T>(things: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const thing of things) all.push(thing);
  return all;
}
