// What threads that read packs together say to each other.
import type { ObjectType } from '../git/object-format.ts';
import type { PackLayout } from '../git/pack/reader.ts';
import { STRETCHES } from '../git/pack/turns.ts';
import type { TokenRule } from '../types.ts';

/** Trees come first: they say which blobs are notebooks. */
export const PHASES = { meta: ['commit', 'tree', 'tag'], blobs: ['blob'] } as const;
export type Phase = keyof typeof PHASES;

/** In a batch, by their position here plus one. */
export const TYPES: readonly ObjectType[] = ['commit', 'tree', 'blob', 'tag'];
/** The bytes of the object are in the batch, since they must be looked at. */
export const IS_TOLD = 8;

export interface PackTask {
  /** Paths without ending. */
  readonly packs: readonly string[];
  readonly objectFormat: 'sha1' | 'sha256';
  /** What may be held at once, in bytes. */
  readonly memory: number;
  /** `STRETCHES` bytes for each pack in each phase, phase by phase; see `Turns`. */
  readonly taken: SharedArrayBuffer;
  readonly rules: readonly TokenRule[];
}

/** Objects of a pack that were read, of one phase. */
export interface PackBatch {
  readonly phase: Phase;
  readonly pack: number;
  /** Of their ids in the index. */
  readonly places: Uint32Array;
  readonly sizes: Uint32Array;
  readonly kinds: Uint8Array;
  /** Those of the objects that are told, one behind the other, and what room is left behind them. */
  readonly bytes: Uint8Array;
}

/** From the thread that reads besides: what it knows of the packs, first; then phase by phase what it read, and that it has read all there was for it. */
export type Told =
  | { readonly layouts: readonly (PackLayout | null)[] }
  | { readonly batch: PackBatch }
  | { readonly end: Phase };

/** To it: the bytes of a batch, which were looked at, to be used again; and the ids of all notebooks, one behind the other, for which it waits where it did not read all trees itself. */
export type Answer = { readonly room: Uint8Array } | { readonly notebooks: Uint8Array };

/** The stretches of a pack that were taken. */
export function stretchesOf(taken: SharedArrayBuffer, pack: number, phase: Phase): Uint8Array {
  const size = taken.byteLength / 2;
  return new Uint8Array(taken, (phase === 'meta' ? 0 : size) + pack * STRETCHES, STRETCHES);
}
