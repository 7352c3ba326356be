import type { Source } from '../types.js';
/** Scans byte arrays as if they were files of a tree. Objects come in the order given. Throws `usage` for content that is no byte array. */
export declare function memorySource(files: readonly {
    readonly path: string;
    readonly bytes: Uint8Array;
}[]): Source;
