// Reads classes: fields are assignments to `this.x`, static ones to the class, methods are definitions of functions.
import type { Definition, Expression, Statement } from '../syntax.ts';
import { Jsx } from './jsx.ts';
import { END, NAME, SIGN } from './lexer.ts';
import { MAX_DEPTH } from './skip.ts';

const MODIFIERS: ReadonlySet<string> = new Set(
  'static public private protected readonly abstract override async get set declare accessor'.split(' '),
);

/** A reader of classes. */
export abstract class Classes extends Jsx {
  /** A class without a name of its own place: a function that holds its definition. */
  protected classExpression(): Expression {
    const { start } = this;
    const definition = this.classDefinition([], false);
    return { kind: 'function', parameters: [], body: [definition], start, end: this.lastEnd };
  }

  /** From `class` on. */
  protected classDefinition(decorators: readonly Expression[], isExported: boolean): Definition {
    const { start } = this;
    this.next();
    let name = '';
    if (this.kind === NAME && this.value !== 'extends' && this.value !== 'implements') {
      name = this.value;
      this.next();
    }
    if (this.isSign('<')) this.skipAngles();
    const bases: Expression[] = [];
    if (this.eatName('extends')) {
      bases.push(this.deeper(() => this.chain()));
      if (this.isSign('<')) this.skipAngles();
    }
    if (this.eatName('implements')) {
      do this.skipType();
      while (this.eat(','));
    }
    const outer = this.parameterDecorators;
    this.parameterDecorators = [];
    const body = this.classBody(name);
    this.parameterDecorators = outer;
    return {
      kind: 'definition',
      what: 'class',
      name,
      decorators,
      bases,
      parameters: [],
      body,
      isExported,
      start,
      end: this.lastEnd,
    };
  }

  private classBody(name: string): Statement[] {
    const body: Statement[] = [];
    const { start } = this;
    if (!this.isSign('{')) {
      this.gap(start, this.end);
      return body;
    }
    if (this.depth >= MAX_DEPTH) {
      this.skipGroup();
      this.gap(start, this.lastEnd);
      return body;
    }
    this.next();
    this.depth++;
    this.inBrackets(() => {
      while (!this.isSign('}') && this.kind !== END) {
        const at = this.start;
        if (!this.eat(';')) this.classMember(name, body);
        if (this.start !== at) continue;
        this.gap(at, this.end);
        this.next();
      }
    });
    this.depth--;
    if (!this.eat('}')) this.gap(start, start);
    return body;
  }

  private classMember(className: string, body: Statement[]): void {
    const decorators = this.decorators();
    const { start } = this;
    const { isStatic, isGetter } = this.skipModifiers();
    if (isStatic && this.isSign('{')) {
      body.push({
        kind: 'block',
        keyword: 'static',
        bindings: [],
        tests: [],
        bodies: [this.block()],
        start,
        end: this.lastEnd,
      });
      return;
    }
    this.eat('*');
    const at = this.start;
    const key = this.memberKey();
    if (key === null) return;
    const keyEnd = this.lastEnd;
    if (!this.eat('?')) this.eat('!');
    const name = key.kind === 'text' && typeof key.parts[0] === 'string' ? key.parts[0] : '';
    if (this.isSign('(') || this.isSign('<')) {
      if (key.kind !== 'text') body.push(computed(key));
      const own = this.parameterDecorators;
      this.parameterDecorators = [];
      const { parameters, body: inner } = this.signature();
      const getter: Expression[] = isGetter ? [{ kind: 'name', name: 'property', start, end: start }] : [];
      const all = [...decorators, ...getter, ...this.parameterDecorators];
      this.parameterDecorators = own;
      if (inner === null) this.semicolon();
      if (inner === null && all.length === getter.length) return;
      body.push({
        kind: 'definition',
        what: 'function',
        name,
        decorators: all,
        bases: [],
        parameters,
        body: inner ?? [],
        isExported: false,
        start,
        end: this.lastEnd,
      });
      return;
    }
    const annotation = this.annotation();
    for (const value of decorators)
      body.push({ kind: 'expression', value, isSilenced: true, start: value.start, end: value.end });
    if (this.eat('=')) {
      const value = this.assign();
      const owner: Expression = { kind: 'name', name: isStatic ? className : 'this', start: at, end: at };
      const target: Expression =
        key.kind === 'text'
          ? { kind: 'attribute', object: owner, name, start: at, end: keyEnd }
          : { kind: 'subscript', object: owner, index: key, start: at, end: keyEnd };
      body.push({
        kind: 'assignment',
        targets: [target],
        operator: '=',
        value,
        annotation,
        start: at,
        end: this.lastEnd,
      });
    } else if (key.kind !== 'text') body.push(computed(key));
    this.semicolon();
  }

  /** The name of a member; an index signature `[key: string]` is stepped over and says nothing. */
  private memberKey(): Expression | null {
    if (!this.isSign('[')) return this.key();
    const { start } = this;
    const isSignature = this.attempt(() => {
      this.next();
      if (this.kind !== NAME) return false;
      this.next();
      return this.isSign(':');
    });
    if (!isSignature) return this.key();
    this.annotation();
    this.eat(']');
    return { kind: 'text', parts: [''], start, end: this.lastEnd };
  }

  /** Over `static async get` and the like, as far as they are no names themselves; which of them are among them. */
  private skipModifiers(): { readonly isStatic: boolean; readonly isGetter: boolean } {
    let [isStatic, isGetter] = [false, false];
    while (this.kind === NAME && MODIFIERS.has(this.value)) {
      const { position } = this;
      this.next();
      const isName =
        this.kind === END ||
        (this.kind === SIGN && !['[', '*', '{'].includes(this.value)) ||
        (this.isSign('{') && position.value !== 'static');
      if (isName || (this.newline && ['get', 'set', 'async', 'declare', 'accessor'].includes(position.value))) {
        this.rewind(position);
        break;
      }
      if (position.value === 'static') isStatic = true;
      if (position.value === 'get') isGetter = true;
    }
    return { isStatic, isGetter };
  }

  /** Takes the `;` that ends a statement, if there is one; a gap where the statement goes on after all. Whether it was there. */
  protected semicolon(): boolean {
    if (this.eat(';')) return true;
    if (!this.newline && this.kind !== END && !this.isSign('}')) this.gap(this.start, this.start);
    return false;
  }
}

/** A computed name of a member, as a statement of its own: it is read once, where the class is. */
function computed(key: Expression): Statement {
  return { kind: 'expression', value: key, isSilenced: true, start: key.start, end: key.end };
}
