// A list of offsets that, beyond its first block, grows without being copied: of notebooks that are made of short strings there are millions.

const BITS = 12;
const SIZE = 1 << BITS;
/** Most lists are short: so many numbers lie beside the list itself, where V8 has room for 64 bytes. */
const FEW = 16;
const TIMES = 8;

/** Numbers below 2^32, added at the end, in order. */
export class Offsets {
  readonly #blocks: Uint32Array[] = [];
  length = 0;

  push(offset: number): void {
    const place = this.length++ & (SIZE - 1);
    let block = this.#blocks.at(-1);
    if (!block || place === 0) this.#blocks.push((block = new Uint32Array(block ? SIZE : FEW)));
    else if (place === block.length) this.#blocks[0] = block = resized(block);
    block[place] = offset;
  }

  /** The offset number `index`; 0 where there is none. */
  at(index: number): number {
    return this.#blocks[index >> BITS]?.[index & (SIZE - 1)] ?? 0;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}

function resized(block: Uint32Array): Uint32Array {
  const larger = new Uint32Array(Math.min(SIZE, block.length * TIMES));
  larger.set(block);
  return larger;
}
