import type { ObjectTable } from '../git/object-listing.js';
import type { Git } from '../git/runner.js';
import type { Candidate, Ledger, Sieve } from '../types.js';
import type { Pauses } from './pauses.js';
/** How far a scan is. Bytes are those of the objects, unpacked. */
export interface Progress {
    readonly objects: number;
    readonly bytes: number;
    readonly totalObjects: number;
    readonly totalBytes: number;
}
export interface ObjectScanOptions {
    readonly git: Git;
    readonly table: ObjectTable;
    readonly sieve: Sieve;
    readonly ledger: Ledger;
    readonly pauses: Pauses;
    /** The repository inside the scanned one that this is; see `Place`. */
    readonly repository?: Uint8Array | undefined;
    /** Larger blobs are left out; in bytes. */
    readonly maxBlobSize?: number | undefined;
    /** Positions in the table of what was scanned before, as a text, and was clean; it counts as scanned. */
    readonly isKnown?: ((index: number) => boolean) | undefined;
    /** Positions of blobs that are notebooks, of which the trees that say so are not in the table. */
    readonly notebooks?: readonly number[] | undefined;
    readonly progress?: ((now: Progress) => void) | undefined;
}
export declare class ObjectScan {
    #private;
    /** Positions of blobs that have a notebook's name somewhere. */
    readonly notebooks: Set<number>;
    /** Commits of other repositories that trees name. */
    readonly submodules: Set<string>;
    /** Positions of what gave a candidate or could not be read. */
    readonly marked: Set<number>;
    constructor(options: ObjectScanOptions);
    /** Yields what the sieve sees something in. Everything in the table is listed in the ledger, and settled at the end. */
    run(): AsyncGenerator<Candidate>;
}
