// Reads functions: parameters, arrow functions, and parentheses that may turn out to be parameters.
import type { Expression, Parameter, Statement } from '../syntax.ts';
import type { Closure } from './chains.ts';
import { NAME, SIGN } from './lexer.ts';
import { Operands } from './operands.ts';
import { MAX_DEPTH, opaque } from './skip.ts';

const ACCESS: ReadonlySet<string> = new Set(['public', 'private', 'protected', 'readonly', 'override']);

/** A reader of functions. */
export abstract class Functions extends Operands {
  /** Decorators of parameters, for the definition that they are part of. */
  protected parameterDecorators: Expression[] = [];
  /** Parameters of a constructor that are properties, too. */
  protected properties: Expression[] = [];

  /** `(a, b)`, or the parameters of an arrow function. */
  protected parenthesized(): Expression {
    const { start } = this;
    const { items, isArrow } = this.coverList();
    if (isArrow) return this.arrow(items.map(parameterOf), start);
    this.lastArrow = null;
    const [first] = items;
    if (first === undefined) {
      this.gap(start, this.lastEnd);
      return opaque(start, this.lastEnd);
    }
    if (items.length === 1) return first.target;
    const operands = items.map(({ target }) => target);
    return { kind: 'operation', operator: ',', operands, start, end: this.lastEnd };
  }

  protected asyncOperand(): Expression {
    const { start } = this;
    const name = this.name();
    if (this.newline) return name;
    if (this.isName('function')) return { ...this.functionExpression(), start };
    if (this.isSign('=>')) return this.arrow([parameterOf({ target: name, annotation: '' })], start);
    if (this.kind === NAME && !this.isAtStatementWord) {
      const { position } = this;
      const target = this.name();
      if (this.isSign('=>')) return this.arrow([parameterOf({ target, annotation: '' })], start);
      this.rewind(position);
      return name;
    }
    if (this.isSign('<') && !this.attempt(() => this.skipAngles() && this.isSign('('))) return name;
    if (!this.isSign('(')) return name;
    const { items, isArrow } = this.coverList();
    if (isArrow) return this.arrow(items.map(parameterOf), start);
    this.lastArrow = null;
    const args = items.map(({ target }) =>
      target.kind === 'operation' && target.operator === '...'
        ? { name: '*', value: target.operands[0] as Expression }
        : { name: null, value: target },
    );
    return { kind: 'call', callee: name, args, start, end: this.lastEnd };
  }

  /** What stands between parentheses, read as expressions with annotations; and whether a `=>` follows. */
  private coverList(): { items: { target: Expression; annotation: string }[]; isArrow: boolean } {
    const items: { target: Expression; annotation: string }[] = [];
    const { isInThen } = this;
    let isAnnotated = false;
    this.list(')', () => {
      const { start } = this;
      let target = this.item();
      if (this.isSign('?')) this.next();
      const annotation = this.annotation();
      if (annotation !== '') isAnnotated = true;
      // `a: T = b`; without an annotation the default is part of the expression.
      if (this.eat('=')) {
        const operands = [target, this.assign()];
        target = { kind: 'operation', operator: '=', operands, start, end: this.lastEnd };
      }
      items.push({ target, annotation });
    });
    if (this.isSign('=>')) return { items, isArrow: !this.newline };
    if (!this.isSign(':') || (isInThen && !isAnnotated && items.length > 0)) return { items, isArrow: false };
    if (!items.every(({ target }) => isPattern(target))) return { items, isArrow: false };
    const isArrow = this.attempt(() => this.annotation() !== '' && this.isSign('=>'));
    return { items, isArrow };
  }

  protected arrow(parameters: readonly Parameter[], start: number): Closure {
    this.next();
    const body = this.isSign('{') ? this.block() : this.returned();
    const result = this.functionOf(parameters, body, start);
    this.lastArrow = result;
    return result;
  }

  /** An expression as the body of an arrow function: one return. */
  private returned(): Statement[] {
    const { start } = this;
    const value = this.assign();
    return [{ kind: 'exit', keyword: 'return', values: [value], start, end: this.lastEnd }];
  }

