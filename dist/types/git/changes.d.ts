import type { OldSides, PathChange, TraceQuestion } from '../types.js';
import { type Walk } from './object-listing.js';
import type { Git } from './runner.js';
export interface ChangeOptions {
    readonly walk: Walk;
    /** Arguments that limit the walk further. */
    readonly limits: readonly string[];
    /** The number of commits, roughly: git may take the more memory. */
    readonly commits?: number;
    /** Makes the old sides of a change, of ids that go with paths; only where older content was not scanned. */
    readonly oldSides?: (own: readonly OldFile[], deleted: readonly OldFile[]) => OldSides;
}
/** A version of a file that a change replaces or deletes. */
export interface OldFile {
    readonly path: Uint8Array;
    readonly oid: string;
}
/** What a listing gave. */
export interface Changes {
    readonly changes: PathChange[];
    /** What each commit deletes that has one of the changes. */
    readonly deleted: Map<string, readonly OldFile[]>;
    /** Whether it is all of them. */
    readonly isWhole: boolean;
}
/** The changes by which these few commits bring or take what is asked for; as in `Trace`. */
export declare function changesOf(git: Git, commits: readonly string[], question: TraceQuestion): Promise<PathChange[]>;
/**
 * Format: git-log(1) with `--raw -z -c`, git-diff(1) RAW OUTPUT FORMAT and "diff format for merges":
 * `SOH <oid> NUL <author> NUL <date> NUL LF :100644 100644 <old> <new> M NUL path NUL`; of merges only files unlike those of every parent,
 * with as many colons, modes and old ids as there are parents. Oldest first, as far as git's order goes.
 */
export declare function listChanges(git: Git, { walk, limits, oldSides, commits }: ChangeOptions, question: TraceQuestion): Promise<Changes>;
/**
 * What these merges leave out that one of their parents has: `log -c` hides those that are as another parent, as `merge -s ours` makes them. `before`
 * has the versions of the parents that differ. Only of `paths`. Format: with `-m`, the log has an entry for each parent.
 */
export declare function mergeDrops(git: Git, merges: readonly string[], { objects }: TraceQuestion, paths: readonly Uint8Array[]): Promise<PathChange[]>;
