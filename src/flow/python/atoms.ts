// Python's expressions in brackets, lambdas and parameters.
import type { Comprehension, Expression, FunctionExpression as Lambda, Mapping, Parameter } from '../syntax.ts';
import { Strings } from './strings.ts';
import * as t from './tokens.ts';

type Loop = Comprehension['loops'][number];
type Entry = Mapping['entries'][number];

/** The layer that reads what needs no operator. */
export abstract class Atoms extends Strings {
  /** `a if b else c`, `lambda: a`, and all that binds more tightly. */
  abstract test(): Expression;
  /** `a or b` and all that binds as tightly as `minimum` (`tokens.ts`, PRECEDENCE). */
  abstract binary(minimum: number): Expression;
  /** `test`, `name := test`, `*a`, `**a`, `yield a`. */
  abstract item(): Expression;

  /** `(a)`, `(a, b)`, `(a for b in c)`, `()`. */
  protected parenthesized(): Expression {
    const { start } = this;
    this.next();
    if (this.take(t.CLOSE)) return this.#sequence(start, [], 0);
    const first = this.item();
    if (this.kind === t.FOR || this.kind === t.ASYNC) return this.comprehension(start, first, t.CLOSE);
    if (this.take(t.CLOSE)) return first;
    if (this.kind !== t.COMMA) {
      this.skip();
      if (this.take(t.CLOSE)) return first;
      if (this.kind !== t.COMMA) return first;
    }
    const { height } = this;
    this.next();
    const items = [first];
    return this.#sequence(start, items, this.#items(items, t.CLOSE, height));
  }

  /** `[a, b]`, `[a for b in c]`. */
  protected list(): Expression {
    const { start } = this;
    this.next();
    if (this.take(t.CLOSE_SQUARE)) return this.#sequence(start, [], 0);
    const first = this.item();
    if (this.kind === t.FOR || this.kind === t.ASYNC) return this.comprehension(start, first, t.CLOSE_SQUARE);
    const { height } = this;
    const items = [first];
    if (!this.take(t.COMMA) && this.kind !== t.CLOSE_SQUARE) this.#recover();
    return this.#sequence(start, items, this.#items(items, t.CLOSE_SQUARE, height));
  }

