import type { GitEnvironment, Source } from '../types.js';
export interface TreeOptions {
    /** Where relative paths begin; absolute. */
    readonly cwd: string;
    /** Files, folders or globs; `cwd` unless given. A file that is named is scanned even if git ignores it. */
    readonly paths?: readonly string[];
    /** Globs of what to leave out. */
    readonly exclude?: readonly string[];
    /** Whether files that git ignores are left out. Default true. */
    readonly ignore?: boolean;
    /** What a policy leaves out, by paths relative to `root`, which is absolute; above it nothing is. */
    readonly excluded?: {
        readonly root: string;
        readonly test: (path: Uint8Array) => boolean;
    } | undefined;
    readonly git: GitEnvironment;
}
/**
 * The files below `paths`. Reported paths are relative to `cwd`, or, if a path lies elsewhere, to the folder that holds them all.
 * Links are not followed: their text is scanned. Names are scanned too, and the settings file of each repository. Throws
 * `path-not-found` for a path that is not there, `usage` for a bad glob or a device, and what git's listing throws.
 */
export declare function treeSource({ cwd, paths, exclude, ignore, excluded, git }: TreeOptions): Source;
