// Reads expressions from their operands on: unary and binary operators, conditions, assignments.
import type { Expression, Operation } from '../syntax.ts';
import { Chains } from './chains.ts';
import { NAME, SIGN } from './lexer.ts';
import { MAX_DEPTH } from './skip.ts';

/** How tightly binary operators bind. Those of one level become one operation, so that long chains stay flat. */
const LEVELS: Readonly<Record<string, number>> = {
  ...{ '??': 1, '||': 2, '&&': 3, '|': 4, '^': 5, '&': 6, '==': 7, '!=': 7, '===': 7, '!==': 7 },
  ...{ '<': 8, '>': 8, '<=': 8, '>=': 8, in: 8, instanceof: 8, '<<': 9, '>>': 9, '>>>': 9 },
  ...{ '+': 10, '-': 10, '*': 11, '/': 11, '%': 11, '**': 12 },
};
const LEVEL_MAP: ReadonlyMap<string, number> = new Map(Object.entries(LEVELS));
/** Operators that store their last operand. */
export const ASSIGNING: ReadonlySet<string> = new Set(
  '= += -= *= **= /= %= <<= >>= >>>= &= |= ^= &&= ||= ??='.split(' '),
);
const UNARY_SIGNS: ReadonlySet<string> = new Set(['!', '~', '+', '-', '++', '--']);
const UNARY_WORDS: ReadonlySet<string> = new Set(['typeof', 'void', 'delete', 'await']);
const MOST_UNARY = 8;

/** Operands in the order in which they are written, with the operators between them. */
interface Pending {
  readonly operator: string;
  readonly level: number;
}

/** A reader of expressions. */
export abstract class Operators extends Chains {
  /** Expressions with commas between them: one, or an operation `,`. */
  expression(): Expression {
    const { start } = this;
    const first = this.assign();
    if (!this.isSign(',')) return first;
    const operands = [first];
    while (this.eat(',')) operands.push(this.assign());
    return { kind: 'operation', operator: ',', operands, start, end: this.lastEnd };
  }

  /** One expression, without commas. */
  assign(): Expression {
    if (this.depth >= MAX_DEPTH) return this.skipDeep();
    this.deepen();
    const { start } = this;
    const value = this.isName('yield') ? this.yielded() : this.assignRest(start, this.conditional(start, this.unary()));
    this.depth--;
    return value;
  }

  /** An expression at the head of a `for`, where `in` and `of` are left for the caller. */
  forHead(): Expression {
    this.isInExcluded = true;
    const { start } = this;
    const first = this.unary();
    this.isInExcluded = false;
    if (this.isName('of') || this.isName('in')) return first;
    const value = this.assignRest(start, this.conditional(start, first));
    if (!this.isSign(',')) return value;
    const operands = [value];
    while (this.eat(',')) operands.push(this.assign());
    return { kind: 'operation', operator: ',', operands, start, end: this.lastEnd };
  }

  private yielded(): Expression {
    const { start } = this;
    this.next();
    this.eat('*');
    const hasValue = !this.newline && !this.isAtListEnd && !this.isSign(',') && !this.isSign(':');
    return {
      kind: 'operation',
      operator: 'yield',
      operands: hasValue ? [this.assign()] : [],
      start,
      end: this.lastEnd,
    };
  }

  /** `= value` after a target; `a = b = c` is one operation with three operands. */
  private assignRest(start: number, first: Expression): Expression {
    const operator = this.assigning();
    if (operator === '') return first;
    const operands = [first];
    for (;;) {
      const at = this.start;
      if (this.depth >= MAX_DEPTH) {
        operands.push(this.skipDeep());
        break;
      }
      this.depth++;
      const operand = this.isName('yield') ? this.yielded() : this.conditional(at, this.unary());
      const following = operator === '=' ? this.assigning('=') : '';
      operands.push(following === '' ? this.assignRest(at, operand) : operand);
      this.depth--;
      if (following === '') break;
    }
    return { kind: 'operation', operator, operands, start, end: this.lastEnd };
  }

  /** Takes an assigning operator, if one is next. */
  private assigning(only = ''): string {
    if (this.kind !== SIGN) return '';
    const operator = this.value === '>' ? this.angleSign() : this.value;
    if (!ASSIGNING.has(operator) || (only !== '' && operator !== only)) return '';
    this.nextFrom(this.start + operator.length);
    return operator;
  }

  /** The sign that begins with the `>` that is next: `>`, `>=`, `>>>=`. */
  private angleSign(): string {
    let end = this.start + 1;
    while (this.text.charCodeAt(end) === 62 && end < this.start + 3) end++;
    if (this.text.charCodeAt(end) === 61) end++;
    return this.text.slice(this.start, end);
  }

