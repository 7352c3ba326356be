// Finds a text wherever it stands in bytes: names are looked for in whole files, in each of their versions.
import { wasm } from 'hfleaks:wasm/sieve/find';
import type { Find } from '../types.ts';
import { hasSimd, start } from '../wasm.ts';

/** The exports of find.as.ts. */
interface Exports {
  find(bytes: number, from: number, length: number, text: number, size: number, out: number, most: number): number;
}

/** In memory: the text, then places of 4 bytes, then a piece of the bytes. */
const PLACES = 1 << 10;
const PIECES = PLACES + (1 << 15);
const ROOM = (PIECES - PLACES) / 4;
const PIECE = 5 * (1 << 16) - PIECES - 64;
/** Below that, it is not worth a start. */
const SMALL = 1 << 14;

interface Started extends Exports {
  readonly memory: Uint8Array;
  readonly places: Uint32Array;
}

/** Null where it cannot be. */
let started: Started | null | undefined;

/** In WebAssembly, for what is not short. */
export const find: Find = (bytes, text, most) => {
  if (bytes.length < SMALL || text.length > PLACES || !hasSimd()) return null;
  if (started === undefined) started = begin();
  return started && inPieces(started, bytes, text, most);
};

function inPieces({ find, memory, places }: Started, bytes: Uint8Array, text: string, most: number): readonly number[] {
  for (let at = 0; at < text.length; at++) memory[at] = text.charCodeAt(at);
  const found: number[] = [];
  let from = 0;
  for (let base = 0; base < bytes.length; base += PIECE - text.length + 1) {
    const piece = bytes.subarray(base, base + PIECE);
    memory.set(piece, PIECES);
    from = Math.max(from, base);
    for (let count = ROOM; count === ROOM; ) {
      count = find(PIECES, from - base, piece.length, 0, text.length, PLACES, Math.min(ROOM, most - found.length));
      for (let at = 0; at < count; at++) found.push(base + (places[at] as number));
      if (found.length === most) return found;
      if (count > 0) from = (found.at(-1) as number) + text.length;
    }
    if (base + PIECE >= bytes.length) break;
  }
  return found;
}

function begin(): Started | null {
  try {
    const memory = new WebAssembly.Memory({ initial: 5, maximum: 5 });
    const { find } = start<Exports>(wasm, memory);
    return { find, memory: new Uint8Array(memory.buffer), places: new Uint32Array(memory.buffer, PLACES, ROOM) };
  } catch {
    // Where addresses are limited, there may be none for it.
    return null;
  }
}
