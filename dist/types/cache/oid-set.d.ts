/** Length of a raw object id in bytes: SHA-1 or SHA-256. */
export type IdLength = 20 | 32;
/**
 * A set of raw object ids. Costs their bytes (9.3 MB for 465,684 SHA-1 ids) and a table of 256 kB, which the first `has` makes.
 */
export declare class OidSet {
    #private;
    readonly idLength: IdLength;
    /** Number of ids. */
    readonly size: number;
    /** `sorted`: raw ids without separators, as `sortOids` gives them; kept, not copied. */
    constructor(sorted: Buffer, idLength: IdLength);
    /** Whether the id, raw or in hexadecimal, is in the set. What is no whole id of this length is not. */
    has(id: string | Uint8Array): boolean;
    /** All ids, raw, ascending, each once, without separators. The set's own bytes: to be read, or written again beside more. */
    toBuffer(): Buffer;
}
/**
 * Raw ids without separators, in any order, as a new buffer: ascending, each once. No chosen ids make it take longer than n log n.
 */
export declare function sortOids(ids: Uint8Array, idLength: IdLength): Buffer;
