// A ledger that hands everything on, and knows whether all that passed through it was clean.
import type { Candidate, Ledger, SkipReason, Tally } from '../types.ts';

export class CountingLedger implements Ledger {
  readonly #ledger: Ledger;
  #objects = 0;
  #bytes = 0;
  /** Whether nothing was found, left out or partly read. */
  isClean = true;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  get counted(): Tally {
    return { objects: this.#objects, bytes: this.#bytes };
  }

  /** Counts as scanned what was so before. */
  add({ objects, bytes }: Tally): void {
    this.list(objects);
    this.size(bytes);
    this.scanned(bytes, objects);
  }

  /** Gives the candidates on; if there is one, it is not clean. */
  async *watch(candidates: Iterable<Candidate> | AsyncIterable<Candidate>): AsyncGenerator<Candidate> {
    for await (const candidate of candidates) {
      this.isClean = false;
      yield candidate;
    }
  }

  list(objects: number): void {
    this.#ledger.list(objects);
  }

  size(bytes: number): void {
    this.#ledger.size(bytes);
  }

  scanned(bytes: number, objects = 1): void {
    this.#objects += objects;
    this.#bytes += bytes;
    this.#ledger.scanned(bytes, objects);
  }

  deduplicated(bytes: number): void {
    this.isClean = false;
    this.#ledger.deduplicated(bytes);
  }

  partial(reason: SkipReason, bytes: number, example: Uint8Array): void {
    this.isClean = false;
    this.#ledger.partial(reason, bytes, example);
  }

  skipped(reason: SkipReason, bytes: number, example: Uint8Array): void {
    this.isClean = false;
    this.#ledger.skipped(reason, bytes, example);
  }
}