  /** What is left of a list after its first comma, with the closing bracket; the height of the highest. */
  #items(items: Expression[], close: number, first: number): number {
    let height = first;
    while (this.kind !== close && t.BEGINS[this.kind] === 1) {
      items.push(this.item());
      height = Math.max(height, this.height);
      if (!this.take(t.COMMA) && this.kind !== close) this.#recover();
    }
    if (!this.take(close)) this.unclosed(close);
    return height;
  }

  #recover(): void {
    this.skip();
    this.take(t.COMMA);
  }

  /** A bracket that does not close where it should: over what is left up to the one that does. */
  protected unclosed(close: number): void {
    while (this.kind !== close) {
      this.skip();
      if (!this.take(t.COMMA)) break;
    }
    this.take(close);
  }

  #sequence(start: number, items: Expression[], height: number): Expression {
    this.height = height + 1;
    return { kind: 'sequence', start, end: this.last, items };
  }

  /** `{a: b, **c}`, `{a, b}` and their comprehensions. */
  protected curly(): Expression {
    const { start } = this;
    this.next();
    const entries: Entry[] = [];
    const items: Expression[] = [];
    let height = 0;
    let isMapping = this.kind === t.CLOSE_CURLY;
    while (this.kind !== t.CLOSE_CURLY && t.BEGINS[this.kind] === 1) {
      const isSpread = this.take(t.POWER);
      const first = isSpread ? this.binary(5) : this.item();
      height = Math.max(height, this.height);
      if (isSpread) entries.push({ key: null, value: first });
      else if (this.take(t.COLON)) {
        const value = this.test();
        height = Math.max(height, this.height);
        entries.push({ key: first, value });
      } else items.push(first);
      isMapping ||= entries.length > 0;
      if (this.kind === t.FOR || this.kind === t.ASYNC) {
        const element: Expression = isMapping
          ? { kind: 'mapping', start: first.start, end: this.last, entries }
          : first;
        this.height = height + 1;
        return this.comprehension(start, element, t.CLOSE_CURLY);
      }
      if (!this.take(t.COMMA) && this.kind !== t.CLOSE_CURLY) this.#recover();
    }
    if (!this.take(t.CLOSE_CURLY)) this.unclosed(t.CLOSE_CURLY);
    this.height = height + 1;
    if (!isMapping) return { kind: 'sequence', start, end: this.last, items };
    for (const value of items) entries.push({ key: null, value });
    return { kind: 'mapping', start, end: this.last, entries };
  }

  /**
   * The loops behind `element` and the closing bracket (`close` 0: none). A test becomes a loop that binds nothing: its target is an opaque
   * named `if`, for the calls in it count.
   */
  protected comprehension(start: number, element: Expression, close: number): Expression {
    let { height } = this;
    const loops: Loop[] = [];
    for (;;) {
      const { start: at } = this;
      if (this.take(t.IF)) {
        const target: Expression = { kind: 'opaque', start: at, end: this.last, name: 'if', parts: [] };
        loops.push({ target, iterable: this.#condition() });
      } else if (this.kind === t.FOR || (this.kind === t.ASYNC && this.peek() === t.FOR)) {
        this.take(t.ASYNC);
        this.next();
        const target = this.targets();
        if (!this.take(t.IN)) break;
        loops.push({ target, iterable: this.is(t.LAMBDA) ? this.test() : this.binary(1) });
      } else break;
      height = Math.max(height, this.height);
    }
    if (close !== 0 && !this.take(close)) this.unclosed(close);
    this.height = height + 1;
    return { kind: 'comprehension', start, end: this.last, element, loops };
  }

  #condition(): Expression {
    if (this.kind === t.LAMBDA) return this.test();
    const { start } = this;
    const left = this.binary(1);
    if (!this.take(t.WALRUS)) return left;
    const right = this.binary(1);
    this.height++;
    return { kind: 'operation', start, end: this.last, operator: ':=', operands: [left, right] };
  }

  /** What `for` binds: `a`, `a, *b`, `(a, b)`, `a.b`. */
  targets(): Expression {
    const { start } = this;
    const first = this.#target();
    if (this.kind !== t.COMMA) return first;
    const items = [first];
    let { height } = this;
    while (this.take(t.COMMA) && t.BEGINS[this.kind] === 1) {
      items.push(this.#target());
      height = Math.max(height, this.height);
    }
    this.height = height + 1;
    return { kind: 'sequence', start, end: this.last, items };
  }

  #target(): Expression {
    const { start } = this;
    if (!this.take(t.STAR)) return this.binary(5);
    const operand = this.binary(5);
    this.height++;
    return { kind: 'operation', start, end: this.last, operator: '*', operands: [operand] };
  }

  /** `lambda a, b=1: c`. */
  protected lambda(): Lambda {
    const { start } = this;
    this.next();
    const parameters = this.parameters(t.COLON);
    let { height } = this;
    this.take(t.COLON);
    const from = this.start;
    const value = this.test();
    height = Math.max(height, this.height);
    this.height = height + 2;
    const end = this.last;
    return {
      kind: 'function',
      start,
      end,
      parameters,
      body: [{ kind: 'exit', start: from, end, keyword: 'return', values: [value] }],
    };
  }

  /** Up to `close`, which stays: `)` of a `def`, or the colon of a lambda, which has no annotations. `*a` is an operation `*` as a target. */
  protected parameters(close: number): Parameter[] {
    const parameters: Parameter[] = [];
    let height = 0;
    while (this.kind !== close && this.kind !== t.LINE && this.kind !== t.END) {
      const { start } = this;
      const operator = this.kind === t.STAR || this.kind === t.POWER ? this.word() : '';
      if (operator !== '') this.next();
      if (this.kind === t.NAME || this.kind === t.OPEN) {
        const inner = this.binary(11);
        const target: Expression =
          operator === '' ? inner : { kind: 'operation', start, end: this.last, operator, operands: [inner] };
        const annotation = close === t.CLOSE && this.take(t.COLON) ? this.annotation() : '';
        this.height = 0;
        const standard = this.take(t.EQUAL) ? this.test() : null;
        height = Math.max(height, this.height);
        parameters.push({ start, end: this.last, target, standard, annotation });
      } else this.take(t.SLASH);
      if (this.take(t.COMMA) || this.kind === close) continue;
      if (close === t.COLON && this.isClosing()) break;
      this.skip();
      if (!this.take(t.COMMA)) break;
    }
    this.height = height + 1;
    return parameters;
  }

  /** The text of a type, up to what cannot belong to it. */
  protected annotation(): string {
    const { start } = this;
    for (let depth = 0; this.kind !== t.LINE && this.kind !== t.END; this.next()) {
      const { kind } = this;
      if (kind === t.OPEN || kind === t.OPEN_SQUARE || kind === t.OPEN_CURLY || kind === t.FIELD) depth++;
      else if (this.isClosing() && --depth < 0) break;
      else if (depth === 0 && (kind === t.EQUAL || kind === t.COMMA || kind === t.COLON || kind === t.SEMICOLON)) break;
    }
    return this.text.slice(start, Math.max(start, this.last));
  }
}
