import type { Source } from '../types.js';
/** Scans a stream under the name `path`, whose ending tells what it is. It is never held whole if it is large. */
export declare function stdinSource(stream: AsyncIterable<Uint8Array>, path: string): Source;
