// Hands versions over to versions.as.ts, which compares them with what they were made from.
import type { AnchorForm, Origin, Run, Searched } from '../types.ts';
import type { VectorSearch } from './vectors.ts';

/** Where a form stands, and whether that is confirmed, is one number: its offset times this, the number of its form times 2, and 1 if it is. */
export const STEP = 2 ** 17;

/** What stands where in the room, as versions.as.ts has it: heads, places, new places, what to ask for, changes, two kinds of ranges. */
const [MOST, HEAD] = [1 << 15, 16];
const ASK = HEAD + 16 * MOST;
const TOUCHED_RUNS = ASK + 12 * MOST + 8;
const OPENED_RUNS = TOUCHED_RUNS + 8 * MOST + 8;
/** And behind it, what is not in memory where it is called: copies, then places. */
const COPIES = OPENED_RUNS + 8 * MOST + 8;
const KNOWN = COPIES + 12 * MOST;
const ROOM = KNOWN + 8 * MOST;

/** The places in some bytes, by offset and then by form; none of those `toAsk` for is confirmed. Valid until the next comparison. */
export interface Compared {
  readonly places: Float64Array;
  readonly toAsk: Uint32Array;
}

/** Tells of the bytes that were compared last. */
export interface Comparison {
  /** `known` are the places of what the bytes were made from. Null where there is too much of anything. */
  compare(bytes: Uint8Array, origin: Origin<Searched> | null, known: Float64Array): Compared | null;
  /** Pairs of start and end: the runs that a change is in or next to; of them, those in which something can be, or at the beginning. */
  runsTold(): { readonly touched: Uint32Array; readonly opened: Uint32Array };
  /** The runs in a part of the bytes, counted from its beginning. */
  runs(from: number, to: number): readonly Run[];
}

const NO_PLACES = new Float64Array(0);
const NONE = new Uint32Array(0);
const NOTHING: Compared = { places: NO_PLACES, toAsk: NONE };

/** Takes memory at once, and no more later. Throws RangeError where there is none. `shortest` as in `Openers`. */
export function createComparison(
  { version, memory, take, addressOf, runsAt, settings }: VectorSearch,
  forms: readonly AnchorForm[],
  shortest: number,
): Comparison {
  const sizes = forms.map(({ bytes, reach }) => [bytes.length, reach] as const);
  const [longest, farthest] = [0, 1].map((which) =>
    sizes.reduce((most, size) => Math.max(most, size[which] as number), 0),
  );
  const all = [longest as number, farthest as number, ...settings, shortest, ...sizes.flat()];
  const room = take(ROOM + 4 * all.length);
  new Uint32Array(memory.buffer, room + ROOM).set(all);
  let words = new Uint32Array(memory.buffer);
  let doubles = new Float64Array(memory.buffer);
  let address = 0;

  const told = (at: number, counted: number, size: number): Uint32Array => {
    const count = words[(room + counted) >>> 2] as number;
    return count === 0 ? NONE : words.subarray((room + at) >>> 2, ((room + at) >>> 2) + size * count);
  };

  return {
    compare(bytes, origin, known) {
      const copies = origin?.copies ?? NONE;
      const at = addressOf(bytes);
      if (at === null || copies.length >= 3 * MOST || known.length > MOST) return null;
      address = at;
      if (words.buffer !== memory.buffer) {
        words = new Uint32Array(memory.buffer);
        doubles = new Float64Array(memory.buffer);
      }
      const isHere = copies.buffer === memory.buffer;
      if (!isHere && copies.length > 0) words.set(copies, (room + COPIES) >>> 2);
      if (known.length > 0) doubles.set(known, (room + KNOWN) >>> 3);
      const from = isHere ? copies.byteOffset : room + COPIES;
      const [size, copied] = [origin?.size ?? 0, copies.length / 3];
      const count = version(at, bytes.length, size, from, copied, room + KNOWN, known.length, room + ROOM, room);
      if (count < 0) return null;
      if (count === 0) return NOTHING;
      const first = (room + HEAD) >>> 3;
      return { places: doubles.subarray(first, first + count), toAsk: told(ASK, 0, 1) };
    },
    runsTold: () => ({ touched: told(TOUCHED_RUNS, 4, 2), opened: told(OPENED_RUNS, 8, 2) }),
    runs: (from, to) => runsAt(address + from, to - from),
  };
}
