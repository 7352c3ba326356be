// Python's functions and classes, with their decorators.
import type { Definition, Expression, Statement } from '../syntax.ts';
import { Statements } from './statements.ts';
import * as t from './tokens.ts';

/** The layer that reads `def` and `class`. */
export abstract class Definitions extends Statements {
  /** A colon, and the statements behind it or the lines below it that are indented deeper than `column`. */
  protected abstract body(column: number): Statement[];

  protected decorated(out: Statement[], start: number, column: number): void {
    const decorators: Expression[] = [];
    while (this.take(t.AT)) {
      decorators.push(this.item());
      if (this.kind !== t.LINE && this.kind !== t.END) this.rest();
      if (this.kind !== t.LINE || this.column !== column) break;
      const next = this.peek();
      if (next !== t.AT && next !== t.DEF && next !== t.CLASS && next !== t.ASYNC) break;
      this.next();
    }
    this.take(t.ASYNC);
    if (this.kind === t.DEF) out.push(this.function(start, column, decorators));
    else if (this.kind === t.CLASS) out.push(this.class(start, column, decorators));
    else
      for (const value of decorators) out.push({ kind: 'expression', start, end: value.end, value, isSilenced: false });
  }

  protected function(start: number, column: number, decorators: readonly Expression[]): Definition {
    const name = this.#definedName();
    const isOpen = this.take(t.OPEN);
    const parameters = isOpen ? this.parameters(t.CLOSE) : [];
    if (isOpen && !this.take(t.CLOSE)) this.unclosed(t.CLOSE);
    if (this.take(t.ARROW)) this.annotation();
    const body = this.body(column);
    const end = this.last;
    return {
      kind: 'definition',
      start,
      end,
      what: 'function',
      name,
      decorators,
      bases: [],
      parameters,
      body,
      isExported: false,
    };
  }

  protected class(start: number, column: number, decorators: readonly Expression[]): Definition {
    const name = this.#definedName();
    const bases = this.kind === t.OPEN ? this.arguments().map(({ value }) => value) : [];
    const body = this.body(column);
    const end = this.last;
    return {
      kind: 'definition',
      start,
      end,
      what: 'class',
      name,
      decorators,
      bases,
      parameters: [],
      body,
      isExported: false,
    };
  }

  /** The name behind `def` or `class`, and over its type parameters: `def f[T: int]`. */
  #definedName(): string {
    this.next();
    const name = this.kind === t.NAME ? this.word() : '';
    this.take(t.NAME);
    if (this.kind !== t.OPEN_SQUARE) return name;
    let depth = 0;
    do {
      if (this.kind === t.OPEN_SQUARE) depth++;
      else if (this.kind === t.CLOSE_SQUARE) depth--;
      this.next();
    } while (depth > 0 && !this.is(t.LINE) && !this.is(t.END));
    return name;
  }

  /** What is left of a line that was not understood. */
  protected rest(): void {
    const { start } = this;
    while (this.kind !== t.LINE && this.kind !== t.END) this.next();
    this.gap(start, Math.max(start, this.last));
  }
}
