import type { Repository } from '../git/repository.js';
import type { GitEnvironment, Source } from '../types.js';
import type { Progress } from './progress.js';
import type { RangeRequest } from './range-form.js';
export interface RangeOptions {
    readonly repository: Repository;
    readonly git: GitEnvironment;
    readonly request: RangeRequest;
    /** What was asked for, in words. */
    readonly target: string;
    /** Larger blobs are left out, and named in the ledger; in bytes. */
    readonly maxBlobSize?: number | undefined;
    readonly progress?: ((now: Progress) => void) | undefined;
}
/**
 * Every object introduced on all parents, each once, with messages and names. The end of a shallow clone is never taken for an
 * addition: it is named in the ledger. Throws `git-failed` for what cannot be resolved, and for commits of which nothing can be read.
 */
export declare function rangeSource(options: RangeOptions): Source;
