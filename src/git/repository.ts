// Finds the repository that a folder belongs to, without asking git.
import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
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
  if (isFolder(dotGit)) return isGitDir(dotGit) ? dotGit : null;
  const target = /^gitdir: (.+)$/.exec(readGitLine(dotGit) ?? '')?.[1];
  if (!target) return null;
  const gitDir = isAbsolute(target) ? target : join(folder, target);
  return isGitDir(gitDir) ? gitDir : null;
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
  if ((!isGitDir(gitDir) && !variables.GIT_COMMON_DIR) || !isFolder(workTree)) return null;
  const commonDir = variables.GIT_COMMON_DIR ? resolve(cwd, variables.GIT_COMMON_DIR) : commonDirOf(gitDir);
  const settings = extensions(readGitFile(join(commonDir, 'config'), 1 << 20)?.toString('utf8') ?? '');
  return {
    workTree: realpathSync(workTree),
    gitDir,
    commonDir,
    indexFile: resolve(cwd, variables.GIT_INDEX_FILE || join(gitDir, 'index')),
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
