// Whether what is read in pieces is code that speaks of credentials: such code is not followed, and that must be told.
import { isCode, mayBeScript, saysCode } from '../path.ts';
import type { Segment, Sieve } from '../types.ts';

/** What a file imports counts beside each of its pieces: so many of its first bytes. */
const HEAD = 1 << 16;
const NOTHING = Buffer.alloc(0);

/** Sees the pieces of one object, in order. */
export class LargeCode {
  readonly #isRisky: Sieve['isRisky'] | null;
  readonly #path: Uint8Array | null;
  #head = NOTHING;
  #isFound = false;

  /** `path` is null where it is not known. */
  constructor({ isRisky }: Pick<Sieve, 'isRisky'>, path: Uint8Array | null) {
    this.#isRisky = path && !isCode(path) && !mayBeScript(path) ? null : isRisky;
    this.#path = path;
  }

  see({ from, bytes }: Segment): void {
    if (this.#isFound || !this.#isRisky) return;
    if (from === 0) this.#head = Buffer.from(bytes.subarray(0, HEAD));
    // Most of what is large is data, of which the name or the first bytes say that it is no script.
    if (this.#path && !(isCode(this.#path) ? saysCode(this.#path, this.#head) : this.#head[0] === 0x23)) return;
    this.#isFound = this.#isRisky(this.#path, from === 0 ? bytes : Buffer.concat([this.#head, bytes]));
  }

  get isFound(): boolean {
    return this.#isFound;
  }
}
