import type { OidSequence } from './batch.js';
/** A set of object ids in the order in which they came. */
export declare class ObjectList implements OidSequence {
    #private;
    constructor(objectFormat: 'sha1' | 'sha256');
    get length(): number;
    /** Bytes of one id. */
    get width(): 20 | 32;
    hex(index: number): string;
    /** An id in bytes; valid until the next `add`. */
    raw(index: number): Buffer;
    /** All ids in their order, one behind the other; valid until the next `add`. */
    get ids(): Buffer;
    /** Adds an id and gives its position, the old one if it is there already. */
    add(hex: string): number;
    /** As `add`, for an id in bytes. */
    addRaw(bytes: Uint8Array, from: number): number;
    /** The position of an id, -1 if it is not here. */
    indexOf(hex: string): number;
    /** As `indexOf`, for an id in bytes. */
    indexOfRaw(bytes: Uint8Array, from: number): number;
}
