// Reads what stands behind an operand: members, indexes, calls with their arguments; and lists in brackets.
import type { Argument, Expression, Parameter, Statement } from '../syntax.ts';
import { NAME, PRIVATE, SIGN, TEMPLATE } from './lexer.ts';
import { MAX_DEPTH } from './skip.ts';
import { TypeSkipper } from './types.ts';

/** A function as an expression. */
export type Closure = Extract<Expression, { kind: 'function' }>;

/** A reader of chains; what an operand and an expression are, it asks of those who build on it. */
export abstract class Chains extends TypeSkipper {
  /** Whether `in` ends an expression: at the head of a `for`. */
  protected isInExcluded = false;
  /** Whether a `:` that follows belongs to a condition. */
  protected isInThen = false;
  /** An arrow function that no operator may follow. */
  protected lastArrow: Expression | null = null;

  protected abstract primary(): Expression;
  protected abstract template(): Expression;
  abstract expression(): Expression;
  abstract assign(): Expression;
  abstract statements(): Statement[];

  /** An operand with its members, indexes and calls. */
  chain(): Expression {
    const { start } = this;
    return this.chainFrom(start, this.primary(), true);
  }

  protected chainFrom(start: number, first: Expression, hasCalls: boolean): Expression {
    let object = first;
    if (object === this.lastArrow) return object;
    for (let length = 0; ; length++) {
      if (length > this.longest) this.longest = length;
      const { kind, value } = this;
      if (kind === TEMPLATE) {
        const argument = this.template();
        object = call(object, [{ name: null, value: argument }], start, this.lastEnd);
        continue;
      }
      if (kind !== SIGN) return object;
      if (value === '.') {
        this.next();
        object = this.member(object, start);
      } else if (value === '?.') {
        if (!hasCalls) return object;
        this.next();
        if (this.isSign('<')) this.skipTypeArguments();
        if (this.isSign('(')) object = call(object, this.args(), start, this.lastEnd);
        else if (this.isSign('[')) object = this.subscript(object, start);
        else if (this.kind !== TEMPLATE) object = this.member(object, start);
      } else if (value === '[') object = this.subscript(object, start);
      else if (value === '(' && hasCalls) object = call(object, this.args(), start, this.lastEnd);
      else if (value === '!' && !this.newline) this.next();
      else if ((value === '<' || value === '<<') && this.skipTypeArguments()) continue;
      else return object;
    }
  }

  private member(object: Expression, start: number): Expression {
    if (this.kind !== NAME && this.kind !== PRIVATE) {
      this.gap(this.lastEnd, this.start);
      return object;
    }
    const name = this.value;
    this.next();
    return { kind: 'attribute', object, name, start, end: this.lastEnd };
  }

  private subscript(object: Expression, start: number): Expression {
    this.next();
    const index = this.inBrackets(() => this.expression());
    if (!this.eat(']')) this.gap(this.start, this.start);
    return { kind: 'subscript', object, index, start, end: this.lastEnd };
  }

  /** `new F(a)`, `new F`, `new a.b.F<T>()`. */
  protected construction(): Expression {
    const { start } = this;
    this.next();
    if (this.isSign('.')) {
      this.next();
      this.next();
      return { kind: 'name', name: 'new.target', start, end: this.lastEnd };
    }
    const from = this.start;
    const callee = this.deeper(() => this.chainFrom(from, this.primary(), false));
    return call(callee, this.isSign('(') ? this.args() : [], start, this.lastEnd);
  }

  /** What `read` gives, one level down; over the cap what is next is stepped over. */
  protected deeper(read: () => Expression): Expression {
    if (this.depth >= MAX_DEPTH) return this.skipDeep();
    this.deepen();
    const value = read();
    this.depth--;
    return value;
  }

  /** `(a, ...b)` of a call. */
  args(): Argument[] {
    const args: Argument[] = [];
    this.list(')', () => {
      const name = this.eat('...') ? '*' : null;
      args.push({ name, value: this.assign() });
    });
    return args;
  }

  /** From an opening bracket to behind `closer`: `item` for each thing between commas. Goes on after what is broken. */
  list(closer: string, item: () => void): void {
    this.next();
    this.inBrackets(() => {
      while (!this.isSign(closer)) {
        const { start } = this;
        item();
        if (this.eat(',') || this.isSign(closer)) continue;
        this.gap(this.start, this.end);
        if (this.isAtListEnd) return;
        if (this.start === start) this.next();
      }
    });
    this.eat(closer);
  }

  /** Runs `read` as inside of brackets: `in` is an operator there and `:` no end of a condition. */
  inBrackets<T>(read: () => T): T {
    const { isInExcluded, isInThen } = this;
    this.isInExcluded = false;
    this.isInThen = false;
    const result = read();
    this.isInExcluded = isInExcluded;
    this.isInThen = isInThen;
    return result;
  }

  /** A function, from its parameters and the span of the whole. */
  protected functionOf(parameters: readonly Parameter[], body: readonly Statement[], start: number): Closure {
    return { kind: 'function', parameters, body, start, end: this.lastEnd };
  }
}

function call(callee: Expression, args: readonly Argument[], start: number, end: number): Expression {
  return { kind: 'call', callee, args, start, end };
}
