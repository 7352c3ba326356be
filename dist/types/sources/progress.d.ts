/** How far a scan is. Bytes are those of the objects, unpacked. */
export interface Progress {
    readonly objects: number;
    readonly bytes: number;
    readonly totalObjects: number;
    readonly totalBytes: number;
}
