// Git's deltas: an object written as copies from another one and what is new. gitformat-pack(5), "Deltified representation".

/** The sizes that a delta begins with, in bytes, and where its instructions do. */
export interface DeltaHead {
  readonly base: number;
  readonly result: number;
  readonly start: number;
}

/** More copies are not told: an object of so many pieces is searched as one. */
const MOST_COPIES = 1 << 16;

/** Where bytes of an object come from, in threes: `to` in the object, `from` in its base, and how many; ascending by `to`, none of them empty. */
export class Copies {
  #threes = new Int32Array(3 * 64);
  #length = 0;
  /** Whether there were too many. */
  isCut = false;

  /** Valid until the next delta. */
  get threes(): Int32Array {
    return this.#threes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    this.isCut = false;
  }

  /** What goes on where the copy before ended is one with it. */
  add(to: number, from: number, size: number): void {
    let at = this.#length - 3;
    if (at >= 0) {
      const before = this.#threes[at + 2] as number;
      if ((this.#threes[at] as number) + before === to && (this.#threes[at + 1] as number) + before === from) {
        this.#threes[at + 2] = before + size;
        return;
      }
    }
    at += 3;
    if (at === 3 * MOST_COPIES) {
      this.isCut = true;
      return;
    }
    if (at === this.#threes.length) {
      const larger = new Int32Array(2 * at);
      larger.set(this.#threes);
      this.#threes = larger;
    }
    this.#threes[at] = to;
    this.#threes[at + 1] = from;
    this.#threes[at + 2] = size;
    this.#length = at + 3;
  }
}

/** git reads no shorter ones, not even of nothing: two sizes and an instruction. Source: git's delta.h, DELTA_SIZE_MIN. */
const SHORTEST = 4;

/** Null for what is cut off, or larger than 2^32. */
export function deltaHead(delta: Buffer): DeltaHead | null {
  if (delta.length < SHORTEST) return null;
  let at = 0;
  const size = (): number => {
    let sum = 0;
    for (let weight = 1; weight < 2 ** 35; weight *= 128) {
      const byte = delta[at++] ?? 0x80;
      sum += (byte & 0x7f) * weight;
      if (byte < 0x80) return sum;
    }
    return -1;
  };
  const [base, result] = [size(), size()];
  return base < 0 || result < 0 ? null : { base, result, start: at };
}

/** Fills `target`, of exactly the result's size, and tells `copies`. False if the delta does not fit the base or the target. */
export function applyDelta(delta: Buffer, start: number, base: Buffer, target: Buffer, copies: Copies): boolean {
  copies.clear();
  let to = 0;
  for (let at = start; at < delta.length; ) {
    const code = delta[at++] as number;
    if (code < 0x80) {
      // What is new follows: so many bytes, of which there is one at least.
      if (code === 0 || at + code > delta.length || to + code > target.length) return false;
      if (code < 16) for (let i = 0; i < code; i++) target[to + i] = delta[at + i] as number;
      else delta.copy(target, to, at, at + code);
      at += code;
      to += code;
      continue;
    }
    // Bits 0 to 3 say which bytes of the place follow, bits 4 to 6 which of the size.
    let [from, size] = [0, 0];
    if (code & 0x01) from = delta[at++] as number;
    if (code & 0x02) from |= (delta[at++] as number) << 8;
    if (code & 0x04) from |= (delta[at++] as number) << 16;
    if (code & 0x08) from += (delta[at++] as number) * 2 ** 24;
    if (code & 0x10) size = delta[at++] as number;
    if (code & 0x20) size |= (delta[at++] as number) << 8;
    if (code & 0x40) size |= (delta[at++] as number) << 16;
    if (size === 0) size = 0x10000;
    if (at > delta.length || from + size > base.length || to + size > target.length) return false;
    base.copy(target, to, from, from + size);
    copies.add(to, from, size);
    to += size;
  }
  return to === target.length;
}
