// Where a parser of Python stands: the token at hand, the gaps so far, and the two measures that keep hostile nesting in bounds.
import type { Expression, Opaque, Span } from '../syntax.ts';
import * as t from './tokens.ts';

/** Brackets, operators and functions inside each other, at most; what is deeper is a gap. */
export const MAX_DEPTH = 150;
/** Nodes of the result above each other, at most: `a.b.c` grows without any nesting. */
export const MAX_HEIGHT = 600;

export class Cursor {
  readonly text: string;
  readonly gaps: Span[] = [];
  readonly #tokens: t.Tokens;
  /** The index and the kind of the token at hand. */
  at = 0;
  kind: number;
  depth = 0;
  /** How many nodes the longest path of the expression has that was read last. */
  height = 1;

  constructor(tokens: t.Tokens) {
    this.text = tokens.text;
    this.#tokens = tokens;
    this.kind = tokens.kinds[0] as number;
  }

  next(): void {
    if (this.kind !== t.END) this.kind = this.#tokens.kinds[++this.at] as number;
  }

  /** The kind of a token behind the one at hand. */
  peek(distance = 1): number {
    return this.at + distance < this.#tokens.count ? (this.#tokens.kinds[this.at + distance] as number) : t.END;
  }

  get start(): number {
    return this.#tokens.starts[this.at] as number;
  }

  /** Where the token before the one at hand ends. */
  get last(): number {
    const { kinds, starts, ends } = this.#tokens;
    const at = Math.max(this.at - 1, 0);
    return (kinds[at] === t.LINE ? starts[at] : ends[at]) as number;
  }

  /** The column, at a LINE. */
  get column(): number {
    return this.#tokens.ends[this.at] as number;
  }

  /** The column of the LINE so many tokens on. */
  columnAt(distance: number): number {
    return this.#tokens.ends[this.at + distance] as number;
  }

  word(): string {
    return this.text.slice(this.#tokens.starts[this.at], this.#tokens.ends[this.at]);
  }

  wordAt(distance: number): string {
    return this.text.slice(this.#tokens.starts[this.at + distance], this.#tokens.ends[this.at + distance]);
  }

  is(kind: number): boolean {
    return this.kind === kind;
  }

  /** Goes over a token of this kind, if it is at hand. */
  take(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.next();
    return true;
  }

  gap(start: number, end: number): void {
    const previous = this.gaps.at(-1);
    if (previous !== undefined && previous.end >= start)
      this.gaps[this.gaps.length - 1] = { start: previous.start, end };
    else this.gaps.push({ start, end });
  }

  /** Goes on to the next comma or closing bracket outside of inner ones, or to the end of the line; what is left out is a gap. */
  skip(start = this.start): void {
    let depth = 0;
    for (; !this.#isStop(depth); this.next()) {
      if (this.kind === t.OPEN || this.kind === t.OPEN_SQUARE || this.kind === t.OPEN_CURLY || this.kind === t.FIELD)
        depth++;
      else if (this.isClosing()) depth--;
    }
    this.gap(start, Math.max(start, this.last));
  }

  /** An expression that is not read: all up to the next comma or bracket that does not belong to it. */
  opaque(start: number): Opaque {
    this.skip(start);
    this.height = 1;
    return { kind: 'opaque', start, end: Math.max(start, this.last), name: '', parts: [] };
  }

  /** `expression`, or, where it would be too high, an opaque one of the same span. */
  bounded(expression: Expression): Expression {
    if (this.height < MAX_HEIGHT) return expression;
    const { start, end } = expression;
    this.gap(start, end);
    this.height = 1;
    return { kind: 'opaque', start, end, name: '', parts: [] };
  }

  isClosing(): boolean {
    const { kind } = this;
    return kind === t.CLOSE || kind === t.CLOSE_SQUARE || kind === t.CLOSE_CURLY || kind === t.FIELD_END;
  }

  #isStop(depth: number): boolean {
    const { kind } = this;
    if (kind === t.LINE || kind === t.END) return true;
    return depth === 0 && (kind === t.COMMA || this.isClosing() || kind === t.CONVERSION || kind === t.SPECIFICATION);
  }
}
