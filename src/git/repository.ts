// Finds the repository that a folder belongs to, without asking git.
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';
import { readGitFile, readGitLine } from './files.ts';

/** A repository as its files describe it. All paths are absolute. */
export interface Repository {
  /** The folder whose files the index lists. */
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
    return describe(gitDir, resolve(cwd, variables.GIT_WORK_TREE || '.'), cwd, variables);
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
  const repository = locateRepository(cwd, variables);
  if (repository) return repository;
  throw new HfleaksError(
    'not-a-repository',
    `There is no git repository at ${displayPath(Buffer.from(cwd))} or above it.`,
    'Run this inside a repository, or scan the files as they are with "hfleaks scan".',
  );
}

/** `.git` is a folder, or a file with one line: `gitdir: ../.git/worktrees/x` (gitrepository-layout(5)). */
function gitDirOf(folder: string): string | null {
  const dotGit = join(folder, '.git');
  if (isFolder(dotGit)) {
    refuseLocked(dotGit);
    return isGitDir(dotGit) ? dotGit : null;
  }
  const target = /^gitdir: (.+)$/.exec(readGitLine(dotGit) ?? '')?.[1];
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
 * Folders from which no program may run: the work tree, and where the repository belongs to another one, that one too (a linked work tree
 * to the main one, a submodule to the repository around it).
 */
export function foldersOf({ workTree, commonDir }: Repository): readonly string[] {
  const main = commonDir.split(`${sep}.git${sep}modules${sep}`)[0] as string;
  return [workTree, basename(main) === '.git' ? dirname(main) : main];
}

function isGitDir(path: string): boolean {
  return readGitLine(join(path, 'HEAD')) !== null && isFolder(join(commonDirOf(path), 'objects'));
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

function describe(gitDir: string, workTree: string, cwd: string, variables: Variables): Repository | null {
  if (!isFolder(workTree)) return null;
  const commonDir = variables.GIT_COMMON_DIR ? resolve(cwd, variables.GIT_COMMON_DIR) : commonDirOf(gitDir);
  const settings = extensions(readGitFile(join(commonDir, 'config'), 1 << 20)?.toString('utf8') ?? '');
  return {
    workTree: realpathSync.native(workTree),
    gitDir,
    commonDir,
    // Hooks get a path relative to the top folder, wherever they go from there.
    indexFile: resolve(workTree, variables.GIT_INDEX_FILE || join(gitDir, 'index')),
    isIndexNamed: Boolean(variables.GIT_INDEX_FILE),
    objectFormat: settings.get('objectformat') === 'sha256' ? 'sha256' : 'sha1',
    refFiles: (settings.get('refstorage') ?? 'files') === 'files',
  };
}

/** The keys of `[extensions]`, lower case. Includes are not followed; git reads these keys in this file alone. Format: git-config(1). */
function extensions(config: string): Map<string, string> {
  const found = new Map<string, string>();
  let inside = false;
  for (const line of config.split('\n')) {
    const section = /^\s*\[\s*([^\]"\s]+)\s*("?)[^\]]*\]/.exec(line);
    if (section) inside = section[1]?.toLowerCase() === 'extensions' && section[2] === '';
    const pair = /(?:^|\])\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*"?([^"#;\s]*)/.exec(line);
    if (inside && pair) found.set((pair[1] as string).toLowerCase(), (pair[2] as string).toLowerCase());
  }
  return found;
}
