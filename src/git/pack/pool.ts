// Memory for objects that come and go: what one leaves, another one takes.

/** Pieces below 2^12 bytes are not made. */
const SMALLEST = 12;

/** Pieces of memory, of which each has room for a power of two of bytes. */
export class Pool {
  readonly #make: (size: number) => Buffer | null;
  readonly #free: Buffer[][] = [];
  /** Those that are in use, the latest last. They are few, and no map: what comes and goes has one made anew each time. */
  readonly #used: Buffer[] = [];

  /** `make` gives more memory, or null where there is none. */
  constructor(make: (size: number) => Buffer | null) {
    this.#make = make;
  }

  /** A buffer of exactly `size` bytes, with anything in it. */
  take(size: number): Buffer | null {
    const power = Math.max(SMALLEST, 32 - Math.clz32(Math.max(size, 1) - 1));
    // One that is twice as large is better than one more.
    const piece = this.#free[power]?.pop() ?? this.#free[power + 1]?.pop() ?? this.#make(2 ** power);
    if (!piece) return null;
    this.#used.push(piece);
    return piece.subarray(0, size);
  }

  /** Takes back a buffer, if it came from here: nobody may use it any more. */
  give({ buffer, byteOffset }: Buffer): void {
    for (let at = this.#used.length - 1; at >= 0; at--) {
      const piece = this.#used[at] as Buffer;
      if (piece.byteOffset !== byteOffset || piece.buffer !== buffer) continue;
      const last = this.#used.pop() as Buffer;
      if (last !== piece) this.#used[at] = last;
      (this.#free[31 - Math.clz32(piece.length)] ??= []).push(piece);
      return;
    }
  }
}
