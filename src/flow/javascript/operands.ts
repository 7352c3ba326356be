// Reads operands: names, literals, templates, arrays and objects; with defaults and rests in them these are patterns too.
import type { Expression, Parameter, Text } from '../syntax.ts';
import type { Closure } from './chains.ts';
import { unescapeText } from './characters.ts';
import { NAME, NUMBER, PRIVATE, SIGN, STRING, TEMPLATE } from './lexer.ts';
import { Operators } from './operators.ts';
import { MAX_DEPTH, opaque, STATEMENT_WORDS } from './skip.ts';

type Entry = { readonly key: Expression | null; readonly value: Expression };

const MODIFIERS: ReadonlySet<string> = new Set(['async', 'get', 'set']);
const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'undefined']);
/** Names that may be something else. */
const WORDS: ReadonlySet<string> = new Set([...STATEMENT_WORDS, ...CONSTANTS, 'function', 'class', 'new', 'async']);
/** `: , ( } =` and `?`. */
const AFTER_KEY: ReadonlySet<number> = new Set([58, 44, 40, 125, 61, 63]);

/** A reader of operands. */
export abstract class Operands extends Operators {
  protected abstract parenthesized(): Expression;
  protected abstract angled(): Expression;
  protected abstract functionExpression(): Expression;
  protected abstract classExpression(): Expression;
  /** Parameters and body of a method, from its `(` or `<`. */
  protected abstract method(start: number): Closure;
  /** `async` with an arrow function or a function behind it, or as a name. */
  protected abstract asyncOperand(): Expression;
  /** An arrow function, its `=>` next. */
  protected abstract arrow(parameters: readonly Parameter[], start: number): Closure;

  protected primary(): Expression {
    this.lastArrow = null;
    switch (this.kind) {
      case NAME:
        return this.named();
      case STRING:
        return this.string();
      case TEMPLATE:
        return this.template();
      case NUMBER:
        return this.literal();
      case PRIVATE:
        return this.name();
      case SIGN:
        return this.signed();
      default:
        return this.missing();
    }
  }

  private named(): Expression {
    const { value } = this;
    if (!WORDS.has(value)) return this.nameOrArrow();
    switch (value) {
      case 'function':
        return this.functionExpression();
      case 'class':
        return this.classExpression();
      case 'new':
        return this.construction();
      case 'async':
        return this.asyncOperand();
      default:
    }
    if (CONSTANTS.has(value)) return this.literal();
    return this.isAtStatementWord ? this.missing() : this.nameOrArrow();
  }

  private nameOrArrow(): Expression {
    const { start } = this;
    const name = this.name();
    if (!this.isSign('=>') || this.newline) return name;
    return this.arrow([{ target: name, standard: null, annotation: '', start, end: name.end }], start);
  }

  private signed(): Expression {
    switch (this.value) {
      case '(':
        return this.parenthesized();
      case '[':
        return this.array();
      case '{':
        return this.object();
      case '<':
      case '<<':
        return this.angled();
      case '/':
      case '/=':
        return this.regex();
      case '@':
        this.decorators();
        return this.isName('class') ? this.classExpression() : this.missing();
      default:
        return this.missing();
    }
  }

  /** `@a.b(c)`, several. */
  decorators(): Expression[] {
    const found: Expression[] = [];
    while (this.eat('@')) found.push(this.deeper(() => this.chain()));
    return found;
  }

  private regex(): Expression {
    const { start } = this;
    const end = this.regexEnd();
    if (end < 0) {
      this.gap(start, this.end);
      this.next();
      return opaque(start, this.lastEnd);
    }
    this.nextFrom(end);
    return { kind: 'literal', value: this.text.slice(start, end), start, end };
  }

  protected name(): Expression {
    const { value, start, end } = this;
    this.next();
    return { kind: 'name', name: value, start, end };
  }

  private literal(): Expression {
    const { value, start, end } = this;
    this.next();
    return { kind: 'literal', value, start, end };
  }

