// Python's statements with bodies: `if` to `match`, by indentation.
import type { Block, Expression, Statement } from '../syntax.ts';
import { Definitions } from './definitions.ts';
import { pattern } from './patterns.ts';

import * as t from './tokens.ts';

/** Blocks inside blocks, at most (CPython: 100); the lines of deeper ones are a gap. */
const MAX_BLOCKS = 100;

type Binding = Block['bindings'][number];

/** The layer that reads whole modules. */
export class Blocks extends Definitions {
  #blocks = 0;

  /** All lines that are indented deeper than `column`. */
  lines(column: number): Statement[] {
    const out: Statement[] = [];
    while (this.kind === t.LINE && this.column > column) {
      const at = this.column;
      this.next();
      this.#statement(out, at);
    }
    return out;
  }

  #statement(out: Statement[], column: number): void {
    const { start } = this;
    switch (this.kind) {
      case t.IF:
      case t.WHILE:
      case t.ELIF:
      case t.ELSE:
      case t.FINALLY:
        out.push(this.#conditional(start, column));
        break;
      case t.FOR:
        out.push(this.#loop(start, column));
        break;
      case t.TRY:
        out.push(this.#try(start, column));
        break;
      case t.EXCEPT:
        out.push(this.#except(start, column));
        break;
      case t.WITH:
        out.push(this.#with(start, column));
        break;
      case t.DEF:
        out.push(this.function(start, column, []));
        break;
      case t.CLASS:
        out.push(this.class(start, column, []));
        break;
      case t.AT:
        this.decorated(out, start, column);
        break;
      case t.ASYNC:
        this.next();
        this.#statement(out, column);
        break;
      default:
        if (this.kind === t.NAME && this.#isMatch(column)) out.push(this.#match(start, column));
        else this.simpleStatements(out);
    }
    if (this.kind !== t.LINE && this.kind !== t.END) this.rest();
  }

  /** A colon, and the statements behind it or the lines below it. */
  protected body(column: number): Statement[] {
    if (!this.take(t.COLON)) {
      const { start } = this;
      while (this.kind !== t.COLON && this.kind !== t.LINE && this.kind !== t.END) this.next();
      this.gap(start, Math.max(start, this.last));
      this.take(t.COLON);
    }
    const out: Statement[] = [];
    if (this.kind !== t.LINE) this.simpleStatements(out);
    else if (this.column > column) {
      if (this.#blocks >= MAX_BLOCKS) this.#tooDeep(column);
      else {
        this.#blocks++;
        const inner = this.lines(column);
        this.#blocks--;
        return inner;
      }
    }
    return out;
  }

  #tooDeep(column: number): void {
    const { start } = this;
    while (this.kind !== t.END && !(this.kind === t.LINE && this.column <= column)) this.next();
    this.gap(start, Math.max(start, this.last));
  }

  /** Whether the line at hand, at the same column, begins with `kind`; goes to that word then. */
  #follows(kind: number, column: number): boolean {
    if (this.kind !== t.LINE || this.column !== column || this.peek() !== kind) return false;
    this.next();
    return true;
  }

  /** `if` with its `elif`s and its `else`, `while`, and an `else` or `finally` whose beginning is not there. */
  #conditional(start: number, column: number): Block {
    const keyword = this.word();
    const tests: Expression[] = [];
    const bodies: Statement[][] = [];
    do {
      this.next();
      if (this.kind !== t.COLON && this.kind !== t.LINE) tests.push(this.item());
      bodies.push(this.body(column));
    } while (this.#follows(t.ELIF, column));
    this.#else(bodies, column);
    return { kind: 'block', start, end: this.last, keyword, bindings: [], tests, bodies };
  }

  #else(bodies: Statement[][], column: number): void {
    if (!this.#follows(t.ELSE, column)) return;
    this.next();
    bodies.push(this.body(column));
  }

  #loop(start: number, column: number): Block {
    this.next();
    const target = this.targets();
    const bindings: Binding[] = [];
    if (this.take(t.IN)) bindings.push({ target, value: this.expressions() });
    const bodies = [this.body(column)];
    this.#else(bodies, column);
    return { kind: 'block', start, end: this.last, keyword: 'for', bindings, tests: [], bodies };
  }

  /** The body, then one `except` block for each handler, then `else` and `finally`: each of them is one of `bodies`. */
  #try(start: number, column: number): Block {
    this.next();
    const bodies: Statement[][] = [this.body(column)];
    for (;;) {
      if (this.#follows(t.EXCEPT, column)) bodies.push([this.#except(this.start, column)]);
      else if (this.#follows(t.ELSE, column) || this.#follows(t.FINALLY, column)) {
        this.next();
        bodies.push(this.body(column));
      } else break;
    }
    return { kind: 'block', start, end: this.last, keyword: 'try', bindings: [], tests: [], bodies };
  }

  /** `except E as e`, `except* E`, `except E, e` of Python 2. */
  #except(start: number, column: number): Block {
    this.next();
    this.take(t.STAR);
    const bindings: Binding[] = [];
    const tests: Expression[] = [];
    if (this.kind !== t.COLON && this.kind !== t.LINE) {
      const value = this.test();
      const isBound = this.take(t.AS) || (this.kind === t.COMMA && this.peek(2) === t.COLON && this.take(t.COMMA));
      if (isBound) bindings.push({ target: this.targets(), value });
      else tests.push(value);
      while (this.take(t.COMMA)) tests.push(this.test());
    }
    const bodies = [this.body(column)];
    return { kind: 'block', start, end: this.last, keyword: 'except', bindings, tests, bodies };
  }

  /** `with a as b, c:`, `with (a as b, c as d,):`. */
  #with(start: number, column: number): Block {
    this.next();
    const bindings: Binding[] = [];
    const tests: Expression[] = [];
    const isOpen = this.kind === t.OPEN && this.#isBracketOfItems();
    if (isOpen) this.next();
    while (t.BEGINS[this.kind] === 1) {
      const value = this.test();
      if (this.take(t.AS)) bindings.push({ target: this.binary(5), value });
      else tests.push(value);
      if (!this.take(t.COMMA)) break;
    }
    if (isOpen) this.take(t.CLOSE);
    const bodies = [this.body(column)];
    return { kind: 'block', start, end: this.last, keyword: 'with', bindings, tests, bodies };
  }

  /** Whether the bracket at hand closes before the colon, and has an `as` of its own. */
  #isBracketOfItems(): boolean {
    let depth = 0;
    let isNamed = false;
    for (let distance = 0; ; distance++) {
      const kind = this.peek(distance);
      if (kind === t.OPEN || kind === t.OPEN_SQUARE || kind === t.OPEN_CURLY) depth++;
      else if (kind === t.CLOSE || kind === t.CLOSE_SQUARE || kind === t.CLOSE_CURLY) {
        if (--depth === 0) return isNamed && this.peek(distance + 1) === t.COLON;
      } else if (kind === t.AS && depth === 1) isNamed = true;
      else if (kind === t.LINE || kind === t.END) return false;
    }
  }