  /** `first`, with what binary operators and `? :` make of it. Long chains of `a ? b : c ? d : e` are read without recursion. */
  protected conditional(start: number, first: Expression): Expression {
    const chain: { test: Expression; then: Expression; start: number }[] = [];
    let from = start;
    let last = this.binary(start, first);
    while (this.isSign('?') && !this.isOptionalMark()) {
      this.next();
      const outer = this.isInThen;
      this.isInThen = true;
      const then = this.assign();
      this.isInThen = outer;
      chain.push({ test: last, then, start: from });
      const hasElse = this.eat(':');
      from = this.start;
      if (!hasElse) {
        last = this.missing();
        break;
      }
      last = this.isName('yield') ? this.yielded() : this.binary(from, this.unary());
      if (last !== this.lastArrow && !this.isSign('?')) last = this.assignRest(from, last);
    }
    const end = this.lastEnd;
    if (chain.length > this.longest) this.longest = chain.length;
    for (const { test, then, start } of chain.reverse())
      last = { kind: 'conditional', test, then, otherwise: last, start, end };
    return last;
  }

  /** `(a?: T)`, `(a?, b)`: no condition. */
  private isOptionalMark(): boolean {
    const next = this.peekCode();
    return next === 58 || next === 44 || next === 41 || next === 61;
  }

  /** Operator precedence with stacks of its own. */
  private binary(start: number, first: Expression): Expression {
    let operator = this.binaryOperator();
    if (operator === '' || first === this.lastArrow) return first;
    const values: Expression[] = [first];
    const starts: number[] = [start];
    const pending: Pending[] = [];
    for (; operator !== ''; operator = this.binaryOperator()) {
      const level = LEVEL_MAP.get(operator) as number;
      while (pending.length > 0 && (pending.at(-1) as Pending).level > level) reduce(values, starts, pending);
      pending.push({ operator, level });
      this.nextFrom(this.start + operator.length);
      starts.push(this.start);
      values.push(this.unary());
    }
    while (pending.length > 0) reduce(values, starts, pending);
    return values[0] as Expression;
  }

  /** The operator that is next, not taken; `as T` and `satisfies T` are stepped over. */
  private binaryOperator(): string {
    while (this.kind === NAME) {
      const { value } = this;
      if (value === 'instanceof' || (value === 'in' && !this.isInExcluded)) return value;
      if ((value !== 'as' && value !== 'satisfies') || this.newline) return '';
      this.next();
      this.skipType();
    }
    if (this.kind !== SIGN) return '';
    const sign = this.value === '>' ? this.angleSign() : this.value;
    return LEVEL_MAP.has(sign) ? sign : '';
  }

  /** An operand with what stands before and behind it. */
  unary(): Expression {
    const before: { operator: string; start: number }[] = [];
    for (;;) {
      const { start, value, kind } = this;
      const isWord = kind === NAME && UNARY_WORDS.has(value);
      if (!isWord && !(kind === SIGN && UNARY_SIGNS.has(value))) break;
      const { position } = this;
      this.next();
      // A name after all: `delete = 1`, `(await)`, `{ await }`.
      if (
        isWord &&
        (this.isAtListEnd || this.isSign('=>') || this.isSign('=') || this.isSign(',') || this.isSign('.'))
      ) {
        this.rewind(position);
        break;
      }
      before.push({ operator: value, start });
    }
    let operand = this.chain();
    if ((this.isSign('++') || this.isSign('--')) && !this.newline) this.next();
    const end = this.lastEnd;
    for (const { operator, start } of before.slice(-MOST_UNARY).reverse())
      operand = { kind: 'operation', operator, operands: [operand], start, end };
    return operand;
  }
}

/** Makes one operation of the two last values, or adds the last to an operation of the same level. */
function reduce(values: Expression[], starts: number[], pending: Pending[]): void {
  const { operator, level } = pending.pop() as Pending;
  const operands = [values.pop() as Expression];
  starts.pop();
  let name = operator;
  while (pending.length > 0 && (pending.at(-1) as Pending).level === level) {
    const same = (pending.pop() as Pending).operator;
    name = name === '+' || same === '+' ? '+' : same;
    operands.push(values.pop() as Expression);
    starts.pop();
  }
  operands.push(values.pop() as Expression);
  operands.reverse();
  const start = starts.at(-1) as number;
  const end = (operands.at(-1) as Expression).end;
  values.push({ kind: 'operation', operator: name, operands, start, end } satisfies Operation);
}
