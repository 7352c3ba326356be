import type { OldSides, PathChange, Trace, TraceQuestion } from '../types.js';
import { type Walk } from './object-listing.js';
import { type Tip } from './peel.js';
import type { Git } from './runner.js';
export interface TraceOptions {
    readonly walk: Walk;
    /** Arguments that limit the walk further. */
    readonly limits: readonly string[];
    readonly refs: readonly Tip[];
    readonly head: string | null;
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
/**
 * Asks git, in three processes at once: the changes of the files, the graph of the commits, and what HEAD holds. What git cannot tell,
 * because history is damaged or made to explode, is left out: then less is known of an object, but it is known.
 */
export declare function traceHistory(git: Git, options: TraceOptions, question: TraceQuestion): Promise<Trace>;
/** The changes by which these few commits bring or take what is asked for; as in `Trace`. */
export declare function changesOf(git: Git, commits: readonly string[], question: TraceQuestion): Promise<PathChange[]>;