  /** `match` is a keyword where its line ends in a colon and the next one is a deeper `case`. */
  #isMatch(column: number): boolean {
    if (t.BEGINS[this.peek()] !== 1 || this.word() !== 'match') return false;
    let distance = 1;
    while (this.peek(distance) !== t.LINE && this.peek(distance) !== t.END) distance++;
    if (this.peek(distance - 1) !== t.COLON || this.peek(distance + 1) !== t.NAME) return false;
    return this.wordAt(distance + 1) === 'case' && this.columnAt(distance) > column;
  }

  /** Each `case` is a block of its own, which binds its pattern to the subject. */
  #match(start: number, column: number): Block {
    this.next();
    const subject = this.expressions();
    this.take(t.COLON);
    const bodies: Statement[][] = [];
    while (this.kind === t.LINE && this.column > column && this.peek() === t.NAME && this.wordAt(1) === 'case') {
      if (this.#blocks >= MAX_BLOCKS) break;
      const { column: inner } = this;
      this.next();
      bodies.push([this.#case(subject, inner)]);
    }
    if (this.kind === t.LINE && this.column > column) this.#tooDeep(column);
    return { kind: 'block', start, end: this.last, keyword: 'match', bindings: [], tests: [subject], bodies };
  }

  #case(subject: Expression, column: number): Block {
    const { start } = this;
    this.next();
    const target = pattern(this);
    const tests = this.take(t.IF) ? [this.item()] : [];
    const bodies = [this.body(column)];
    return {
      kind: 'block',
      start,
      end: this.last,
      keyword: 'case',
      bindings: [{ target, value: subject }],
      tests,
      bodies,
    };
  }
}
