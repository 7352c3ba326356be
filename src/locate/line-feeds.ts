// Counts the line feeds of large texts in WebAssembly.
import { wasm } from 'hfleaks:wasm/locate/line-feeds';
import { hasSimd, start } from '../wasm.ts';

/** The exports of line-feeds.as.ts. */
interface Exports {
  count(length: number): number;
  behind(): number;
  beyond(from: number, length: number): number;
}

/** Counts in pieces, which are put at the beginning of its memory. */
export interface LineFeeds extends Exports {
  readonly piece: Uint8Array;
}

const PIECE = 1 << 16;

/** Null where it cannot be. */
let started: LineFeeds | null | undefined;

/** What counts; null where there is no WebAssembly with SIMD, or no memory for it. */
export function lineFeeds(): LineFeeds | null {
  return (started ??= hasSimd() ? begin() : null);
}

function begin(): LineFeeds | null {
  try {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
    const { count, behind, beyond } = start<Exports>(wasm, memory);
    return { count, behind, beyond, piece: new Uint8Array(memory.buffer, 0, PIECE) };
  } catch {
    return null;
  }
}
