import { type Stats } from 'node:fs';
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
export declare function locateRepository(cwd: string, variables: Variables): Repository | null;
/** The repository whose top folder is `folder`, whatever the environment says; null if there is none. */
export declare function repositoryAt(folder: string): Repository | null;
/** As `locateRepository`, but a missing repository is an error. */
export declare function requireRepository(cwd: string, variables: Variables): Repository;
/**
 * The repository that `path` names: a folder of its work tree, its `.git`, or a bare repository. `variables` count as in
 * `locateRepository`; where the user named the path, give none. A repository whose HEAD is damaged is one. Throws `path-not-found`
 * for what is no folder, `not-a-repository`, and `git-failed` if the repository may not be read.
 */
export declare function requireRepositoryFor(path: string, variables: Variables): Repository;
/**
 * The repository whose git directory is `folder` itself, absolute and without links, null if it does not look like one. A `commondir`
 * in it does not count: it could name a repository that was not to be scanned.
 */
export declare function repositoryOf(folder: string): Repository | null;
type Look = (path: Buffer) => Stats;
/**
 * Whether `folder` is laid out as a git directory with objects of its own, its HEAD damaged or not. `look` says whether links count.
 * Format: gitrepository-layout(5).
 */
export declare function looksLikeGitDirectory(folder: Buffer, look?: Look): boolean;
/** The git directories of the linked work trees, in byte order; null if they cannot be listed. */
export declare function linkedGitDirs({ commonDir }: Repository): readonly Buffer[] | null;
/**
 * Folders from which no program may run: the work tree, the repository that a linked work tree or a submodule belongs to, and every
 * repository around it.
 */
export declare function foldersOf({ workTree, commonDir }: Repository): readonly string[];
/**
 * Whether what stands at `path` lies, without links, in the repository's own folders: what a link brings in from elsewhere belongs to others.
 * What leads nowhere brings nothing in.
 */
export declare function isInside({ workTree, gitDir, commonDir }: Repository, path: string | Buffer): boolean;
/** The ref that a symbolic ref names which is a link (`refs/heads/main`), a character for each byte; null for all else. */
export declare function linkedRef(path: string | Buffer): string | null;
export {};
