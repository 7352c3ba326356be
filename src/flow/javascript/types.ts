// Steps over types of TypeScript: annotations, type arguments and parameters, in one pass without recursion.
import { END, NAME, NUMBER, SIGN, STRING, TEMPLATE } from './lexer.ts';
import { Skipper } from './skip.ts';

/** Words before a type that belong to it. */
const PREFIXES: ReadonlySet<string> = new Set('keyof unique readonly typeof infer asserts abstract new'.split(' '));
/** What may stand between `<` and `>` of a list of types. */
const SIGNS_IN_TYPES: ReadonlySet<string> = new Set(', . | & ? : => ... - ='.split(' '));
/** What follows type arguments that belong to an expression, besides `(` and a template. */
const AFTER_ARGUMENTS: ReadonlySet<string> = new Set(
  ') ] } : ; , . ?. == === != !== && || ?? = => | ^ & * / % ?'.split(' '),
);

/** A lexer that can skip types. */
export class TypeSkipper extends Skipper {
  /** Runs `read`; where that gives false, all is as it was before. Gives false at once when too much was read twice already. */
  attempt(read: () => boolean): boolean {
    if (this.retries <= 0) return false;
    const { position } = this;
    const gaps = this.gaps.length;
    if (read()) return true;
    this.gaps.length = gaps;
    this.rewind(position);
    return false;
  }

  /** `: T` where it is next: the text of the type; `''` where there is none. */
  annotation(): string {
    if (!this.eat(':')) return '';
    const { start } = this;
    this.skipType();
    return this.text.slice(start, Math.max(start, this.lastEnd));
  }

  /** Over one type; nothing where none begins. */
  skipType(): void {
    let conditions = 0;
    let alternatives = 0;
    if (!this.eat('|')) this.eat('&');
    for (let goesOn = this.skipTypeOperand(); goesOn; goesOn = this.skipTypeOperand()) {
      for (;;) {
        if (this.kind === SIGN && this.value === '[' && !this.newline) this.skipGroup();
        else if (this.isSign('.') || this.isSign('<')) {
          if (this.value === '<' ? !this.skipAngles() : !this.skipDot()) return;
        } else break;
      }
      if (this.eat('|') || this.eat('&')) continue;
      if (this.kind === NAME && !this.newline && (this.value === 'is' || this.value === 'extends')) {
        if (this.value === 'extends') conditions++;
        this.next();
      } else if (conditions > 0 && this.eat('?')) {
        conditions--;
        alternatives++;
      } else if (alternatives > 0 && this.eat(':')) alternatives--;
      else return;
    }
  }

  /** From `<` to behind its `>`; false, somewhere in between, if that is no list of types. */
  skipAngles(): boolean {
    let open = 0;
    let hasCondition = false;
    for (;;) {
      if (this.kind === SIGN) {
        if (this.value === '<') open++;
        else if (this.value === '<<') open += 2;
        else if (this.value === '>') {
          open--;
          this.next();
          if (open <= 0) return true;
          continue;
        } else if (this.value === '(' || this.value === '[' || this.value === '{') {
          this.skipGroup();
          continue;
        } else if (!SIGNS_IN_TYPES.has(this.value)) return false;
        // `a < 0 ? b : c > d`
        else if ((this.value === '?' || this.value === ':') && !hasCondition) return false;
      } else if (this.kind === END) return false;
      else if (this.value === 'extends') hasCondition = true;
      if (this.kind === TEMPLATE) this.skipTemplate();
      else this.next();
    }
  }

  /** `<T>` before `(` or where an expression ends: whether it was there, and is behind now. */
  skipTypeArguments(): boolean {
    if (this.value !== '<' && this.value !== '<<') return false;
    return this.attempt(() => {
      if (!this.skipAngles() || this.text.charCodeAt(this.lastEnd) === 61) return false;
      if (this.kind === TEMPLATE || this.kind === END) return true;
      if (this.kind === SIGN) return this.value === '(' || AFTER_ARGUMENTS.has(this.value);
      return this.newline || (this.kind === NAME && (this.value === 'as' || this.value === 'satisfies'));
    });
  }

  private skipDot(): boolean {
    this.next();
    if (this.kind !== NAME) return false;
    this.next();
    return true;
  }

  /** A name, a literal, a bracketed type, or a function up to its `=>` and what it gives. False where there is none. */
  private skipTypeOperand(): boolean {
    for (;;) {
      const { kind, value } = this;
      if (kind === NAME) {
        if (this.isAtStatementWord && value !== 'const') return false;
        this.next();
        if (PREFIXES.has(value) && this.isAtType && !this.newline) continue;
        if (value === 'import' && this.isSign('(')) this.skipGroup();
        return true;
      }
      if (kind === STRING || kind === NUMBER) {
        this.next();
        return true;
      }
      if (kind === TEMPLATE) {
        this.skipTemplate();
        return true;
      }
      if (kind !== SIGN) return false;
      if (value === '-') this.next();
      else if (value === '<') {
        if (!this.skipAngles()) return false;
      } else if (value === '(') {
        const isFunction = this.skipTypeGroup();
        if (!isFunction || !this.eat('=>')) return true;
      } else if (value === '{' || value === '[') {
        this.skipGroup();
        return true;
      } else return false;
    }
  }

  private get isAtType(): boolean {
    if (this.kind === SIGN) return this.value === '(' || this.value === '{' || this.value === '[' || this.value === '<';
    if (this.kind === NAME) return this.value !== 'is' && this.value !== 'extends' && !this.isAtStatementWord;
    return this.kind === STRING || this.kind === TEMPLATE;
  }

  /** Over `(…)`; whether they are parameters and no parentheses around a type. */
  private skipTypeGroup(): boolean {
    const { position } = this;
    this.next();
    let isFunction = this.isSign(')') || this.isSign('...') || this.isSign('{') || this.isSign('[');
    if (this.kind === NAME) {
      this.next();
      isFunction = this.kind === SIGN && [':', ',', '?', '=', ')'].includes(this.value);
    }
    const { retries } = this;
    this.rewind(position);
    this.retries = retries;
    this.skipGroup();
    return isFunction;
  }

  /** Over a template type; it has no groups that matter. */
  private skipTemplate(): void {
    let end = this.templateTextEnd(this.end);
    while (this.text.charCodeAt(end) === 36) {
      this.nextFrom(end + 1);
      this.skipGroup();
      end = this.templateTextEnd(this.lastEnd);
    }
    this.nextFrom(Math.min(this.text.length, end + 1));
  }
}
