// Where Python's strings end, and the texts and fields that f-strings are made of.
import { IDENTIFIER } from './characters.ts';
import { Scanner } from './scanner.ts';
import * as t from './tokens.ts';

/** F-strings inside fields of f-strings, at most; deeper ones are plain strings. */
const MAX_NESTING = 20;
/** Lines that a field of an f-string in single quotes may take; more of them is a quote that does not end. */
const MAX_FIELD_LINES = 20;
const LINE_FEED = 10;
const RETURN = 13;
const EXCLAMATION = 33;
const QUOTE = 34;
const BACKSLASH = 92;
const CAPITAL_N = 78;

/** The layer of the lexer that reads string literals. */
export abstract class Quotes extends Scanner {
  #nesting = 0;
  /** Characters that may still be read twice after an f-string that does not end. */
  #patience: number;
  /** From where on there is no `"""` (or `'''`) any more. */
  readonly #noTriple = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

  constructor(text: string) {
    super(text);
    this.#patience = 4 * text.length + 1000;
  }

  /** One token, or one stretch without any. True at the end of a field of an f-string. */
  protected abstract token(field: boolean): boolean;

  /** A string whose prefix begins at `start` and whose quote stands at `open`. */
  protected string(start: number, open: number): void {
    const text = this.text;
    const quote = text.charCodeAt(open);
    const isTriple = text.charCodeAt(open + 1) === quote && text.charCodeAt(open + 2) === quote;
    if (isTriple && !this.#isEnded(quote, open + 3)) {
      // Most likely the end of a string that began before the text does.
      this.at = open + 3;
      this.push(t.BROKEN, start, this.at);
      return;
    }
    const inside = open + (isTriple ? 3 : 1);
    if (open > start && this.#nesting < MAX_NESTING && /[ft]/i.test(text.slice(start, open)) && this.#patience > 0) {
      if (this.#format(start, inside, quote, isTriple)) return;
    }
    const end = this.#endOfString(inside, quote, isTriple);
    this.at = end;
    const isEnded = end > inside && text.charCodeAt(end - 1) === quote;
    this.push(isEnded || isTriple ? t.STRING : t.BROKEN, start, end);
  }

  #isEnded(quote: number, from: number): boolean {
    const which = quote === QUOTE ? 0 : 1;
    const none = this.#noTriple[which] as number;
    if (from >= none) return false;
    if (this.text.indexOf(which === 0 ? '"""' : "'''", from) !== -1) return true;
    this.#noTriple[which] = from;
    return false;
  }

  /** Behind the closing quote; at the newline or the end of the text if there is none. */
  #endOfString(inside: number, quote: number, isTriple: boolean): number {
    const text = this.text;
    for (let at = inside; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) {
        at++;
        if (text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === LINE_FEED) at++;
      } else if (code === quote) {
        if (!isTriple) return at + 1;
        if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) return at + 3;
      } else if (!isTriple && (code === LINE_FEED || code === RETURN)) return at;
    }
    return text.length;
  }

  /** The tokens of an f-string; false, with none of them left, if it does not end. */
  #format(start: number, inside: number, quote: number, isTriple: boolean): boolean {
    const count = this.count;
    const depth = this.depth;
    this.#nesting++;
    this.depth = 0;
    this.push(t.FORMAT, start, inside);
    this.at = inside;
    const isRaw = /r/i.test(this.text.slice(start, inside));
    const isWhole = this.#formatText(quote, isTriple, isRaw, false);
    this.#nesting--;
    this.depth = depth;
    if (isWhole) return true;
    this.#patience -= this.at - start;
    this.count = count;
    return false;
  }

  /** Texts and fields up to the closing quote, or up to the `}` of the field whose specification it is. */
  #formatText(quote: number, isTriple: boolean, isRaw: boolean, isSpecification: boolean): boolean {
    const text = this.text;
    for (let from = this.at; this.at < text.length; this.at++) {
      const at = this.at;
      const code = text.charCodeAt(at);
      const next = text.charCodeAt(at + 1);
      const isEnd = code === quote && (!isTriple || (next === quote && text.charCodeAt(at + 2) === quote));
      if (isEnd || (isSpecification && code === t.CLOSE_CURLY)) {
        if (at > from) this.push(t.FORMAT_TEXT, from, at);
        if (isSpecification) return !isEnd;
        this.at += isTriple ? 3 : 1;
        this.push(t.FORMAT_END, at, this.at);
        return true;
      }
      if (code === t.OPEN_CURLY) {
        if (next === t.OPEN_CURLY && !isSpecification) this.at++;
        else {
          if (at > from) this.push(t.FORMAT_TEXT, from, at);
          if (!this.#field(quote, isTriple, isRaw)) return false;
          from = this.at + 1;
        }
      } else if (code === BACKSLASH) {
        // \N{DASH} is a name, not a field; a raw one has no such names.
        if (next === CAPITAL_N && !isRaw && text.charCodeAt(at + 2) === t.OPEN_CURLY) this.at = this.#endOfName(at + 3);
        else if (next !== t.OPEN_CURLY && next !== t.CLOSE_CURLY) this.at++;
      } else if (!isTriple && (code === LINE_FEED || code === RETURN)) return false;
    }
    return false;
  }

  #endOfName(from: number): number {
    let at = from;
    while (/[A-Za-z0-9 -]/.test(this.text.charAt(at))) at++;
    return at;
  }

  /** From `{` to `}`, both included; stands at the latter then. */
  #field(quote: number, isTriple: boolean, isRaw: boolean): boolean {
    const text = this.text;
    const open = this.at++;
    if (this.#nesting >= MAX_NESTING) return false;
    this.push(t.FIELD, open, this.at);
    for (let lines = 0; !this.token(true); ) {
      if (this.at >= text.length) return false;
      const code = text.charCodeAt(this.at);
      if (!isTriple && (code === LINE_FEED || code === RETURN) && ++lines > MAX_FIELD_LINES) return false;
    }
    if (text.charCodeAt(this.at) === EXCLAMATION) {
      const from = this.at++;
      while (IDENTIFIER[text.charCodeAt(this.at)] === 1) this.at++;
      this.push(t.CONVERSION, from, this.at);
    }
    if (text.charCodeAt(this.at) === t.COLON) {
      this.push(t.SPECIFICATION, this.at, ++this.at);
      this.#nesting++;
      const isWhole = this.#formatText(quote, isTriple, isRaw, true);
      this.#nesting--;
      if (!isWhole) return false;
    }
    if (text.charCodeAt(this.at) !== t.CLOSE_CURLY) return false;
    this.push(t.FIELD_END, this.at, this.at + 1);
    return true;
  }
}
