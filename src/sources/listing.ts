// Lists what a folder of the work tree holds: by git where there is a repository, else by our own walk.
import { join } from 'node:path';
import { realName } from '../git/files.ts';
import { ignoredPaths, workTreePaths } from '../git/index-listing.ts';
import { proveReader, startReader } from '../git/objects.ts';
import { locateRepository, type Repository, repositoryAt } from '../git/repository.ts';
import { Git } from '../git/runner.ts';
import type { GitEnvironment, SkipReason } from '../types.ts';
import { unlessTrapped } from './traps.ts';
import { walk } from './walk.ts';

/** Something that stands in the tree; paths are absolute. A `config` is the settings file of the repository that was listed. */
export type Listed =
  | { readonly kind: 'path'; readonly path: Buffer; readonly isSubmodule: boolean }
  | { readonly kind: 'config'; readonly path: Buffer }
  | { readonly kind: 'left-out'; readonly path: Buffer; readonly reason: SkipReason };

export interface ListingOptions {
  /** Whether files that git ignores are left out. */
  readonly ignore: boolean;
  readonly git: GitEnvironment;
  /** The folders of the repositories that are being listed, each inside of the one before. */
  readonly open: Set<string>;
}

const SLASH = 0x2f;

/**
 * Yields each entry below `folder` once, lazily, links and special files included. In a repository these are the tracked files
 * (also those that are gone) and the untracked ones that are not ignored; what is ignored is named as left out, folder by folder.
 * Repositories inside are listed by their own rules. Throws what git's listing throws: a listing that failed is no listing.
 */
export async function* listTree(folder: string, options: ListingOptions): AsyncGenerator<Listed> {
  const repository = locateRepository(folder, {});
  if (repository) yield* configFiles(repository);
  if (
    repository &&
    options.ignore &&
    !isInside(folder, repository.gitDir) &&
    !(await isIgnored(repository, folder, options.git))
  )
    yield* listRepository(repository, folder, options);
  else yield* listFolder(folder);
}

/**
 * Lists a repository that lies in a listed tree: a submodule, or a clone that nobody tracks; nothing if there is none at `folder`. One that is
 * being listed already is a folder as any other: its index would lead here again.
 */
export async function* listInner(folder: string, options: ListingOptions): AsyncGenerator<Listed> {
  const repository = repositoryAt(folder);
  if (!repository) return;
  if (foldersOf(repository).some((path) => options.open.has(path))) return yield* listFolder(folder);
  yield* configFiles(repository);
  yield* listRepository(repository, folder, options);
}

/** Whether `folder` is the work tree of a repository of its own. */
export function isInnerRepository(folder: string): boolean {
  return repositoryAt(folder) !== null;
}

function* configFiles(repository: Repository): Generator<Listed> {
  yield { kind: 'config', path: Buffer.from(join(repository.commonDir, 'config')) };
  if (repository.gitDir !== repository.commonDir)
    yield { kind: 'config', path: Buffer.from(join(repository.gitDir, 'config.worktree')) };
}

async function* listRepository(
  repository: Repository,
  folder: string,
  options: ListingOptions,
): AsyncGenerator<Listed> {
  const own = foldersOf(repository);
  for (const path of own) options.open.add(path);
  try {
    yield* listByGit(repository, folder, options);
  } finally {
    for (const path of own) options.open.delete(path);
  }
}

/** Those that are its own alone. */
function foldersOf({ gitDir, workTree }: Repository): readonly string[] {
  return [gitDir, workTree].map((path) => realName(Buffer.from(path)));
}

async function* listByGit(repository: Repository, folder: string, options: ListingOptions): AsyncGenerator<Listed> {
  const git = await Git.open(repository, options.git);
  try {
    const top = Buffer.from(`${repository.workTree}/`);
    const below = Buffer.from(folder === repository.workTree ? '' : `${folder.slice(repository.workTree.length + 1)}/`);
    const ignored = collect(ignoredPaths(git), below);
    // A git that says nothing would look like a repository without files.
    const proof = proveReader(git, startReader(git));
    // They run at the same time; if the first fails, the others must not fail unheard.
    for (const other of [ignored, proof]) other.catch(() => undefined);
    let last: Buffer = Buffer.alloc(0);
    for await (const { path, problem, isSubmodule } of unlessTrapped(workTreePaths(git), repository.workTree)) {
      // Unmerged paths stand once for each stage.
      if (path.equals(last) || !(startsWith(path, below) || (problem === 'permission' && startsWith(below, path))))
        continue;
      last = path;
      if (problem) {
        yield { kind: 'left-out', path: Buffer.concat([top, path]), reason: problem };
        continue;
      }
      yield { kind: 'path', path: Buffer.concat([top, withoutSlash(path)]), isSubmodule };
    }
    for (const path of await ignored)
      yield { kind: 'left-out', path: Buffer.concat([top, path]), reason: 'gitignored' };
    await proof;
  } finally {
    git.close();
  }
}

async function collect(paths: AsyncIterable<Buffer>, below: Buffer): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for await (const path of paths) if (startsWith(path, below)) found.push(Buffer.from(path));
  return found;
}

function isInside(folder: string, other: string): boolean {
  return folder === other || folder.startsWith(`${other}/`);
}

/** Whether git ignores the folder that the user named: then he means what is in it. */
async function isIgnored(repository: Repository, folder: string, environment: GitEnvironment): Promise<boolean> {
  if (folder === repository.workTree) return false;
  const below = Buffer.from(`${folder.slice(repository.workTree.length + 1)}/`);
  const git = await Git.open(repository, environment);
  try {
    for await (const path of unlessTrapped(ignoredPaths(git), repository.workTree))
      if (path.at(-1) === SLASH && startsWith(below, path)) return true;
    return false;
  } finally {
    git.close();
  }
}

function* listFolder(folder: string): Generator<Listed> {
  const root = Buffer.from(folder);
  const prefix = Buffer.from(folder.endsWith('/') ? folder : `${folder}/`);
  for (const { path, kind } of walk(root)) {
    const full = Buffer.concat([prefix, path]);
    if (kind === 'entry') yield { kind: 'path', path: full, isSubmodule: false };
    else yield { kind: 'left-out', path: full, reason: kind === 'unreadable' ? 'permission' : 'git-directory' };
  }
}

function startsWith(path: Buffer, prefix: Buffer): boolean {
  return path.length >= prefix.length && path.subarray(0, prefix.length).equals(prefix);
}

function withoutSlash(path: Buffer): Buffer {
  return path.at(-1) === SLASH ? path.subarray(0, -1) : path;
}
