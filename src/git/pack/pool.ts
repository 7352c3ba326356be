// Memory for objects that come and go: what one leaves, another one takes.

/** Pieces below 2^12 bytes are not made. */
const SMALLEST = 12;

/** Pieces of memory, of which each has room for a power of two of bytes. */
export class Pool {
  readonly #make: (size: number) => Buffer | null;
  readonly #free: Buffer[][] = [];
  /** Those that are in use, by where they begin. */
  readonly #used = new Map<ArrayBufferLike, Map<number, Buffer>>();

  /** `make` gives more memory, or null where there is none. */
  constructor(make: (size: number) => Buffer | null) {
    this.#make = make;
  }

  /** A buffer of exactly `size` bytes, with anything in it. */
  take(size: number): Buffer | null {
    const power = Math.max(SMALLEST, 32 - Math.clz32(Math.max(size, 1) - 1));
    const piece = this.#free[power]?.pop() ?? this.#make(2 ** power);
    if (!piece) return null;
    let used = this.#used.get(piece.buffer);
    if (!used) this.#used.set(piece.buffer, (used = new Map()));
    used.set(piece.byteOffset, piece);
    return piece.subarray(0, size);
  }

  /** Takes back a buffer, if it came from here: nobody may use it any more. */
  give({ buffer, byteOffset }: Buffer): void {
    const used = this.#used.get(buffer);
    const piece = used?.get(byteOffset);
    if (!used || !piece) return;
    used.delete(byteOffset);
    if (used.size === 0) this.#used.delete(buffer);
    (this.#free[31 - Math.clz32(piece.length)] ??= []).push(piece);
  }
}
