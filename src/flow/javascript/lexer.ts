// Gives the tokens of JavaScript one after the other; whoever reads them says where a regex, a template or JSX begins.
import { isDigit, isLineEnd, isNamePart, isNameStart, isSpace } from './characters.ts';

export const END: number = 0;
export const NAME: number = 1;
export const PRIVATE: number = 2;
export const NUMBER: number = 3;
export const STRING: number = 4;
/** A backtick alone: the parser reads on from it. */
export const TEMPLATE: number = 5;
export const SIGN: number = 6;

/** `>` is always alone: what it is part of depends on whether a list of types is open. */
const SIGNS = `{ } ( ) [ ] ; , ~ @ : > . ... < <= << <<= = == === => ! != !== + ++ += - -- -= * ** *= **= / /= % %=
 & && &= &&= | || |= ||= ^ ^= ? ?? ??= ?.`.split(/\s+/);
/** By first character, longest first. */
const SIGNS_BY_CODE: string[][] = Array.from({ length: 128 }, () => []);
for (const sign of SIGNS.sort((a, b) => b.length - a.length)) SIGNS_BY_CODE[sign.charCodeAt(0)]?.push(sign);
/** Signs that no longer one begins with. */
const SINGLE_BY_CODE = SIGNS_BY_CODE.map((signs) =>
  signs.length === 1 && signs[0]?.length === 1 ? signs[0] : undefined,
);

const BACKSLASH = 92;

/** Where a lexer stands. */
export interface Position {
  readonly kind: number;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly newline: boolean;
  readonly lastEnd: number;
}

/** One pass over a text; `kind`, `value`, `start` and `end` are those of the token that comes next. */
export class Lexer {
  readonly text: string;
  kind = END;
  /** The name, the sign, or the digits; `''` for strings, whose text lies between `start` and `end`. */
  value = '';
  start = 0;
  end = 0;
  /** Whether a line ends before the token. */
  newline = true;
  /** Where the token before ended. */
  lastEnd = 0;
  /** Characters that may still be read twice, so that all work stays linear. */
  retries: number;

  constructor(text: string) {
    this.text = text;
    this.retries = text.length + 10_000;
    if (text.startsWith('#!')) this.end = this.lineEnd(0);
  }

  get position(): Position {
    const { kind, value, start, end, newline, lastEnd } = this;
    return { kind, value, start, end, newline, lastEnd };
  }

  /** Back to a position; what was read since then is charged to `retries`. */
  rewind(position: Position): void {
    this.retries -= this.end - position.start;
    this.kind = position.kind;
    this.value = position.value;
    this.start = position.start;
    this.end = position.end;
    this.newline = position.newline;
    this.lastEnd = position.lastEnd;
  }

  isSign(value: string): boolean {
    return this.kind === SIGN && this.value === value;
  }

  isName(value: string): boolean {
    return this.kind === NAME && this.value === value;
  }

  /** Takes the sign if it is next. */
  eat(value: string): boolean {
    if (this.kind !== SIGN || this.value !== value) return false;
    this.next();
    return true;
  }

  /** Takes the word if it is next. */
  eatName(value: string): boolean {
    if (this.kind !== NAME || this.value !== value) return false;
    this.next();
    return true;
  }

  /** Goes on to the token at or after `at`, as if the one before had ended there. */
  nextFrom(at: number): void {
    this.end = at;
    this.next();
  }

