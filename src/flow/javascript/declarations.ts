// Reads declarations: variables, functions, and those of TypeScript, most of which leave nothing behind.
import type { Argument, Expression, Statement } from '../syntax.ts';
import { END, NAME, SIGN, STRING } from './lexer.ts';
import { Modules } from './modules.ts';
import { ASSIGNING } from './operators.ts';

type Block = Extract<Statement, { kind: 'block' }>;

/** A reader of declarations. */
export abstract class Declarations extends Modules {
  /** Something that binds a name, or a declaration of types, which is left out; false, with nothing taken, where it is none. */
  protected declaration(into: Statement[], isExported: boolean): boolean {
    const { start, value, position } = this;
    switch (value) {
      case 'var':
      case 'const':
      case 'let':
      case 'using': {
        if (value !== 'var' && !this.isVariable()) return false;
        this.next();
        if (this.isName('enum')) return this.declaration(into, isExported);
        this.variables(into);
        this.semicolon();
        return true;
      }
      case 'await': {
        this.next();
        if (this.isName('using') && !this.newline && this.isVariable()) return this.declaration(into, isExported);
        this.rewind(position);
        return false;
      }
      case 'async':
        this.next();
        if (this.isName('function') && !this.newline) return this.declaration(into, isExported);
        this.rewind(position);
        return false;
      case 'function':
        this.next();
        this.functionDefinition(start, into, isExported);
        return true;
      case 'abstract':
        this.next();
        if (this.isName('class') && !this.newline) return this.declaration(into, isExported);
        this.rewind(position);
        return false;
      case 'class':
        into.push(this.classDefinition([], isExported));
        return true;
      default:
        return this.typeDeclaration(into);
    }
  }

  /** Whether a name or pattern follows on `let`, `const` or `using`, which are names elsewhere. */
  protected isVariable(): boolean {
    const { position, value } = this;
    this.next();
    const isPattern = this.kind === SIGN && (this.value === '{' || this.value === '[');
    const isVariable =
      value === 'using'
        ? this.kind === NAME &&
          !this.newline &&
          this.value !== 'in' &&
          this.value !== 'of' &&
          this.value !== 'instanceof'
        : isPattern || (this.kind === NAME && this.value !== 'in' && this.value !== 'instanceof');
    this.rewind(position);
    return isVariable || value === 'const';
  }

  protected variables(into: Statement[]): void {
    do {
      const { start } = this;
      const target = this.target();
      this.eat('!');
      const annotation = this.annotation();
      if (this.eat('=')) {
        const value = this.assign();
        const end = this.lastEnd;
        into.push({
          kind: 'assignment',
          targets: [target],
          operator: '=',
          value,
          annotation,
          isDeclared: true,
          start,
          end,
        });
      }
    } while (this.eat(','));
  }

  protected functionDefinition(start: number, into: Statement[], isExported: boolean): void {
    this.eat('*');
    let name = '';
    if (this.kind === NAME) {
      name = this.value;
      this.next();
    }
    const { parameters, body } = this.signature();
    if (body === null) {
      this.semicolon();
      return;
    }
    into.push({
      kind: 'definition',
      what: 'function',
      name,
      decorators: [],
      bases: [],
      parameters,
      body,
      isExported,
      start,
      end: this.lastEnd,
    });
  }

  /** `type`, `interface`, `enum`, `namespace`, `declare`. */
  protected typeDeclaration(into: Statement[]): boolean {
    const { position, value, start } = this;
    if (!['type', 'interface', 'enum', 'namespace', 'module', 'declare', 'global'].includes(value)) return false;
    this.next();
    const isNamed = this.kind === NAME && !this.newline && this.value !== 'in' && this.value !== 'instanceof';
    const isModule = value === 'module' && this.kind === STRING && !this.newline;
    if (!isNamed && !isModule && !(value === 'global' && this.isSign('{'))) {
      this.rewind(position);
      return false;
    }
    if (value === 'declare') {
      this.statement([]);
      return true;
    }
    if (value === 'global') {
      if (isNamed) this.rewind(position);
      else this.block();
      return !isNamed;
    }
    this.next();
    if (value === 'type') {
      if (this.isSign('<')) this.skipAngles();
      if (this.eat('=')) this.skipType();
      this.semicolon();
    } else if (value === 'interface') {
      while (!this.isSign('{') && !this.isSign(';') && !this.isSign('}') && this.kind !== END)
        if (!(this.isSign('<') && this.skipAngles())) this.next();
      if (this.isSign('{')) this.skipGroup();
    } else if (value === 'enum') {
      const parts = this.isSign('{') ? this.enumMembers() : [];
      const end = this.lastEnd;
      const value: Expression = { kind: 'opaque', name: '', parts, start, end };
      into.push({ kind: 'expression', value, isSilenced: true, start, end });
    } else {
      while (this.eat('.')) this.next();
      into.push({ ...this.empty('namespace', start), bodies: [this.block()], end: this.lastEnd });
    }
    return true;
  }

  /** Values of an enum, under their names. */
  protected enumMembers(): Argument[] {
    const members: Argument[] = [];
    this.list('}', () => {
      const name = this.text.slice(this.start, this.end);
      if (this.key() && this.eat('=')) members.push({ name, value: this.assign() });
    });
    return members;
  }

  protected expressionStatement(into: Statement[]): void {
    const { start } = this;
    const value = this.expression();
    if (value.kind === 'name' && value.end === this.lastEnd && this.eat(':')) return; // A label.
    const { lastEnd } = this;
    // `a(b): T {`: a method of a class whose head is not there.
    if (value.kind === 'call' && this.isSign(':') && this.attempt(() => this.annotation() !== '' && this.isSign('{')))
      this.gap(lastEnd, this.start);
    this.pushExpression(into, start, value, this.semicolon(), lastEnd);
  }

  /** An expression as one statement, or as several where commas divide it. */
  protected pushExpression(
    into: Statement[],
    start: number,
    value: Expression,
    isSilenced: boolean,
    end = this.lastEnd,
  ): void {
    if (value.kind === 'operation' && value.operator === ',')
      for (const part of value.operands) into.push(statementOf(part, part.start, part.end, isSilenced));
    else into.push(statementOf(value, start, end, isSilenced));
  }

  /** A block that holds nothing yet. */
  protected empty(keyword: string, start: number): Block {
    return { kind: 'block', keyword, bindings: [], tests: [], bodies: [], start, end: start };
  }
}

/** An assignment where the operation is one, else the expression. */
function statementOf(value: Expression, start: number, end: number, isSilenced: boolean): Statement {
  if (value.kind !== 'operation' || !ASSIGNING.has(value.operator))
    return { kind: 'expression', value, isSilenced, start, end };
  const targets = value.operands.slice(0, -1);
  const last = value.operands.at(-1) as Expression;
  const { operator } = value;
  return { kind: 'assignment', targets, operator, value: last, annotation: '', start: value.start, end: value.end };
}
