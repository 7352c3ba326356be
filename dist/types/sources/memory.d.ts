import type { Source } from '../types.js';
/** Scans byte arrays as if they were files of a tree. Objects come in the order given. */
export declare function memorySource(files: readonly {
    readonly path: string;
    readonly bytes: Uint8Array;
}[]): Source;
