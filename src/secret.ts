// A credential's value that cannot print itself, and what to do with texts that may hold one that nobody found.

/**
 * What looks like a credential of ours, or like the beginning of one: a prefix, and sixteen characters that could be drawn at random. Names of
 * files (`hf_hub_download`, `api_reference`) have words between `_`, `-` and `.`; where a credential has these too, more is asked for.
 */
const TOKEN_SHAPE =
  /(?:hf_(?:oauth__refresh_|app_)?|api_(?:org_)?|oauth_app_secret_)[A-Za-z0-9]{16,}|HFAK[A-Za-z0-9]{12,}|(?:hf_jwt_|hf_oauth_)?eyJ[\w-]{16,}(?:\.[\w-]+){0,2}|hf_s3_(?=[a-z0-9_-]{0,40}[A-Z])(?=[A-Za-z_-]{0,40}[0-9])[\w-]{16,}(?:\.[\w-]+){0,2}/g;

/** Where texts that look like credentials stand in `text`, in UTF-16 units, end exclusive; in order, none touching another. */
export function tokenShapes(text: string): { readonly start: number; readonly end: number }[] {
  return Array.from(text.matchAll(TOKEN_SHAPE), ({ 0: { length }, index }) => ({ start: index, end: index + length }));
}

/** `text` with `[redacted]` for what looks like a credential. To be used before anything is cut: a piece of one looks like nothing. */
export function redactTokens(text: string): string {
  return text.replace(TOKEN_SHAPE, '[redacted]');
}

/** `text` in memory of its own: a part of a text keeps all of it alive. */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}

/** The first `width` characters of `text`; of a longer one, without what looks like a credential: the cut could leave a piece of it. */
export function shortened(text: string, width: number): string {
  return text.length <= width ? text : redactTokens(text).slice(0, width);
}

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
    this.#value = ownText(value);
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
