// The account of what is read beside what is scanned: what of it cannot be read is told, since what is new, or shown, is judged by it.
import type { Unread } from '../git/aside.ts';
import type { Ledger } from '../types.ts';

/** Objects that could not be read, each told once. */
export class UnreadObjects {
  readonly #ledger: Ledger;
  readonly #told = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Takes an object as told, which the scan could not read either. */
  know(oid: string): void {
    this.#told.add(oid);
  }

  /** Counts an object as one that was to be read and was not. */
  readonly tell: Unread = (type, oid, why) => {
    if (this.#told.has(oid)) return;
    this.#told.add(oid);
    this.#ledger.list(1);
    this.#ledger.skipped(why, 0, Buffer.from(`${type} ${oid}`));
  };
}
