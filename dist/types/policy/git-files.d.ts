import type { Repository } from '../git/repository.js';
import type { GitEnvironment } from '../types.js';
import { type ReadPolicyFile } from './policy.js';
/**
 * The files of a commit, by its full id. A file that is not there is null; one that cannot be read is refused. Throws `git-failed` where git does
 * not give what says which.
 */
export declare function commitFiles(repository: Repository, environment: GitEnvironment, commit: string): ReadPolicyFile;
/** A file on both sides of the next commit; null: not there. `isTracked` tells a file that git does not know from one that is taken away. */
export interface StagedFile {
    readonly index: Uint8Array | null;
    readonly head: Uint8Array | null;
    readonly isTracked: boolean;
}
/** Reads files of the index and of HEAD, several at once: those in `folder` that a policy usually has with the first one. */
export declare function stagedFiles(repository: Repository, environment: GitEnvironment, folder: string): (path: string) => Promise<StagedFile>;
