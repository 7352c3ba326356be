// Python's atoms with what follows them: calls, attributes and subscripts in a loop, so that length costs no depth.
import type { Argument, Expression, Slice } from '../syntax.ts';
import { Atoms } from './atoms.ts';
import { MAX_DEPTH } from './cursor.ts';
import * as t from './tokens.ts';

/** The layer that reads what needs no operator, whole. */
export abstract class Postfix extends Atoms {
  /** An atom, whose brackets may begin before it, and all calls, attributes and subscripts behind it. */
  protected postfix(start: number): Expression {
    let node = this.#atom(start);
    for (;;) {
      const { height } = this;
      if (this.kind === t.DOT) {
        this.next();
        const isName = this.is(t.NAME);
        const name = isName ? this.word() : '';
        if (isName) this.next();
        else this.gap(this.last, this.last);
        this.height = height + 1;
        node = { kind: 'attribute', start, end: this.last, object: node, name };
      } else if (this.kind === t.OPEN) {
        if (this.depth >= MAX_DEPTH) return this.opaque(start);
        const args = this.arguments();
        this.height = Math.max(height, this.height) + 1;
        node = { kind: 'call', start, end: this.last, callee: node, args };
      } else if (this.kind === t.OPEN_SQUARE) {
        if (this.depth >= MAX_DEPTH) return this.opaque(start);
        const index = this.#index();
        this.height = Math.max(height, this.height) + 1;
        node = { kind: 'subscript', start, end: this.last, object: node, index };
      } else return node;
      node = this.bounded(node);
    }
  }

  /** From `(` over `)`. */
  protected arguments(): Argument[] {
    const args: Argument[] = [];
    let height = 0;
    this.depth++;
    this.next();
    while (this.kind !== t.CLOSE && t.BEGINS[this.kind] === 1) {
      args.push(this.#argument());
      height = Math.max(height, this.height);
      if (this.take(t.COMMA) || this.kind === t.CLOSE) continue;
      this.skip();
      if (!this.take(t.COMMA)) break;
    }
    if (!this.take(t.CLOSE)) this.unclosed(t.CLOSE);
    this.depth--;
    this.height = height;
    return args;
  }

  #argument(): Argument {
    if (this.kind === t.NAME && this.peek() === t.EQUAL) {
      const name = this.word();
      this.next();
      this.next();
      return { name, value: this.item() };
    }
    if (this.kind === t.STAR || this.kind === t.POWER) {
      const name = this.word();
      this.next();
      return { name, value: this.test() };
    }
    const { start } = this;
    const value = this.item();
    if (this.kind !== t.FOR && this.kind !== t.ASYNC) return { name: null, value };
    return { name: null, value: this.comprehension(start, value, 0) };
  }

  /** From `[` over `]`: `a`, `a:b`, `a, b:c`. */
  #index(): Expression {
    this.depth++;
    this.next();
    const { start } = this;
    const items: Expression[] = [];
    let height = 0;
    let isTuple = false;
    while (this.kind !== t.CLOSE_SQUARE && (t.BEGINS[this.kind] === 1 || this.kind === t.COLON)) {
      items.push(this.#slice());
      height = Math.max(height, this.height);
      if (this.take(t.COMMA)) isTuple = true;
      else if (this.kind !== t.CLOSE_SQUARE) {
        this.skip();
        if (!this.take(t.COMMA)) break;
      }
    }
    const end = Math.max(start, this.last);
    if (!this.take(t.CLOSE_SQUARE)) this.unclosed(t.CLOSE_SQUARE);
    this.depth--;
    this.height = height + 1;
    const [only] = items;
    return only !== undefined && !isTuple ? only : { kind: 'sequence', start, end, items };
  }

