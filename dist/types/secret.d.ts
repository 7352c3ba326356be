/** Where texts that look like credentials stand in `text`, in UTF-16 units, end exclusive; in order, none touching another. */
export declare function tokenShapes(text: string): {
    readonly start: number;
    readonly end: number;
}[];
/** `text` with `[redacted]` for what looks like a credential. To be used before anything is cut: a piece of one looks like nothing. */
export declare function redactTokens(text: string): string;
/** `text` in memory of its own: a part of a text keeps all of it alive. */
export declare function ownText(text: string): string;
/** The first `width` characters of `text`; of a longer one, without what looks like a credential: the cut could leave a piece of it. */
export declare function shortened(text: string, width: number): string;
declare const inspect: unique symbol;
/**
 * A credential's value, sealed. Every way of turning it into text gives its mask: the prefix, `…` and the last four
 * characters (`hf_…Wx9k`) where at least 18 characters (over 100 bits) stay hidden, else `[redacted]`. Only `reveal()` gives
 * the value; `test/architecture.test.ts` names the rooms that may call it.
 */
export declare class Secret {
    #private;
    /** `prefix` is the part of `value` that every credential of the kind shares, such as `hf_`; `''` if there is none. */
    constructor(value: string, prefix: string);
    get mask(): string;
    /** The value itself. Never print, store or log it. */
    reveal(): string;
    equals(other: Secret): boolean;
    toString(): string;
    toJSON(): string;
    [Symbol.toPrimitive](): string;
    [inspect](): string;
}
export {};
