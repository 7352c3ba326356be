// Python's operators, by precedence: ternaries, `:=`, `yield`, and lists of all these.
import type { Expression } from '../syntax.ts';
import { MAX_DEPTH } from './cursor.ts';
import { Postfix } from './postfix.ts';
import * as t from './tokens.ts';

/** The layer that reads whole expressions. */
export abstract class Expressions extends Postfix {
  /** `a`, `a, *b`: what stands on either side of `=`. */
  expressions(): Expression {
    const { start } = this;
    const first = this.item();
    if (this.kind !== t.COMMA) return first;
    const items = [first];
    let { height } = this;
    while (this.take(t.COMMA) && t.BEGINS[this.kind] === 1) {
      items.push(this.item());
      height = Math.max(height, this.height);
    }
    this.height = height + 1;
    return { kind: 'sequence', start, end: this.last, items };
  }

  item(): Expression {
    if (this.kind === t.YIELD) return this.yielded();
    const { start } = this;
    const left = this.test();
    if (this.kind !== t.WALRUS || this.depth >= MAX_DEPTH) return left;
    this.next();
    const { height } = this;
    this.depth++;
    const right = this.item();
    this.depth--;
    this.height = Math.max(height, this.height) + 1;
    return { kind: 'operation', start, end: this.last, operator: ':=', operands: [left, right] };
  }

  /** `yield`, `yield a, b`, `yield from a`. */
  protected yielded(): Expression {
    const { start } = this;
    this.next();
    const operator = this.take(t.FROM) ? 'yield from' : 'yield';
    if (this.depth >= MAX_DEPTH) return this.opaque(start);
    this.height = 0;
    this.depth++;
    const operands = t.BEGINS[this.kind] === 1 ? [this.expressions()] : [];
    this.depth--;
    this.height++;
    return { kind: 'operation', start, end: this.last, operator, operands };
  }

  test(): Expression {
    const { start } = this;
    if (this.depth >= MAX_DEPTH) return this.opaque(start);
    if (this.kind === t.LAMBDA) {
      this.depth++;
      const lambda = this.lambda();
      this.depth--;
      return lambda;
    }
    const then = this.binary(1);
    if (this.kind !== t.IF) return then;
    let { height } = this;
    this.next();
    this.depth++;
    const test = this.binary(1);
    height = Math.max(height, this.height);
    const otherwise = this.take(t.ELSE) ? this.test() : this.opaque(this.start);
    this.depth--;
    this.height = Math.max(height, this.height) + 1;
    return { kind: 'conditional', start, end: this.last, test, then, otherwise };
  }

  /** Left-associative operators; a run of the same one is one operation with many operands. */
  binary(minimum: number): Expression {
    const { start } = this;
    let left = this.unary();
    let run: { kind: 'operation'; start: number; end: number; operator: string; operands: Expression[] } | null = null;
    for (let precedence = t.PRECEDENCE[this.kind] as number; precedence >= minimum && precedence > 0; ) {
      if (this.kind === t.NOT && this.peek() !== t.IN) break;
      const operator = this.#operator();
      let { height } = this;
      const right = this.binary(precedence + 1);
      height = Math.max(height, this.height + 1);
      if (run !== null && run === left && run.operator === operator) {
        run.operands.push(right);
        run.end = this.last;
        this.height = height;
      } else {
        run = { kind: 'operation', start, end: this.last, operator, operands: [left, right] };
        this.height = height + 1;
        left = this.bounded(run);
      }
      precedence = t.PRECEDENCE[this.kind] as number;
    }
    return left;
  }

  /** The operator at hand, `not in` and `is not` with both words. */
  #operator(): string {
    const first = this.kind;
    const word = this.word();
    this.next();
    if (first === t.NOT) {
      this.next();
      return 'not in';
    }
    return first === t.IS && this.take(t.NOT) ? 'is not' : word;
  }

  unary(): Expression {
    const { start, kind } = this;
    const isPrefix =
      kind === t.NOT || kind === t.MINUS || kind === t.PLUS || kind === t.TILDE || kind === t.STAR || kind === t.POWER;
    if (!isPrefix && !(kind === t.AWAIT && t.BEGINS[this.peek()] === 1)) return this.#power(start);
    if (this.depth >= MAX_DEPTH) return this.opaque(start);
    const operator = this.word();
    this.next();
    this.depth++;
    const isLoose = kind === t.STAR || kind === t.POWER;
    const operand = kind === t.NOT ? this.binary(4) : isLoose ? this.binary(1) : this.unary();
    this.depth--;
    this.height++;
    return { kind: 'operation', start, end: this.last, operator, operands: [operand] };
  }

  #power(start: number): Expression {
    const base = this.postfix(start);
    if (this.kind !== t.POWER || this.depth >= MAX_DEPTH) return base;
    const { height } = this;
    this.next();
    this.depth++;
    const exponent = this.unary();
    this.depth--;
    this.height = Math.max(height, this.height) + 1;
    return { kind: 'operation', start, end: this.last, operator: '**', operands: [base, exponent] };
  }
}
