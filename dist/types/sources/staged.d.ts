import type { Repository } from '../git/repository.js';
import type { GitEnvironment, Source } from '../types.js';
export interface StagedOptions {
    readonly repository: Repository;
    readonly git: GitEnvironment;
    /** Where `paths` begin; absolute. */
    readonly cwd: string;
    /**
     * Files or folders to which the scan is limited; all unless given. A path that the commit does not change is scanned as it stands in the
     * index, and then nothing in it counts as already committed: that is how hook managers ask for "all files".
     */
    readonly paths?: readonly string[];
    /** Commits that are merged, besides those that git's own files name. */
    readonly merging?: readonly string[];
    /** What a policy leaves out; counted, and named in the ledger. */
    readonly excluded?: ((path: Uint8Array) => boolean) | undefined;
}
/**
 * The index against HEAD (or nothing, before the first commit), in index order. In a merge every parent is an old side. Throws
 * `path-not-in-index` for a path that git does not know, and what git's listings throw.
 */
export declare function stagedSource(options: StagedOptions): Source;