  /** Statements between braces, or a gap where the nesting is too deep; nothing where no brace is next. */
  block(): Statement[] {
    if (!this.isSign('{')) return [];
    const { start } = this;
    if (this.depth >= MAX_DEPTH) {
      this.skipGroup();
      this.gap(start, this.lastEnd);
      return [];
    }
    this.next();
    this.depth++;
    const body = this.inBrackets(() => this.statements());
    this.depth--;
    if (!this.eat('}')) this.gap(start, start);
    return body;
  }

  protected functionExpression(): Expression {
    const { start } = this;
    this.next();
    this.eat('*');
    if (this.kind === NAME) this.next();
    return this.method(start);
  }

  protected method(start: number): Closure {
    const { parameters, body } = this.signature();
    return this.functionOf(parameters, body ?? [], start);
  }

  /** `<T>(a, b): R { … }`; the body is null where there is none. */
  protected signature(): { parameters: Parameter[]; body: Statement[] | null } {
    if (this.isSign('<')) this.skipAngles();
    const outer = this.properties;
    this.properties = [];
    const parameters = this.parameters();
    const properties = this.properties;
    this.properties = outer;
    this.annotation();
    if (!this.isSign('{')) return { parameters, body: null };
    const stored = properties.map(storeOf);
    return { parameters, body: [...stored, ...this.block()] };
  }

  private parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    if (!this.isSign('(')) {
      this.gap(this.start, this.start);
      return parameters;
    }
    if (this.depth >= MAX_DEPTH) {
      this.skipGroup();
      return parameters;
    }
    this.depth++;
    this.list(')', () => {
      const { start } = this;
      if (this.isSign('@')) this.parameterDecorators.push(...this.decorators());
      const isProperty = this.skipAccess();
      const isRest = this.eat('...');
      const bound = this.target();
      this.eat('?');
      const annotation = this.annotation();
      const target: Expression = isRest
        ? { kind: 'operation', operator: '...', operands: [bound], start, end: bound.end }
        : bound;
      const standard = this.eat('=') ? this.assign() : null;
      if (isProperty) this.properties.push(bound);
      parameters.push({ target, standard, annotation, start, end: Math.max(start, this.lastEnd) });
    });
    this.depth--;
    return parameters;
  }

  /** `a`, `{ a, b = c }`, `[a, ...b]`: what a declaration binds. */
  target(): Expression {
    if (this.isSign('{')) return this.object();
    if (this.isSign('[')) return this.array();
    if (this.kind === NAME && !this.isAtStatementWord) return this.name();
    return this.missing();
  }

  /** Over `private readonly`; whether there was any. */
  private skipAccess(): boolean {
    let isProperty = false;
    while (this.kind === NAME && ACCESS.has(this.value)) {
      const { position } = this;
      this.next();
      if (this.kind === NAME || (this.kind === SIGN && (this.value === '{' || this.value === '['))) isProperty = true;
      else {
        this.rewind(position);
        break;
      }
    }
    return isProperty;
  }
}

/** `constructor(private a)` stores `this.a = a`. */
function storeOf(bound: Expression): Statement {
  const { start, end } = bound;
  const name = bound.kind === 'name' ? bound.name : '';
  const target: Expression = {
    kind: 'attribute',
    object: { kind: 'name', name: 'this', start, end },
    name,
    start,
    end,
  };
  return { kind: 'assignment', targets: [target], operator: '=', value: bound, annotation: '', start, end };
}

/** `a = b` as a parameter with its default. */
function parameterOf({ target, annotation }: { target: Expression; annotation: string }): Parameter {
  const { start, end } = target;
  if (target.kind === 'operation' && target.operator === '=' && target.operands.length === 2) {
    const [bound, standard] = target.operands as [Expression, Expression];
    return { target: bound, standard, annotation, start, end };
  }
  return { target, standard: null, annotation, start, end };
}

function isPattern(value: Expression): boolean {
  if (value.kind === 'operation') return value.operator === '=' || value.operator === '...';
  return value.kind === 'name' || value.kind === 'sequence' || value.kind === 'mapping';
}
