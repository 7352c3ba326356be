// Reads statements that hold others: `if`, loops, `switch`, `catch`.
import type { Expression, Statement } from '../syntax.ts';
import { Declarations } from './declarations.ts';
import { END } from './lexer.ts';
import { opaque } from './skip.ts';

type Bindings = { readonly target: Expression; readonly value: Expression }[];

/** A reader of control flow. */
export abstract class Control extends Declarations {
  /** `(test)`. */
  protected test(): Expression[] {
    if (!this.eat('(')) {
      this.gap(this.start, this.start);
      return [];
    }
    const test = this.inBrackets(() => this.expression());
    if (!this.eat(')')) this.gap(this.start, this.start);
    return [test];
  }

  /** A block, or one statement. */
  protected body(): Statement[] {
    if (this.isSign('{')) return this.block();
    const body: Statement[] = [];
    if (!this.isSign('}') && this.kind !== END) this.statement(body);
    return body;
  }

  /** With all of its `else if`: the bodies in order, one more than tests where there is an `else`. */
  protected ifStatement(): Statement {
    const { start } = this;
    const tests: Expression[] = [];
    const bodies: Statement[][] = [];
    do {
      this.next();
      tests.push(...this.test());
      bodies.push(this.body());
      if (!this.eatName('else')) break;
      if (this.isName('if')) continue;
      bodies.push(this.body());
      break;
    } while (this.kind !== END);
    return { ...this.empty('if', start), tests, bodies, end: this.lastEnd };
  }

  /** The first part of `for (a; b; c)` comes as statements before the block, the last as the end of its body. */
  protected forStatement(into: Statement[]): void {
    const { start } = this;
    this.next();
    this.eatName('await');
    if (!this.eat('(')) {
      this.gap(start, this.start);
      return;
    }
    const bindings: Bindings = [];
    const tests: Expression[] = [];
    const after: Statement[] = [];
    let keyword = 'for';
    this.inBrackets(() => {
      const head = this.forTarget(into);
      if (head) {
        keyword = `for ${this.value}`;
        this.next();
        bindings.push({ target: head, value: this.expression() });
        return;
      }
      this.eat(';');
      if (!this.isSign(';') && !this.isSign(')')) tests.push(this.expression());
      this.eat(';');
      if (!this.isSign(')')) this.pushExpression(after, this.start, this.expression(), true);
    });
    if (!this.eat(')')) this.gap(start, this.start);
    const body = [...this.body(), ...after];
    into.push({ ...this.empty(keyword, start), bindings, tests, bodies: [body], end: this.lastEnd });
  }

  /** What a loop with `of` or `in` binds; null for one with `;`, whose first part is then read. */
  protected forTarget(into: Statement[]): Expression | null {
    if (this.isSign(';')) return null;
    const isDeclared =
      this.isName('var') || ((this.isName('let') || this.isName('const') || this.isName('using')) && this.isVariable());
    if (!isDeclared) {
      const { start } = this;
      const head = this.forHead();
      if (this.isName('of') || this.isName('in')) return head;
      this.pushExpression(into, start, head, true);
      return null;
    }
    const { position } = this;
    this.next();
    const target = this.target();
    this.annotation();
    if (this.isName('of') || this.isName('in')) return target;
    this.rewind(position);
    this.next();
    this.variables(into);
    return null;
  }

  protected doStatement(): Statement {
    const { start } = this;
    this.next();
    const body = this.body();
    const tests = this.eatName('while') ? this.test() : [];
    this.eat(';');
    return { ...this.empty('do', start), tests, bodies: [body], end: this.lastEnd };
  }

  /** Tests are what is switched on, then those of the cases; a body for each case. */
  protected switchStatement(): Statement {
    const { start } = this;
    this.next();
    const tests = this.test();
    const bodies: Statement[][] = [];
    if (!this.eat('{')) return { ...this.empty('switch', start), tests, end: this.lastEnd };
    this.inBrackets(() => {
      while (!this.isSign('}') && this.kind !== END) {
        if (this.eatName('case')) tests.push(this.expression());
        else this.eatName('default');
        this.eat(':');
        const body: Statement[] = [];
        while (!this.isSign('}') && this.kind !== END && !this.isName('case') && !this.isDefault())
          this.statement(body);
        bodies.push(body);
      }
    });
    if (!this.eat('}')) this.gap(start, start);
    return { ...this.empty('switch', start), tests, bodies, end: this.lastEnd };
  }

  protected isDefault(): boolean {
    return this.isName('default') && this.peekCode() === 58;
  }

  /** The body, then a block for `catch` and the body of `finally`, where they are: each of them is one of `bodies`. */
  protected tryStatement(): Statement {
    const { start } = this;
    this.next();
    const bodies = [this.body()];
    const at = this.start;
    if (this.eatName('catch')) bodies.push([this.catchBlock(at)]);
    if (this.eatName('finally')) bodies.push(this.body());
    return { ...this.empty('try', start), bodies, end: this.lastEnd };
  }

  protected catchBlock(start: number): Statement {
    const bindings: Bindings = [];
    if (this.eat('(')) {
      const target = this.target();
      this.annotation();
      this.eat(')');
      bindings.push({ target, value: opaque(target.start, target.end) });
    }
    return { ...this.empty('catch', start), bindings, bodies: [this.body()], end: this.lastEnd };
  }
}
