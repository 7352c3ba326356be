// Finds the repository that a folder belongs to, without asking git.
import { accessSync, constants, lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';
import { settingsOf } from './config.ts';
import { kindOf, listFolder, pathBelow, readGitFile, readGitLine, realName } from './files.ts';

/** A repository as its files describe it. All paths are absolute. */
export interface Repository {
  /** The folder whose files the index lists; the git directory itself where the repository is bare. */
  readonly workTree: string;
  /** What `git rev-parse --git-dir` would say: a linked work tree has its own. */
  readonly gitDir: string;
  /** Where objects, refs and config are; the same as `gitDir` but in linked work trees. */
  readonly commonDir: string;
  readonly indexFile: string;
  /** Whether `GIT_INDEX_FILE` names it, as in hooks: then it must be there. */
  readonly isIndexNamed: boolean;
  readonly objectFormat: 'sha1' | 'sha256';
  /** Whether refs are plain files, which `refs.ts` can read. */
  readonly refFiles: boolean;
  /** Whether it has no work tree, or none that is known. */
  readonly bare: boolean;
  /** Where objects are: `<commonDir>/objects`, or what `GIT_OBJECT_DIRECTORY` names, as in pre-receive. */
  readonly objectDirectory: string;
  /** Object directories that `GIT_ALTERNATE_OBJECT_DIRECTORIES` adds. */
  readonly alternateObjects: readonly string[];
}

/** The environment that git gives to hooks, and people to git. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The repository of `cwd`, by `GIT_DIR` if `variables` have it (in hooks of linked work trees and submodules they do), else the
 * nearest `.git` upwards. Null if there is none. `GIT_INDEX_FILE`, `GIT_WORK_TREE` and `GIT_COMMON_DIR` count as they do for git.
 * A folder that only looks like a bare repository is none: it could come with the scanned files.
 */
export function locateRepository(cwd: string, variables: Variables): Repository | null {
  if (variables.GIT_DIR) {
    const gitDir = resolve(cwd, variables.GIT_DIR);
    if (!isGitDir(gitDir) && !variables.GIT_COMMON_DIR) return null;
    const workTree = variables.GIT_WORK_TREE ? resolve(cwd, variables.GIT_WORK_TREE) : workTreeFrom(cwd, gitDir);
    return describe(gitDir, workTree, cwd, variables);
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const gitDir = gitDirOf(folder);
    if (gitDir) return describe(gitDir, folder, cwd, variables);
    if (dirname(folder) === folder) return null;
  }
}

/** The repository whose top folder is `folder`, whatever the environment says; null if there is none. */
export function repositoryAt(folder: string): Repository | null {
  const gitDir = gitDirOf(folder);
  return gitDir ? describe(gitDir, folder, folder, {}) : null;
}

/** As `locateRepository`, but a missing repository is an error. */
export function requireRepository(cwd: string, variables: Variables): Repository {
  return locateRepository(cwd, variables) ?? noRepository(cwd);
}

/**
 * The repository that `path` names: a folder of its work tree, its `.git`, or a bare repository. `variables` count as in
 * `locateRepository`; where the user named the path, give none. A repository whose HEAD is damaged is one. Throws `path-not-found`
 * for what is no folder, `not-a-repository`, and `git-failed` if the repository may not be read.
 */
export function requireRepositoryFor(path: string, variables: Variables): Repository {
  if (variables.GIT_DIR) return requireRepository(path, variables);
  const named = isFolder(path) || basename(path) !== '.git' ? path : dirname(path);
  if (!isFolder(named))
    throw new HfleaksError('path-not-found', `There is no folder at ${displayPath(Buffer.from(path))}.`, NAME_A_FOLDER);
  const folder = realpathSync.native(named);
  const here = repositoryIn(folder, variables) ?? gitDirectoryAt(folder, variables, statSync);
  if (here) return here;
  for (let above = folder; dirname(above) !== above; ) {
    above = dirname(above);
    const repository = repositoryIn(above, variables);
    if (repository) return repository;
  }
  return noRepository(path);
}

const NAME_A_FOLDER = 'Name a folder of a work tree, or a bare repository.';

function noRepository(folder: string): never {
  for (let above = folder; ; above = dirname(above)) {
    const head = join(above, '.git', 'HEAD');
    const kind = kindOf(Buffer.from(head));
    if (kind !== null && readGitLine(head) === null)
      throw new HfleaksError(
        'git-failed',
        `${displayPath(Buffer.from(head))} is no file that can be read.`,
        'Check the repository; if it is a FIFO or a device, the repository is hostile.',
      );
    if (dirname(above) === above) break;
  }
  throw new HfleaksError(
    'not-a-repository',
    `There is no git repository at ${displayPath(Buffer.from(folder))} or above it.`,
    'Run this inside a repository, or scan the files as they are with "hfleaks scan".',
  );
}

function repositoryIn(folder: string, variables: Variables): Repository | null {
  const dotGit = join(folder, '.git');
  if (looksLikeGitDirectory(Buffer.from(dotGit), statSync)) return describe(dotGit, folder, folder, variables, dotGit);
  const gitDir = gitDirOf(folder);
  return gitDir ? describe(gitDir, folder, folder, variables) : null;
}

/**
 * The repository whose git directory is `folder` itself, absolute and without links, null if it does not look like one. A `commondir`
 * in it does not count: it could name a repository that was not to be scanned.
 */
export function repositoryOf(folder: string): Repository | null {
  return gitDirectoryAt(folder, {}, lstatSync);
}

function gitDirectoryAt(folder: string, variables: Variables, look: Look): Repository | null {
  if (!looksLikeGitDirectory(Buffer.from(folder), look)) return null;
  return describe(folder, workTreeFrom(folder, folder), folder, variables, folder);
}

/** git in a git directory has its parent as its work tree if it is a `.git`, else none. */
function workTreeFrom(cwd: string, gitDir: string): string {
  return cwd === gitDir && basename(gitDir) === '.git' ? dirname(gitDir) : cwd;
}

type Look = (path: Buffer) => Stats;

/**
 * Whether `folder` is laid out as a git directory with objects of its own, its HEAD damaged or not. `look` says whether links count.
 * Format: gitrepository-layout(5).
 */
export function looksLikeGitDirectory(folder: Buffer, look: Look = lstatSync): boolean {
  const at = (name: string): Stats | null => {
    try {
      return look(pathBelow(folder, name));
    } catch {
      return null;
    }
  };
  if (!at('objects')?.isDirectory()) return false;
  if (at('refs')?.isDirectory() && at('objects/pack')?.isDirectory()) return true;
  const hasHead = at('HEAD') !== null || isNameOfRef(pathBelow(folder, 'HEAD'));
  return hasHead && ['refs', 'packed-refs', 'reftable'].some((name) => at(name) !== null);
}

/** The git directories of the linked work trees, in byte order; null if they cannot be listed. */
export function linkedGitDirs({ commonDir }: Repository): readonly Buffer[] | null {
  const folder = Buffer.from(join(commonDir, 'worktrees'));
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat) return [];
  const entries = stat.isDirectory() ? listFolder(folder) : null;
  return entries?.filter((entry) => entry.isDirectory()).map(({ name }) => pathBelow(folder, name)) ?? null;
}

