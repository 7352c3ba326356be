// Names that were scanned, so that what only repeats them is not told a second time.
import type { Hit, Sieve } from '../types.ts';

/** What names are made of where a credential is in them; longer than any of these. */
const WORD = /^[\w.-]*/;
const LENGTH = 256;

/** A sieve that overlooks words of the names it was given, where they stand as they are. */
export class ToldNames implements Sieve {
  readonly #sieve: Sieve;
  readonly #words = new Set<string>();

  constructor(sieve: Sieve) {
    this.#sieve = sieve;
  }

  get reach(): number {
    return this.#sieve.reach;
  }

  /** Takes any bytes; of a file, all its words become known. */
  add(bytes: Uint8Array): void {
    for (const hit of this.#sieve.hits(bytes)) this.#words.add(wordAt(bytes, hit));
  }

  hits(bytes: Uint8Array): readonly Hit[] {
    const hits = this.#sieve.hits(bytes);
    if (hits.length === 0 || this.#words.size === 0) return hits;
    return hits.filter((hit) => hit.form.decoder !== 'plain' || !this.#words.has(wordAt(bytes, hit)));
  }
}

function wordAt(bytes: Uint8Array, { offset }: Hit): string {
  const { buffer, byteOffset, length } = bytes;
  const text = Buffer.from(buffer, byteOffset, length).toString('latin1', offset, offset + LENGTH);
  return (WORD.exec(text) as RegExpExecArray)[0];
}
