// Python's text as a table of tokens, in one pass: lines with their columns, names, numbers, operators, magics of notebooks.
import { DECIMAL, endOfNumber, IDENTIFIER, IDENTIFIER_START, isWide, isWideSpace } from './characters.ts';
import { operatorAt } from './operators.ts';
import { Quotes } from './quotes.ts';
import * as t from './tokens.ts';

const TAB = 9;
const LINE_FEED = 10;
const FORM_FEED = 12;
const RETURN = 13;
const SPACE = 32;
const EXCLAMATION = 33;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const QUESTION = 63;
const BACKSLASH = 92;

/** What `tokenize` is told. */
export interface LexerOptions {
  /** Whether lines that only IPython understands are MAGIC tokens. */
  readonly notebook: boolean;
}

/** The tokens of `text` in order, newlines inside brackets still among them as LINE. Linear, never throws. */
export function tokenize(text: string, { notebook }: LexerOptions): t.Tokens {
  return new Lexer(text, notebook).run();
}

class Lexer extends Quotes {
  readonly #notebook: boolean;
  #hasPrompts = false;

  constructor(text: string, notebook: boolean) {
    super(text);
    this.#notebook = notebook;
  }

  run(): t.Tokens {
    if (this.text.charCodeAt(0) === 0xfeff) this.at = 1;
    this.#line();
    while (this.at < this.text.length) this.token(false);
    return this.tokens();
  }

  /** At the beginning of a line: to its first token, over lines that have none. */
  #line(): void {
    const text = this.text;
    for (let column = 0; ; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === SPACE) column++;
      else if (code === TAB) column = (column | 7) + 1;
      else if (code === LINE_FEED || code === RETURN || code === FORM_FEED) column = 0;
      else if (code === HASH) this.at = this.endOfLine(this.at) - 1;
      else if (this.at >= text.length) return;
      else if (this.#isPrompt()) {
        this.at += 3;
        column = 0;
      } else {
        this.push(t.LINE, this.at, column);
        if (this.#notebook && this.depth === 0) this.#magicLine(code);
        return;
      }
    }
  }

  /** One token, or one stretch without any. True at the end of a field of an f-string. */
  protected token(field: boolean): boolean {
    const text = this.text;
    const start = this.at;
    const code = text.charCodeAt(start);
    if (IDENTIFIER_START[code] === 1 || isWide(code)) this.#name(start, code);
    else if (code === SPACE || code === TAB || code === FORM_FEED) this.at++;
    else if (code === LINE_FEED || code === RETURN) {
      this.at++;
      if (!field) this.#line();
    } else if (code === QUOTE || code === APOSTROPHE) this.string(start, start);
    else if (code === HASH) this.at = this.endOfLine(start);
    else if (DECIMAL[code] === 1 || (code === t.DOT && DECIMAL[text.charCodeAt(start + 1)] === 1)) {
      this.at = endOfNumber(text, start);
      this.push(t.NUMBER, start, this.at);
    } else if (code === BACKSLASH) this.#backslash(start);
    else return this.#operator(start, code, field);
    return false;
  }

  /** IPython goes over `>>> ` and, below it, `... `. */
  #isPrompt(): boolean {
    if (!this.#notebook || this.depth > 0) return false;
    const isFirst = this.text.startsWith('>>> ', this.at);
    this.#hasPrompts ||= isFirst;
    return isFirst || (this.#hasPrompts && this.text.startsWith('... ', this.at));
  }

  #name(start: number, first: number): void {
    const text = this.text;
    if (first > 127 && isWideSpace(first)) {
      this.at++;
      return;
    }
    let end = start + 1;
    let code = text.charCodeAt(end);
    while (IDENTIFIER[code] === 1 || (code > 127 && !isWideSpace(code))) code = text.charCodeAt(++end);
    const length = end - start;
    if (length <= 3 && (code === QUOTE || code === APOSTROPHE) && /^[rbuft]+$/i.test(text.slice(start, end))) {
      this.string(start, end);
      return;
    }
    this.at = end;
    let kind = t.NAME;
    if (length > 1 && length < 9) kind = t.KEYWORDS.get(text.slice(start, end)) ?? t.NAME;
    // Before Python 3.7, and after a dot, these are names.
    if (kind === t.ASYNC && !/^[ \t]*(?:def|with|for)\b/.test(text.slice(end, end + 30))) kind = t.NAME;
    else if (kind !== t.NAME && this.count > 0 && this.kinds[this.count - 1] === t.DOT && kind !== t.IMPORT)
      kind = t.NAME;
    this.push(kind, start, end);
  }

  #backslash(start: number): void {
    const next = this.text.charCodeAt(start + 1);
    if (next === LINE_FEED) this.at += 2;
    else if (next === RETURN) this.at += this.text.charCodeAt(start + 2) === LINE_FEED ? 3 : 2;
    else {
      this.at++;
      this.push(t.BROKEN, start, this.at);
    }
  }

  #operator(start: number, code: number, field: boolean): boolean {
    const isOutside = this.depth === 0;
    const { text } = this;
    const next = text.charCodeAt(start + 1);
    if (code === t.OPEN || code === t.OPEN_SQUARE || code === t.OPEN_CURLY) this.depth++;
    else if (code === t.CLOSE || code === t.CLOSE_SQUARE || code === t.CLOSE_CURLY) {
      if (!isOutside) this.depth--;
      else if (field && code === t.CLOSE_CURLY) return true;
    } else if (isOutside) {
      // `{a:b}`, `{a!r}`; but `{a != b}`.
      if (field) {
        if (code === t.COLON || (code === EXCLAMATION && next !== t.EQUAL)) return true;
      } else if (this.#notebook && this.#isMagic(code, next)) {
        if (code === QUESTION) while (this.count > 1 && this.kinds[this.count - 1] !== t.LINE) this.count--;
        this.#magic(code === QUESTION ? (this.starts[this.count - 1] as number) : start);
        return false;
      }
    }
    const found = operatorAt(text, start, code);
    this.at = start + (found >> 8);
    this.push(found & 255, start, this.at);
    return false;
  }

  /** `x = !ls`, `x = %time f()`, `name?`. */
  #isMagic(code: number, next: number): boolean {
    if (code === QUESTION) return true;
    if (code === EXCLAMATION) return next !== t.EQUAL;
    return code === t.PERCENT && this.kinds[this.count - 1] === t.EQUAL && IDENTIFIER_START[next] === 1;
  }

  /** `!ls`, `%env X`, `?name` at the beginning of a line. */
  #magicLine(code: number): void {
    const next = this.text.charCodeAt(this.at + 1);
    const isMagic =
      code === EXCLAMATION ||
      code === QUESTION ||
      (code === t.PERCENT && (IDENTIFIER_START[next] === 1 || next === t.PERCENT));
    if (isMagic) this.#magic(this.at);
  }

  /** From `start` to the end of the line, or of the last one that a backslash continues. */
  #magic(start: number): void {
    const text = this.text;
    let end = this.endOfLine(start);
    while (end < text.length) {
      const last = end - 1;
      if (text.charCodeAt(last) !== BACKSLASH) break;
      end = this.endOfLine(end + (text.startsWith('\r\n', end) ? 2 : 1));
    }
    this.at = end;
    this.push(t.MAGIC, start, end);
  }
}
