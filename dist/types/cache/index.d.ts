import { type IdLength, OidSet } from './oid-set.js';
export { type IdLength, OidSet } from './oid-set.js';
export { cacheFolder } from './place.js';
/** What a scan leaves for the next one. None of it may be content, a path or a credential. */
export interface Scanned {
    /** Digest of all that decides what the scan gives; who reads the entry compares it. */
    readonly state: string;
    /** Counts and ids; any value that JSON can hold. */
    readonly summary: unknown;
    /** Raw ids of what was scanned and is clean, in any order, without separators. Not changed. */
    readonly ids: Uint8Array;
    readonly idLength: IdLength;
}
/** What a scan left. */
export interface Entry {
    readonly state: string;
    readonly summary: unknown;
    /** Reads the ids now; null if they are damaged, or were replaced since by others. */
    ids(): OidSet | null;
}
/**
 * Opens the cache in `folder` (an absolute path, see `cacheFolder`); makes it, and the user's secret, where they are missing.
 * Null if that cannot be or if others could have written there: a scan goes on without a cache. `user` is the user's number, as
 * `process.geteuid` gives it, and undefined where the system has none.
 */
export declare function openCache(folder: string, user: number | undefined): Cache | null;
/**
 * A cache that is open. Names are the parts that identify what was scanned (real path, digest of the rules, version, options …);
 * on the disk they are seen as an HMAC alone. Nothing here throws or waits.
 */
export declare class Cache {
    #private;
    constructor(folder: string, secret: Buffer);
    /** The entry of that name, without its ids yet. Null if there is none, or one that is damaged, forged or of another format. */
    read(name: readonly string[]): Entry | null;
    /**
     * Replaces the entry of that name, whole or not at all; of two writers the last one wins. If it cannot be written, or is
     * larger than the whole cache may be, the entry before stays. Older entries make room.
     */
    keep(name: readonly string[], scanned: Scanned): void;
}
