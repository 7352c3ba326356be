// Reads what begins with `<`: JSX elements, arrow functions with type parameters, and type assertions.
import type { Argument, Expression } from '../syntax.ts';
import { isLineEnd, isNamePart, unescapeText } from './characters.ts';
import { Functions } from './functions.ts';
import { NAME, SIGN } from './lexer.ts';
import { MAX_DEPTH, opaque } from './skip.ts';

/** Names of elements that are looked for once each. */
const MOST_NAMES = 200;

/** A reader of JSX. */
export abstract class Jsx extends Functions {
  /** By name of an element, where its last closing tag stands. */
  private readonly lastClosing = new Map<string, number>();

  protected angled(): Expression {
    const { start } = this;
    if (this.attempt(() => this.skipTypeParameters())) return this.parenthesized();
    const after = this.text.charCodeAt(this.end);
    const isElement = after === 62 || (isNamePart(after) && this.isJsx());
    if (isElement && this.value === '<') return this.elementAt(start);
    // `<T>value`
    if (this.attempt(() => this.skipAngles())) return this.deeper(() => this.unary());
    // `<A<T> b={c} />`
    if (isNamePart(after) && this.value === '<') return this.elementAt(start);
    this.gap(start, this.end);
    this.next();
    return opaque(start, this.lastEnd);
  }

  private elementAt(start: number): Expression {
    const element = this.element(start);
    this.nextFrom(element.end);
    return element;
  }

  /** `<T>(`, `<T extends U>(` of an arrow function, which must be one; false for JSX. */
  private skipTypeParameters(): boolean {
    this.next();
    this.eatName('const');
    if (this.kind !== NAME) return false;
    this.next();
    const isSure = this.isSign(',') || this.isName('extends') || this.isSign('=');
    if (!isSure && !this.isSign('>')) return false;
    if (this.isSign('=') && this.text.charCodeAt(this.end) !== 32) return false;
    while (!this.isSign('>')) {
      if (this.isSign(',') || this.isSign('=') || this.isName('extends') || this.isName('const')) this.next();
      else {
        const { start } = this;
        this.skipType();
        if (this.start === start) return false;
      }
    }
    this.next();
    if (!this.isSign('(')) return false;
    const { position } = this;
    this.skipGroup();
    const isArrow = this.isSign('=>') || (this.annotation() !== '' && this.isSign('=>'));
    this.rewind(position);
    return isArrow;
  }

  /** Whether `<Name` begins an element and no assertion: it has attributes, ends with `/>`, or a closing tag follows. */
  private isJsx(): boolean {
    const { text } = this;
    let end = this.end;
    while (isElementName(text.charCodeAt(end))) end++;
    if (this.hasClosing(text.slice(this.end, end), end)) return true;
    const next = this.skipTagSpace(end);
    const code = text.charCodeAt(next);
    return code === 47 || code === 123 || (next > end && isNamePart(code));
  }

  /** An element from its `<` at `start`; takes no token, its end says where to go on. */
  private element(start: number): Expression {
    const { text } = this;
    let at = start + 1;
    while (isElementName(text.charCodeAt(at))) at++;
    const name = text.slice(start + 1, at);
    const parts: Argument[] = [];
    if (this.depth >= MAX_DEPTH) {
      this.gap(start, at);
      return { kind: 'opaque', name, parts, start, end: at };
    }
    this.depth++;
    if (text.charCodeAt(at) === 60) {
      this.nextFrom(at);
      if (this.skipAngles()) at = this.lastEnd;
    }
    at = this.inBrackets(() => this.attributes(at, parts));
    if (text.charCodeAt(at) === 47 && text.charCodeAt(at + 1) === 62) at += 2;
    else if (text.charCodeAt(at) !== 62) this.gap(start, at);
    else if (!this.hasClosing(name, at)) this.gap(start, ++at);
    else at = this.inBrackets(() => this.children(at + 1, parts));
    this.depth--;
    return { kind: 'opaque', name, parts, start, end: at };
  }

  /** Attributes from `from` on; where the tag ends, or where it cannot be read. */
  private attributes(from: number, parts: Argument[]): number {
    const { text } = this;
    for (let at = this.skipTagSpace(from); ; at = this.skipTagSpace(at)) {
      const code = text.charCodeAt(at);
      if (code === 123) {
        at = this.braced(at, parts, null);
        continue;
      }
      const start = at;
      while (isElementName(text.charCodeAt(at))) at++;
      if (at === start) return at;
      const name = text.slice(start, at);
      const next = this.skipTagSpace(at);
      if (text.charCodeAt(next) !== 61) {
        parts.push({ name, value: { kind: 'literal', value: 'true', start, end: at } });
        continue;
      }
      at = this.skipTagSpace(next + 1);
      const first = text.charCodeAt(at);
      if (first === 123) at = this.braced(at, parts, name);
      else if (first === 60) {
        const value = this.element(at);
        parts.push({ name, value });
        at = value.end;
      } else if (first === 34 || first === 39) {
        const close = text.indexOf(text.charAt(at), at + 1);
        const end = close < 0 ? text.length : close + 1;
        const value = unescapeText(text.slice(at + 1, close < 0 ? end : close).replaceAll('\\', '\\\\'));
        parts.push({ name, value: { kind: 'text', parts: value === '' ? [] : [value], start: at, end } });
        at = end;
      } else return at;
    }
  }

  /** Children from `from` on; behind the closing tag. Text says nothing and is left out. */
  private children(from: number, parts: Argument[]): number {
    const { text } = this;
    let at = from;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === 123) at = this.braced(at, parts, null);
      else if (code !== 60) at++;
      else if (text.charCodeAt(this.skipTagSpace(at + 1)) === 47) {
        const close = text.indexOf('>', at);
        return close < 0 ? text.length : close + 1;
      } else if (isNamePart(text.charCodeAt(at + 1)) || text.charCodeAt(at + 1) === 62) {
        const value = this.element(at);
        parts.push({ name: null, value });
        at = value.end;
      } else at++;
    }
    return at;
  }

  /** `{value}`, `{...value}`, `{}` at `at`; behind its `}`. */
  private braced(at: number, parts: Argument[], attribute: string | null): number {
    this.nextFrom(at + 1);
    const isSpread = this.eat('...');
    if (!this.isSign('}')) parts.push({ name: isSpread ? '**' : attribute, value: this.expression() });
    if (!this.isSign('}')) {
      this.gap(at, this.start);
      while (this.kind !== 0 && !this.isSign('}')) {
        this.skipDeep();
        if (!this.isSign('}')) this.next();
      }
    }
    return this.kind === SIGN ? this.end : this.start;
  }

  private skipTagSpace(from: number): number {
    const { newline } = this;
    const at = this.skipSpace(from);
    this.newline = newline;
    return at;
  }

  private hasClosing(name: string, from: number): boolean {
    let last = this.lastClosing.get(name);
    if (last === undefined) {
      if (this.lastClosing.size >= MOST_NAMES) return true;
      last = this.text.lastIndexOf(`</${name}`);
      this.lastClosing.set(name, last);
    }
    return last >= from;
  }
}

/** Names of elements and attributes: `a`, `a.b`, `a:b`, `a-b`. */
function isElementName(code: number): boolean {
  return code === 45 || code === 46 || code === 58 || (isNamePart(code) && !isLineEnd(code));
}
