// Python's statements of one line: assignments, imports, exits, magics, and the `print` and `exec` of Python 2.
import type { Argument, Expression, Import, Statement } from '../syntax.ts';
import { Expressions } from './expressions.ts';
import * as t from './tokens.ts';

/** The layer that reads what stands between two newlines or semicolons. */
export abstract class Statements extends Expressions {
  /** All statements up to the end of the line, into `out`. */
  protected simpleStatements(out: Statement[]): void {
    while (this.kind !== t.LINE && this.kind !== t.END) {
      const { at, start } = this;
      this.#simple(out);
      if (this.take(t.SEMICOLON)) this.#silence(out, start);
      else if (this.kind !== t.LINE && this.kind !== t.END) {
        if (this.kind === t.MAGIC && this.at > at) continue;
        this.#skipLine();
      }
    }
  }

  /** What cannot be read of a line, up to the next semicolon outside of brackets. */
  #skipLine(): void {
    const { start } = this;
    for (let depth = 0; this.kind !== t.LINE && this.kind !== t.END; this.next()) {
      if (this.kind === t.OPEN || this.kind === t.OPEN_SQUARE || this.kind === t.OPEN_CURLY) depth++;
      else if (this.isClosing() && depth > 0) depth--;
      else if (this.kind === t.SEMICOLON && depth === 0) break;
    }
    this.gap(start, Math.max(start, this.last));
    this.take(t.SEMICOLON);
  }

  #silence(out: Statement[], start: number): void {
    const last = out.at(-1);
    if (last?.kind === 'expression' && last.start >= start) out[out.length - 1] = { ...last, isSilenced: true };
  }

  #simple(out: Statement[]): void {
    const { start, kind } = this;
    if (kind < t.FROM && kind !== t.YIELD && kind !== t.MAGIC) {
      this.#expressionOrAssignment(out, start);
      return;
    }
    const word = this.word();
    if (kind === t.IMPORT) {
      this.next();
      this.#import(out, start);
      return;
    }
    if (kind === t.FROM) {
      this.next();
      this.#from(out, start);
      return;
    }
    if (kind === t.MAGIC) {
      this.next();
      out.push({ kind: 'magic', start, end: this.last, text: word });
      return;
    }
    if (kind === t.PASS) {
      this.next();
      return;
    }
    let values: readonly Expression[];
    let keyword = word;
    if (kind === t.YIELD) {
      const yielded = this.yielded();
      values = yielded.kind === 'operation' ? yielded.operands : [yielded];
      keyword = yielded.kind === 'operation' ? yielded.operator : word;
    } else {
      this.next();
      values = this.#values(kind);
    }
    out.push({ kind: 'exit', start, end: this.last, keyword, values });
  }

  /** What stands behind `return`, `raise`, `assert`, `del`, `global`. */
  #values(kind: number): Expression[] {
    if (t.BEGINS[this.kind] !== 1 || kind === t.JUMP) return [];
    if (kind === t.RETURN) return [this.expressions()];
    const values = [this.item()];
    while (this.take(t.COMMA) || (kind === t.RAISE && this.take(t.FROM))) {
      if (t.BEGINS[this.kind] !== 1) break;
      values.push(this.item());
    }
    return values;
  }

  #expressionOrAssignment(out: Statement[], start: number): void {
    if (this.kind === t.NAME && this.peek() === t.NAME && this.word() === 'type') {
      // `type A = B`: nothing flows there.
      while (!this.is(t.LINE) && !this.is(t.END) && !this.is(t.SEMICOLON)) this.next();
      return;
    }
    if (this.kind === t.NAME && this.#isCommand()) {
      const value = this.#command(start);
      out.push({ kind: 'expression', start, end: this.last, value, isSilenced: false });
      return;
    }
    // A hunk may begin inside a chain: `.format(a)`.
    if (t.BEGINS[this.kind] !== 1 && this.kind !== t.DOT) return;
    const first = this.expressions();
    if (this.is(t.EQUAL)) this.#assignment(out, start, [first], '=', '');
    else if (this.kind === t.AUGMENTED) this.#assignment(out, start, [first], this.word(), '');
    else if (
      this.kind === t.COLON &&
      (first.kind === 'name' || first.kind === 'attribute' || first.kind === 'subscript')
    ) {
      this.next();
      const annotation = this.annotation();
      if (this.is(t.EQUAL)) this.#assignment(out, start, [first], '=', annotation);
      else if (annotation !== '') {
        const { last: end } = this;
        const value: Expression = { kind: 'literal', start: end, end, value: '' };
        out.push({ kind: 'assignment', start, end, targets: [first], operator: '=', value, annotation });
      }
    } else if (this.last > start)
      out.push({ kind: 'expression', start, end: this.last, value: first, isSilenced: false });
  }

  /** Stands at the operator. A magic as the value is a statement of its own, with the whole line as its text, and an opaque value. */
  #assignment(out: Statement[], start: number, targets: Expression[], operator: string, annotation: string): void {
    let value: Expression = { kind: 'opaque', start: this.last, end: this.last, name: '', parts: [] };
    do {
      this.next();
      if (this.kind === t.MAGIC) {
        const { start: from } = this;
        this.next();
        const end = this.last;
        out.push({ kind: 'magic', start, end, text: this.text.slice(start, end) });
        value = { kind: 'opaque', start: from, end, name: this.text.charAt(from), parts: [] };
        break;
      }
      value = this.expressions();
      if (this.kind === t.EQUAL) targets.push(value);
    } while (this.kind === t.EQUAL);
    out.push({ kind: 'assignment', start, end: this.last, targets, operator, value, annotation });
  }

  /** `print x`, `print >>f, x`, `exec code`: a name that an expression follows without a bracket. */
  #isCommand(): boolean {
    const next = this.peek();
    const isValue =
      next === t.NAME || next === t.STRING || next === t.FORMAT || next === t.NUMBER || next === t.LITERAL;
    const isOther = next === t.NOT || next === t.LAMBDA || next === t.BACKTICK || next === t.OPEN_CURLY;
    if (!isValue && !isOther && next !== t.SHIFT_RIGHT && next !== t.OPEN_SQUARE) return false;
    const word = this.word();
    if (word === 'exec') return isValue;
    if (word !== 'print' || (next === t.NOT && this.peek(2) === t.IN)) return false;
    // `print [a]` prints a list, `print[a]` is a subscript.
    return next !== t.OPEN_SQUARE || this.text.charAt(this.start + word.length) !== '[';
  }

  /** As a call of `print` or `exec`; where `>>` says so, with `file`. */
  #command(start: number): Expression {
    const name = this.word();
    this.next();
    const callee: Expression = { kind: 'name', start, end: this.last, name };
    const args: Argument[] = [];
    let height = 0;
    let keyword = this.take(t.SHIFT_RIGHT) ? 'file' : null;
    while (t.BEGINS[this.kind] === 1) {
      args.push({ name: keyword, value: name === 'exec' ? this.binary(5) : this.item() });
      keyword = null;
      height = Math.max(height, this.height);
      if (!this.take(t.COMMA) && !(name === 'exec' && this.take(t.IN))) break;
    }
    this.height = height + 1;
    return { kind: 'call', start, end: this.last, callee, args };
  }

  /** `import a.b as c, d`; `import a.b` binds `a`, but is given as `a.b`, for that is how it is used. */
  #import(out: Statement[], start: number): void {
    while (this.kind === t.NAME) {
      const module = this.#dotted();
      const as = this.take(t.AS) ? this.#name() : module;
      out.push({ kind: 'import', start, end: this.last, module, names: [{ name: null, as }] });
      if (!this.take(t.COMMA)) return;
    }
  }

  /** `from ..a import b as c, d`, `from . import (a, b)`, `from a import *`. */
  #from(out: Statement[], start: number): void {
    const module = this.#dotted();
    if (!this.take(t.IMPORT)) return;
    const names: { name: string; as: string }[] = [];
    const isOpen = this.take(t.OPEN);
    while (this.kind === t.NAME || this.kind === t.STAR) {
      const name = this.#name();
      names.push({ name, as: this.take(t.AS) ? this.#name() : name });
      if (!this.take(t.COMMA)) break;
    }
    if (isOpen && !this.take(t.CLOSE)) this.unclosed(t.CLOSE);
    out.push({ kind: 'import', start, end: this.last, module, names } satisfies Import);
  }

  #name(): string {
    const word = this.word();
    this.next();
    return word;
  }

  /** `..a.b`, with no blanks. */
  #dotted(): string {
    const { start } = this;
    // Two names side by side are no module: the second one begins what is not understood.
    for (
      let isName = false;
      this.kind === t.DOT || this.kind === t.ELLIPSIS || (this.kind === t.NAME && !isName);
      this.next()
    )
      isName = this.kind === t.NAME;
    return this.text.slice(start, Math.max(start, this.last)).replace(/[\s\\]+/g, '');
  }
}
