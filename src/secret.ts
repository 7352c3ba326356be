// A credential's value that cannot print itself.

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** Shortest value of which the last four characters are shown: 30 hidden letters of 52 hide 171 bits. */
const MASK_MIN_HIDDEN = 18;

/**
 * A credential's value, sealed. Every way of turning it into text gives its mask: the prefix, `…` and the last four
 * characters (`hf_…Wx9k`) where at least 18 characters (over 100 bits) stay hidden, else `[redacted]`. Only `reveal()` gives
 * the value; `test/architecture.test.ts` names the rooms that may call it.
 */
export class Secret {
  readonly #value: string;
  readonly #mask: string;

  /** `prefix` is the part of `value` that every credential of the kind shares, such as `hf_`; `''` if there is none. */
  constructor(value: string, prefix: string) {
    const hidden = value.length - prefix.length - 4;
    this.#value = value;
    this.#mask = value.startsWith(prefix) && hidden >= MASK_MIN_HIDDEN ? `${prefix}…${value.slice(-4)}` : '[redacted]';
  }

  get mask(): string {
    return this.#mask;
  }

  /** The value itself. Never print, store or log it. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return this.#mask;
  }

  toJSON(): string {
    return this.#mask;
  }

  [Symbol.toPrimitive](): string {
    return this.#mask;
  }

  [inspect](): string {
    return this.#mask;
  }
}
