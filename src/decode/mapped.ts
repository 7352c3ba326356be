// Text that was decoded in groups, with the way back.
import type { Passage } from '../types.ts';

/** Decoded bytes, each with the group of bytes that it came from: [starts[i], ends[i]) of the segment. */
export class Mapped {
  readonly #codes: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  get length(): number {
    return this.#codes.length;
  }

  add(code: number, start: number, end: number): void {
    this.#codes.push(code);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** All of it; `base` is where the segment begins in the object. */
  passage(base: number, trail: string): Passage {
    const [starts, ends] = [this.#starts, this.#ends];
    const last = starts.length - 1;
    return {
      kind: 'decoded',
      text: Buffer.from(this.#codes).toString('latin1'),
      trail: [trail],
      toSource: (start, end) => [
        {
          start: base + (starts[Math.min(start, last)] ?? 0),
          end: base + (ends[Math.min(Math.max(start, end - 1), last)] ?? 0),
        },
      ],
    };
  }
}
