// Numbers that only look like chance: the same for the same seed, so that what was found can be found again.

/** A generator of the family sfc32. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  /** `name` and `number` choose among streams of numbers that have nothing to do with one another. */
  constructor(seed: number, name: string, number: number) {
    this.#a = seed | 0;
    this.#b = number | 0;
    this.#c = Math.floor(number / 2 ** 32) | 0;
    for (let at = 0; at < name.length; at++) this.#c = Math.imul(this.#c ^ name.charCodeAt(at), 0x01000193);
    for (let round = 0; round < 12; round++) this.next();
  }

  /** 32 bits. */
  next(): number {
    const sum = (this.#a + this.#b + this.#count++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** A whole number from 0 to `limit` - 1; 0 where there is none. */
  below(limit: number): number {
    return limit > 0 ? Math.floor((this.next() / 2 ** 32) * limit) : 0;
  }

  /** One of some, of which there is one at least. */
  of<T>(some: readonly T[]): T {
    return some[this.below(some.length)] as T;
  }

  /** True once in `times` times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  bytes(size: number): Buffer {
    const bytes = Buffer.allocUnsafe(size);
    for (let at = 0; at < size; at++) bytes[at] = this.next();
    return bytes;
  }
}
