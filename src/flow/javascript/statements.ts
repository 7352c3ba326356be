// Reads statements, and goes on at the next one where one is broken.
import type { Statement } from '../syntax.ts';
import { Control } from './control.ts';
import { END, NAME, SIGN } from './lexer.ts';
import { MAX_DEPTH } from './skip.ts';

/** Words that a statement may begin with. */
const STARTERS: ReadonlySet<string> = new Set(
  `if for while with do switch try finally else catch return throw yield break continue debugger case default import export
  var const let using await async function abstract class type interface enum namespace module declare global`.split(
    /\s+/,
  ),
);

/** The reader of everything. */
export class Statements extends Control {
  /** All statements of the text. */
  module(): Statement[] {
    const all: Statement[] = [];
    this.next();
    while (this.kind !== END) {
      for (const statement of this.statements()) all.push(statement);
      if (this.kind === END) break;
      // A `}` that closes nothing.
      this.gap(this.start, this.end);
      this.next();
    }
    return all;
  }

  /** Statements up to a `}` or the end. */
  statements(): Statement[] {
    const found: Statement[] = [];
    while (!this.isSign('}') && this.kind !== END) this.statement(found);
    return found;
  }

  /** One statement; `const a = 1, b = 2` gives two, what is empty or only a type none. Always takes something. */
  protected statement(into: Statement[]): void {
    const { start } = this;
    if (this.depth >= MAX_DEPTH) this.tooDeep(into);
    else {
      this.deepen();
      this.read(into);
      this.depth--;
    }
    if (this.start !== start || this.kind === END) return;
    this.gap(start, this.end);
    this.next();
  }

  private tooDeep(into: Statement[]): void {
    const value = this.skipDeep();
    this.eat(';');
    into.push({ kind: 'expression', value, isSilenced: true, start: value.start, end: value.end });
  }

  private read(into: Statement[]): void {
    const { start, kind, value } = this;
    if (kind === SIGN) {
      if (value === '{') {
        into.push({ ...this.empty('', start), bodies: [this.block()], end: this.lastEnd });
        return;
      }
      if (value === ';') return this.next();
      if (value === '@') {
        this.decorated(into);
        return;
      }
    }
    if (kind === NAME && STARTERS.has(value) && (this.keyword(into) || this.declaration(into, false))) return;
    this.expressionStatement(into);
  }

  /** `@a class B`, `@a export class B`. */
  private decorated(into: Statement[]): void {
    const decorators = this.decorators();
    let isExported = this.eatName('export');
    if (this.eatName('default')) isExported = true;
    this.eatName('abstract');
    if (this.isName('class')) into.push(this.classDefinition(decorators, isExported));
    else
      for (const value of decorators)
        into.push({ kind: 'expression', value, isSilenced: false, start: value.start, end: value.end });
  }

  /** A statement that begins with a word of its own; false, with nothing taken, where none does. */
  private keyword(into: Statement[]): boolean {
    const { start, value } = this;
    switch (value) {
      case 'if':
        into.push(this.ifStatement());
        return true;
      case 'for':
        this.forStatement(into);
        return true;
      case 'while':
      case 'with':
        this.next();
        into.push({ ...this.empty(value, start), tests: this.test(), bodies: [this.body()], end: this.lastEnd });
        return true;
      case 'do':
        into.push(this.doStatement());
        return true;
      case 'switch':
        into.push(this.switchStatement());
        return true;
      case 'try':
        into.push(this.tryStatement());
        return true;
      case 'finally':
      case 'else':
        this.next();
        into.push({ ...this.empty(value, start), bodies: [this.body()], end: this.lastEnd });
        return true;
      case 'catch':
        this.next();
        into.push(this.catchBlock(start));
        return true;
      case 'return':
      case 'throw':
      case 'yield':
        this.exit(value, into);
        return true;
      case 'break':
      case 'continue':
      case 'debugger':
        this.next();
        if (this.kind === NAME && !this.newline && !this.isAtStatementWord) this.next();
        this.semicolon();
        // The end of a case would look like one of the function.
        if (value === 'continue') into.push({ kind: 'exit', keyword: value, values: [], start, end: this.lastEnd });
        return true;
      case 'case':
      case 'default':
        // Of a switch whose head is not there.
        this.next();
        if (value === 'case') this.expression();
        this.eat(':');
        return true;
      case 'import': {
        const after = this.peekCode();
        if (after === 40 || after === 46) return false;
        this.importStatement(into);
        return true;
      }
      case 'export':
        this.exportStatement(into);
        return true;
      default:
        return false;
    }
  }

  private exit(keyword: string, into: Statement[]): void {
    const { start } = this;
    this.next();
    if (keyword === 'yield') this.eat('*');
    const values = this.newline || this.isSign(';') || this.isSign('}') || this.kind === END ? [] : [this.expression()];
    const end = this.lastEnd;
    this.semicolon();
    into.push({ kind: 'exit', keyword, values, start, end });
  }
}