  protected string(): Text {
    const { text, start, end } = this;
    const close = end - start > 1 && text.charCodeAt(end - 1) === text.charCodeAt(start) ? end - 1 : end;
    const value = unescapeText(text.slice(start + 1, close));
    this.next();
    return { kind: 'text', parts: value === '' ? [] : [value], start, end };
  }

  /** From the backtick that is next to behind the one that closes it. */
  protected template(): Text {
    const { text, start } = this;
    const parts: (string | Expression)[] = [];
    let from = start + 1;
    for (;;) {
      const end = this.templateTextEnd(from);
      if (end > from) parts.push(unescapeText(text.slice(from, end)));
      if (text.charCodeAt(end) !== 36) {
        if (end >= text.length) this.gap(start, end);
        this.nextFrom(Math.min(text.length, end + 1));
        return { kind: 'text', parts, start, end: this.lastEnd };
      }
      this.nextFrom(end + 2);
      const at = this.start;
      parts.push(this.inBrackets(() => this.expression()));
      if (!this.isSign('}')) {
        this.gap(at, this.start);
        while (!this.isSign('}') && this.kind !== 0) {
          this.skipDeep();
          if (!this.isSign('}')) this.next();
        }
      }
      from = this.end;
    }
  }

  protected array(): Expression {
    const { start } = this;
    const items: Expression[] = [];
    this.list(']', () => {
      if (this.isSign(',')) items.push({ kind: 'literal', value: '', start: this.start, end: this.start });
      else items.push(this.item());
    });
    return { kind: 'sequence', items, start, end: this.lastEnd };
  }

  /** An expression, or `...` with one. */
  protected item(): Expression {
    const { start } = this;
    if (!this.eat('...')) return this.assign();
    return { kind: 'operation', operator: '...', operands: [this.assign()], start, end: this.lastEnd };
  }

  protected object(): Expression {
    const { start } = this;
    if (this.depth >= MAX_DEPTH) {
      this.skipGroup();
      this.gap(start, this.lastEnd);
      return opaque(start, this.lastEnd);
    }
    this.depth++;
    const entries: Entry[] = [];
    this.list('}', () => {
      const entry = this.entry();
      if (entry) entries.push(entry);
    });
    this.depth--;
    return { kind: 'mapping', entries, start, end: this.lastEnd };
  }

  private entry(): Entry | null {
    const { start } = this;
    if (this.eat('...')) return { key: null, value: this.assign() };
    while (this.kind === NAME && MODIFIERS.has(this.value)) {
      const { position } = this;
      this.next();
      const isKey = this.kind !== SIGN || this.value === '[' || this.value === '*';
      if (isKey && this.kind !== 0) continue;
      this.rewind(position);
      break;
    }
    this.eat('*');
    // A statement: the brace was not closed.
    if (this.isAtStatementWord && this.newline && !AFTER_KEY.has(this.peekCode())) return null;
    const { kind, value } = this;
    const key = this.key();
    if (key === null) return null;
    if (this.eat(':')) return { key, value: this.assign() };
    if (this.isSign('(') || this.isSign('<')) return { key, value: this.method(start) };
    if (kind !== NAME) {
      this.gap(start, this.start);
      return { key, value: opaque(start, start) };
    }
    const shorthand: Expression = { kind: 'name', name: value, start, end: key.end };
    if (!this.eat('=')) return { key, value: shorthand };
    const standard = this.assign();
    return {
      key,
      value: { kind: 'operation', operator: '=', operands: [shorthand, standard], start, end: this.lastEnd },
    };
  }

  /** A key of an object or the name of a member of a class; null, with nothing taken, where none is. */
  protected key(): Expression | null {
    const { kind, value, start, end } = this;
    if (kind === STRING) return this.string();
    if (kind === NUMBER) return this.literal();
    if (kind === NAME || kind === PRIVATE) {
      this.next();
      return { kind: 'text', parts: [value], start, end };
    }
    if (!this.isSign('[')) return null;
    this.next();
    const key = this.inBrackets(() => this.assign());
    if (!this.eat(']')) this.gap(this.start, this.start);
    return key;
  }
}