/** `.git` is a folder, or a file that holds `gitdir: ../.git/worktrees/x` and line ends (gitrepository-layout(5)). */
function gitDirOf(folder: string): string | null {
  const dotGit = join(folder, '.git');
  if (isFolder(dotGit)) {
    refuseLocked(dotGit);
    return isGitDir(dotGit) ? dotGit : null;
  }
  const target = /^gitdir: (.+)$/s.exec(readGitLine(dotGit) ?? '')?.[1];
  if (!target) return null;
  const gitDir = isAbsolute(target) ? target : join(folder, target);
  return isGitDir(gitDir) ? gitDir : null;
}

/** A repository that may not be read is no folder without a repository. */
function refuseLocked(gitDir: string): void {
  try {
    accessSync(join(gitDir, 'HEAD'), constants.R_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      throw new HfleaksError(
        'git-failed',
        `${displayPath(Buffer.from(gitDir))} may not be read.`,
        'Check its permissions.',
      );
  }
}

/**
 * Folders from which no program may run: the work tree, the repository that a linked work tree or a submodule belongs to, and every
 * repository around it.
 */
export function foldersOf({ workTree, commonDir }: Repository): readonly string[] {
  const main = commonDir.split(`${sep}.git${sep}modules${sep}`)[0] as string;
  const folders = new Set([workTree, basename(main) === '.git' ? dirname(main) : main]);
  for (const start of [...folders])
    for (let above = dirname(start); dirname(above) !== above; above = dirname(above))
      if (kindOf(Buffer.from(join(above, '.git'))) !== null) folders.add(above);
  return [...folders];
}

/**
 * Whether what stands at `path` lies, without links, in the repository's own folders: what a link brings in from elsewhere belongs to others.
 * What leads nowhere brings nothing in.
 */
export function isInside({ workTree, gitDir, commonDir }: Repository, path: string | Buffer): boolean {
  const real = realName(Buffer.from(path as string));
  return [workTree, commonDir, gitDir].some((folder) => {
    const own = realName(Buffer.from(folder));
    return real.startsWith(own.endsWith(sep) ? own : own + sep);
  });
}

function isGitDir(path: string): boolean {
  const head = join(path, 'HEAD');
  return (readGitLine(head) !== null || isNameOfRef(head)) && isFolder(join(commonDirOf(path), 'objects'));
}

/** Old symbolic refs are links; what they name may be in no file. */
function isNameOfRef(path: string | Buffer): boolean {
  return linkedRef(path) !== null;
}

/** The ref that a symbolic ref names which is a link (`refs/heads/main`), a character for each byte; null for all else. */
export function linkedRef(path: string | Buffer): string | null {
  try {
    const target = readlinkSync(path, 'latin1');
    return target.startsWith('refs/') ? target : null;
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function commonDirOf(gitDir: string): string {
  const common = readGitLine(join(gitDir, 'commondir'));
  return common ? resolve(gitDir, common) : gitDir;
}

function describe(
  gitDir: string,
  workTree: string,
  cwd: string,
  variables: Variables,
  ownCommonDir = commonDirOf(gitDir),
): Repository | null {
  if (!isFolder(workTree)) return null;
  const commonDir = variables.GIT_COMMON_DIR ? resolve(cwd, variables.GIT_COMMON_DIR) : ownCommonDir;
  const config = readGitFile(join(commonDir, 'config'), 1 << 20)?.toString('utf8') ?? '';
  const settings = section(config, 'extensions');
  const bare = workTree === gitDir || isBareByConfig(gitDir, commonDir, config, variables);
  return {
    workTree: realpathSync.native(bare ? gitDir : workTree),
    gitDir,
    commonDir,
    // Hooks get a path relative to the top folder, wherever they go from there.
    indexFile: resolve(workTree, variables.GIT_INDEX_FILE || join(gitDir, 'index')),
    isIndexNamed: Boolean(variables.GIT_INDEX_FILE),
    objectFormat: settings.get('objectformat') === 'sha256' ? 'sha256' : 'sha1',
    refFiles: (settings.get('refstorage') ?? 'files') === 'files',
    bare,
    objectDirectory: resolve(cwd, variables.GIT_OBJECT_DIRECTORY || join(commonDir, 'objects')),
    alternateObjects: searchPath(variables.GIT_ALTERNATE_OBJECT_DIRECTORIES ?? '').map((path) => resolve(cwd, path)),
  };
}

/** With `GIT_DIR` alone, the current folder is the work tree unless the settings say that there is none. */
function isBareByConfig(gitDir: string, commonDir: string, config: string, variables: Variables): boolean {
  if (!variables.GIT_DIR || variables.GIT_WORK_TREE || gitDir !== commonDir) return false;
  return section(config, 'core').get('bare') === 'true';
}

/** The entries of a list like PATH, in which `"` may stand around one that holds the delimiter (git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES). */
function searchPath(list: string): string[] {
  const entries = list.match(delimiter === ';' ? /"(?:[^"\\]|\\.)*"|[^;]+/g : /"(?:[^"\\]|\\.)*"|[^:]+/g) ?? [];
  return entries.map((entry) => (entry.startsWith('"') ? entry.slice(1, -1).replace(/\\(.)/g, '$1') : entry));
}

/** The keys and values of a section, lower case. Includes are not followed; git reads `[extensions]` in this file alone. */
function section(config: string, wanted: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { section: name, subsection, key, value } of settingsOf(config))
    if (name === wanted && subsection === null) found.set(key, (value ?? 'true').toLowerCase());
  return found;
}
