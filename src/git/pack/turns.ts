// Divides the families of a pack between threads: each stretch of it goes to the one that comes first.

/** Stretches of a pack, whatever its size. */
export const STRETCHES = 1024;

/** The turns of one thread. `taken` is a shared array of `STRETCHES` bytes for each pack and each reading of it, all zero before. */
export class Turns {
  readonly #taken: Uint8Array;
  readonly #isFromEnd: boolean;
  #isShared = false;

  /** With `isFromEnd`, the last stretch first: two threads meet in the middle, and each reads on where it was. */
  constructor(taken: Uint8Array, isFromEnd: boolean) {
    this.#taken = taken;
    this.#isFromEnd = isFromEnd;
  }

  /** Whether another thread has taken any, of those that were asked for. */
  get isShared(): boolean {
    return this.#isShared;
  }

  /** Of ascending numbers below `count`, those of the stretches that were not taken when they came; ascending in each. */
  *of(roots: Int32Array, count: number): Generator<number> {
    const ends = new Uint32Array(STRETCHES);
    for (const root of roots) (ends[Math.floor((root * STRETCHES) / count)] as number)++;
    for (let stretch = 1; stretch < STRETCHES; stretch++)
      ends[stretch] = (ends[stretch] as number) + (ends[stretch - 1] as number);
    for (let turn = 0; turn < STRETCHES; turn++) {
      const stretch = this.#isFromEnd ? STRETCHES - 1 - turn : turn;
      const own = roots.subarray(ends[stretch - 1] ?? 0, ends[stretch]);
      if (own.length === 0) continue;
      if (Atomics.exchange(this.#taken, stretch, 1) === 0) yield* own;
      else this.#isShared = true;
    }
  }
}