  /** A slice whose bounds compute something is an opaque of the slice and of those bounds. */
  #slice(): Expression {
    const { start } = this;
    const first = this.kind === t.COLON ? null : this.item();
    if (this.kind !== t.COLON) return first ?? this.opaque(start);
    const bounds = [first];
    let { height } = this;
    while (this.take(t.COLON)) {
      const isBound = t.BEGINS[this.kind] === 1;
      bounds.push(isBound ? this.test() : null);
      height = Math.max(height, this.height);
    }
    this.height = height + 1;
    const { last: end } = this;
    const slice: Slice = {
      kind: 'slice',
      start,
      end,
      from: integer(bounds[0]),
      to: integer(bounds[1]),
      ...(bounds[2] && { isStepped: true }),
      ...(isShort(bounds) && { isShort: true }),
    };
    const computed = bounds.filter((bound) => bound !== null && !isPlain(bound));
    if (computed.length === 0) return slice;
    const parts = [slice, ...computed].flatMap((value) => (value ? [{ name: null, value }] : []));
    return { kind: 'opaque', start, end, name: '', parts };
  }

  #atom(start: number): Expression {
    this.height = 1;
    switch (this.kind) {
      case t.NAME:
      case t.AWAIT: {
        const name = this.word();
        this.next();
        return { kind: 'name', start, end: this.last, name };
      }
      case t.STRING:
      case t.FORMAT:
        return this.depth >= MAX_DEPTH ? this.opaque(start) : this.strings();
      case t.NUMBER:
      case t.LITERAL:
      case t.ELLIPSIS: {
        const value = this.word();
        this.next();
        return { kind: 'literal', start, end: this.last, value };
      }
      case t.OPEN:
      case t.OPEN_SQUARE:
      case t.OPEN_CURLY:
      case t.LAMBDA:
      case t.BACKTICK:
        return this.#nested(start);
      default:
        return { kind: 'opaque', start, end: start, name: '', parts: [] };
    }
  }

  #nested(start: number): Expression {
    if (this.depth >= MAX_DEPTH) return this.opaque(start);
    const { kind } = this;
    this.depth++;
    const node =
      kind === t.OPEN
        ? this.parenthesized()
        : kind === t.OPEN_SQUARE
          ? this.list()
          : kind === t.OPEN_CURLY
            ? this.curly()
            : kind === t.LAMBDA
              ? this.lambda()
              : this.#backticks(start);
    this.depth--;
    return node;
  }

  /** `` `a` `` of Python 2 is `repr(a)`. */
  #backticks(start: number): Expression {
    this.next();
    const value = this.expressions();
    this.take(t.BACKTICK);
    this.height++;
    const end = this.last;
    return { kind: 'opaque', start, end, name: '', parts: [{ name: null, value }] };
  }
}

function integer(bound: Expression | null | undefined): number | null {
  if (bound?.kind === 'literal') return /^\d{1,15}$/.test(bound.value) ? Number(bound.value) : null;
  if (bound?.kind !== 'operation' || bound.operator !== '-') return null;
  const [operand, more] = bound.operands;
  const value = more === undefined && operand?.kind === 'literal' ? integer(operand) : null;
  return value === null ? null : -value;
}

/** What is called so is more than a token has. */
const LARGE = /max|limit|width|cap|trunc|total|budget/i;

/** `a[:n]`, `a[2:n]`, `a[-n:]`; not `a[i:i + n]`, of which there may be more. */
function isShort([from, to]: readonly (Expression | null)[]): boolean {
  const isNegative = (bound: Expression): boolean =>
    bound.kind === 'operation' && bound.operator === '-' && bound.operands.length === 1;
  const isSmall = (bound: Expression): boolean => {
    if (bound.kind === 'operation') return bound.operands.every(isSmall);
    return bound.kind === 'literal' || (bound.kind === 'name' && !LARGE.test(bound.name));
  };
  const isFixed = from ? integer(from) !== null : true;
  if (to) return isFixed && to.kind !== 'literal' && !isNegative(to) && isSmall(to);
  return !isFixed && from ? isNegative(from) && isSmall(from) : false;
}

function isPlain(bound: Expression): boolean {
  if (bound.kind === 'operation')
    return bound.operands.every((operand) => operand.kind === 'literal' || operand.kind === 'name');
  return bound.kind === 'literal' || bound.kind === 'name';
}
