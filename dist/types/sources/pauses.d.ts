/** Tells when it is time to let the event loop run, about every 50 ms, so that an interrupt is heard. */
export declare class Pauses {
    #private;
    constructor(signal?: AbortSignal);
    /** `work`: 1 for a small file, 1 for each 32 KiB of a large one. */
    due(work: number): boolean;
    /** Throws `interrupted` if the run was called off. */
    take(): Promise<void>;
}
