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
export declare function locateRepository(cwd: string, variables: Variables): Repository | null;
/** The repository whose top folder is `folder`, whatever the environment says; null if there is none. */
export declare function repositoryAt(folder: string): Repository | null;
/** As `locateRepository`, but a missing repository is an error. */
export declare function requireRepository(cwd: string, variables: Variables): Repository;
/**
 * Folders from which no program may run: the work tree, and where the repository belongs to another one, that one too (a linked work tree
 * to the main one, a submodule to the repository around it).
 */
export declare function foldersOf({ workTree, commonDir }: Repository): readonly string[];
