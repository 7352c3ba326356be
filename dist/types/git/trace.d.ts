import type { PathChange, Trace, TraceQuestion } from '../types.js';
import { type ChangeOptions } from './changes.js';
import { type Tip } from './peel.js';
import type { Git } from './runner.js';
export interface TraceOptions extends ChangeOptions {
    readonly refs: readonly Tip[];
    readonly head: string | null;
}
/**
 * Asks git, in three processes at once: the changes of the files, the graph of the commits, and what HEAD holds. What git cannot tell,
 * because history is damaged or made to explode, is left out: then less is known of an object, but it is known.
 */
export declare function traceHistory(git: Git, options: TraceOptions, question: TraceQuestion): Promise<Trace>;
type Known = Pick<Trace, 'changes' | 'positionOf' | 'headBlob'>;
/**
 * What merges leave out, see `Trace`. Asked of git only for the paths to which commits brought something that HEAD has not, and that no later commit
 * takes. `joining` gives the merges that could have left out what these commits brought.
 */
export declare function dropsOf(git: Git, question: TraceQuestion, { changes, positionOf, headBlob }: Known, joining: (commits: readonly string[]) => readonly string[]): Promise<PathChange[]>;
export {};
