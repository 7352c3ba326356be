// A list of offsets that grows without being copied: of notebooks that are made of short strings there are millions.

const BITS = 12;
const SIZE = 1 << BITS;

/** Numbers below 2^32, added at the end, in order. */
export class Offsets {
  readonly #blocks: Uint32Array[] = [];
  length = 0;

  push(offset: number): void {
    const place = this.length++ & (SIZE - 1);
    if (place === 0) this.#blocks.push(new Uint32Array(SIZE));
    (this.#blocks.at(-1) as Uint32Array)[place] = offset;
  }

  /** The offset number `index`; 0 where there is none. */
  at(index: number): number {
    return this.#blocks[index >> BITS]?.[index & (SIZE - 1)] ?? 0;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}