  next(): void {
    const { text } = this;
    this.lastEnd = this.end;
    this.newline = this.end === 0;
    const start = this.skipSpace(this.end);
    this.start = start;
    if (start >= text.length) return this.setToken(END, '', text.length);
    const code = text.charCodeAt(start);
    if (isNameStart(code) || code === BACKSLASH) return this.readName(NAME, start, start);
    if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(start + 1)))) return this.readNumber(start);
    if (code === 34 || code === 39) return this.setToken(STRING, '', this.stringEnd(start));
    if (code === 96) return this.setToken(TEMPLATE, '`', start + 1);
    if (code === 35 && isNameStart(text.charCodeAt(start + 1))) return this.readName(PRIVATE, start, start + 1);
    const single = SINGLE_BY_CODE[code];
    if (single !== undefined) return this.setToken(SIGN, single, start + 1);
    for (const sign of SIGNS_BY_CODE[code] ?? []) {
      if (sign.length > 1 && !text.startsWith(sign, start)) continue;
      // `a?.5:1` is a condition.
      if (sign === '?.' && isDigit(text.charCodeAt(start + 2))) continue;
      return this.setToken(SIGN, sign, start + sign.length);
    }
    this.setToken(SIGN, text.charAt(start), start + 1);
  }

  /** The end of white space and comments that begin at `from`; sets `newline` where a line ends in them. */
  skipSpace(from: number): number {
    const { text } = this;
    let at = from;
    for (; at < text.length; ) {
      const code = text.charCodeAt(at);
      if (isSpace(code)) {
        if (isLineEnd(code)) this.newline = true;
        at++;
      } else if (code === 47 && text.charCodeAt(at + 1) === 47) {
        at = this.lineEnd(at);
      } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
        const close = text.indexOf('*/', at + 2);
        const end = close < 0 ? text.length : close + 2;
        if (!this.newline) this.newline = /[\n\r]/.test(text.slice(at, end));
        at = end;
      } else if (code === 60 && text.startsWith('<!--', at)) {
        at = this.lineEnd(at);
      } else if (code === 45 && this.newline && text.startsWith('-->', at)) {
        at = this.lineEnd(at);
      } else break;
    }
    return at;
  }

  /** The first unit of what follows the token that is next; NaN at the end. */
  peekCode(): number {
    const { newline } = this;
    const at = this.skipSpace(this.end);
    this.newline = newline;
    return this.text.charCodeAt(at);
  }

  /** The end of a regex that begins with the `/` or `/=` that is next; -1 if none ends on its line. */
  regexEnd(): number {
    const { text } = this;
    if (this.retries <= 0) return -1;
    let isInClass = false;
    for (let at = this.start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isLineEnd(code)) break;
      if (code === BACKSLASH) at++;
      else if (code === 91) isInClass = true;
      else if (code === 93) isInClass = false;
      else if (code === 47 && !isInClass) {
        at++;
        while (at < text.length && isNamePart(text.charCodeAt(at))) at++;
        return at;
      }
    }
    this.retries -= this.lineEnd(this.start) - this.start;
    return -1;
  }

  /** The end of the text of a template from `from`: at its backtick, at a `${`, or at the end of all. */
  templateTextEnd(from: number): number {
    const { text } = this;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) at++;
      else if (code === 96 || (code === 36 && text.charCodeAt(at + 1) === 123)) return at;
    }
    return text.length;
  }

  private setToken(kind: number, value: string, end: number): void {
    this.kind = kind;
    this.value = value;
    this.end = end;
  }

  private readName(kind: number, start: number, from: number): void {
    const { text } = this;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isNamePart(code)) continue;
      if (code !== BACKSLASH || text.charCodeAt(at + 1) !== 117) break;
      // An escape in a name: `\u0061` or `\u{61}`; the latter's braces are part of it.
      at++;
      const close = text.charCodeAt(at + 1) === 123 ? text.slice(at, at + 10).indexOf('}') : -1;
      if (close > 0) at += close;
    }
    if (at === from) return this.setToken(SIGN, text.charAt(start), start + 1);
    this.setToken(kind, text.slice(start, at), at);
  }

  private readNumber(start: number): void {
    const { text } = this;
    const isRadix = text.charCodeAt(start) === 48 && /[xob]/i.test(text.charAt(start + 1));
    let hasDot = isRadix;
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isNamePart(code)) continue;
      if (code === 46 && !hasDot) hasDot = true;
      else if ((code === 43 || code === 45) && !isRadix && /e/i.test(text.charAt(at - 1))) hasDot = true;
      else break;
    }
    this.setToken(NUMBER, text.slice(start, at), at);
  }

  /** After the closing quote; a string without one ends with its line. */
  private stringEnd(start: number): number {
    const { text } = this;
    const quote = text.charCodeAt(start);
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return at + 1;
      if (code === BACKSLASH) {
        at++;
        if (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10) at++;
      } else if (code === 10 || code === 13) return at;
    }
    return text.length;
  }

  private lineEnd(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end;
  }
}
