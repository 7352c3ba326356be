import { HfleaksError } from '../errors.js';
import type { SkipReason } from '../types.js';
import type { Git, GitProcess } from './runner.js';
export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';
/**
 * An object as git served it: its bytes (valid until the next object is taken) if it has at most the limit, else a stream that must be
 * read before the next is taken.
 */
export type GitObject = {
    readonly kind: 'bytes';
    readonly type: ObjectType;
    readonly bytes: Buffer;
} | {
    readonly kind: 'stream';
    readonly type: ObjectType;
    readonly stream: AsyncIterable<Uint8Array>;
    /** Why the stream ended before the object did; null if it did not. */
    damage(): SkipReason | null;
} | {
    readonly kind: 'problem';
    readonly problem: SkipReason;
};
/** Ids in hex, by position. */
export interface OidSequence {
    readonly length: number;
    hex(index: number): string;
}
export interface BatchOptions {
    /** The largest object that comes as bytes, in bytes, by its position. */
    readonly wholeLimit: (index: number) => number;
    /** A process that was started already; see `startReader`. */
    readonly waiting?: GitProcess | undefined;
}
/** Starts the process that reads objects, before it is known which. */
export declare function startReader(git: Git): GitProcess;
/**
 * Gives one answer for each of `oids`, in their order. What git cannot read comes as a problem: `missing-object`, `corrupt-object`,
 * `alloc-limit` or `timeout`; git is then started again behind it, unless it has stopped answering anything. Each process first answers
 * a question whose answer is known.
 * Format: git-cat-file(1), BATCH OUTPUT: `<oid> SP <type> SP <size> LF <bytes> LF`.
 */
export declare class BatchReader {
    #private;
    constructor(git: Git, oids: OidSequence, options: BatchOptions);
    /** The next object, undefined if git must be waited for with `more()`, null at the end. */
    take(): GitObject | null | undefined;
    /** Waits until git has written more. What happens to git is told by the next `take()`. */
    more(): Promise<void>;
    /** Stops git. */
    close(): void;
    /** The next object, waited for; null at the end. */
    next(): Promise<GitObject | null>;
}
export declare function protocolError(): HfleaksError;
