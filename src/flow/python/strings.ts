// What Python's string literals say: prefixes, escapes, fields of f-strings.
import type { Expression, Text } from '../syntax.ts';
import { Cursor } from './cursor.ts';
import * as t from './tokens.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\n': '',
  '\r\n': '',
};
const ESCAPE = /\\(?:(\r\n|[\s\S])|$)/g;
const NUMBERED = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\r\n|[\s\S])|$)/g;

/** The layer that reads string literals. */
export abstract class Strings extends Cursor {
  /** `a`, `a, *b`, `yield a`: what may stand in a field. */
  abstract expressions(): Expression;

  /** One literal or several side by side; the token at hand is a STRING or a FORMAT. */
  protected strings(): Text {
    const { start } = this;
    const parts: (string | Expression)[] = [];
    let height = 0;
    this.depth++;
    for (;;) {
      if (this.kind === t.STRING) {
        append(parts, literal(this.word()));
        this.next();
      } else if (this.kind === t.FORMAT) height = Math.max(height, this.#format(parts));
      else break;
    }
    this.depth--;
    this.height = height + 1;
    return { kind: 'text', start, end: this.last, parts: parts.length === 0 ? [''] : parts };
  }

  #format(parts: (string | Expression)[]): number {
    const isRaw = /r/i.test(this.word());
    let height = 0;
    for (this.next(); this.kind !== t.FORMAT_END && this.kind !== t.END; ) {
      if (this.kind === t.FORMAT_TEXT) {
        append(parts, unescaped(this.word().replace(/\{\{/g, '{').replace(/\}\}/g, '}'), isRaw));
        this.next();
      } else if (this.kind === t.FIELD) height = Math.max(height, this.#field(parts));
      else this.next();
    }
    this.next();
    return height;
  }

  /** From FIELD over FIELD_END; what stands in its specification comes after it. */
  #field(parts: (string | Expression)[]): number {
    this.next();
    const value = this.expressions();
    let { height } = this;
    const at = parts.push(value) - 1;
    this.take(t.EQUAL);
    if (this.kind !== t.CONVERSION && this.kind !== t.SPECIFICATION && this.kind !== t.FIELD_END) this.#skipInField();
    this.take(t.CONVERSION);
    if (this.take(t.SPECIFICATION)) {
      while (this.kind !== t.FIELD_END && this.kind !== t.END) {
        if (this.kind === t.FORMAT_TEXT) {
          parts[at] = truncated(value, this.word());
          this.next();
        } else if (this.kind === t.FIELD && this.depth < 100) {
          this.depth++;
          height = Math.max(height, this.#field(parts));
          this.depth--;
        } else this.next();
      }
    }
    this.take(t.FIELD_END);
    return height + 1;
  }

  /** A comma or a bracket that has no place in a field ends no skipping here. */
  #skipInField(): void {
    const { start } = this;
    for (let depth = 0; this.kind !== t.END; this.next()) {
      if (this.kind === t.FIELD) depth++;
      else if (this.kind === t.FIELD_END && --depth < 0) break;
      else if (depth === 0 && (this.kind === t.CONVERSION || this.kind === t.SPECIFICATION)) break;
    }
    this.gap(start, Math.max(start, this.last));
  }
}

/** `{token:.4}` shows the first four characters: a slice. */
function truncated(value: Expression, specification: string): Expression {
  const width = /^[^.]*\.(\d{1,9})s?$/.exec(specification)?.[1];
  if (width === undefined) return value;
  const { start, end } = value;
  return {
    kind: 'subscript',
    start,
    end,
    object: value,
    index: { kind: 'slice', start: end, end, from: null, to: Number(width) },
  };
}

function append(parts: (string | Expression)[], text: string): void {
  const last = parts.at(-1);
  if (typeof last === 'string') parts[parts.length - 1] = last + text;
  else parts.push(text);
}

/** What the literal `token` says, without its prefix and its quotes. */
function literal(token: string): string {
  let open = 0;
  while (token.charCodeAt(open) !== 34 && token.charCodeAt(open) !== 39) open++;
  const quote = token.charAt(open);
  const width = token.length >= open + 6 && token.startsWith(quote.repeat(3), open) ? 3 : 1;
  const inside = token.slice(open + width, token.endsWith(quote) ? -width : undefined);
  return unescaped(inside, open > 0 && /r/i.test(token.slice(0, open)));
}

function unescaped(text: string, isRaw: boolean): string {
  if (isRaw || !text.includes('\\')) return text;
  if (!/\\[xuU0-7]/.test(text)) return text.replace(ESCAPE, (whole, letter?: string) => simple(whole, letter));
  return text.replace(NUMBERED, (whole, x?: string, u?: string, long?: string, octal?: string, letter?: string) => {
    const hexadecimal = x ?? u ?? long;
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hexadecimal === undefined) return simple(whole, letter);
    const code = Number.parseInt(hexadecimal, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function simple(whole: string, letter: string | undefined): string {
  if (letter === undefined) return whole;
  return SIMPLE[letter] ?? (letter === '\\' || letter === '"' || letter === "'" ? letter : whole);
}
