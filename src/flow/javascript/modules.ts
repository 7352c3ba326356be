// Reads `import` and `export` in all their forms, and the declarations of TypeScript that leave nothing behind.
import type { Expression, Import, Statement } from '../syntax.ts';
import { Classes } from './classes.ts';
import { NAME, SIGN, STRING } from './lexer.ts';

type Names = { readonly name: string | null; readonly as: string }[];

/** A reader of imports and exports. */
export abstract class Modules extends Classes {
  protected abstract statement(into: Statement[]): void;
  protected abstract declaration(into: Statement[], isExported: boolean): boolean;

  /** From `import` on, where it is no call and no `import.meta`. */
  protected importStatement(into: Statement[]): void {
    const { start } = this;
    this.next();
    if (this.kind === STRING) return this.imported(start, [], into);
    const isType = this.skipTypeWord();
    const names: Names = [];
    if (this.kind === NAME) {
      names.push({ name: 'default', as: this.value });
      this.next();
      if (this.isSign('=')) return this.importEquals(start, names[0]?.as ?? '', into);
      this.eat(',');
    }
    if (this.eat('*')) {
      this.eatName('as');
      names.push({ name: null, as: this.value });
      this.next();
    } else if (this.isSign('{')) this.specifiers(names);
    if (!this.eatName('from')) {
      this.gap(start, this.start);
      return;
    }
    this.imported(start, isType ? [] : names, into);
  }

  /** `type` or `typeof` that says that only types are imported, and is no name. */
  private skipTypeWord(): boolean {
    if (!this.isName('type') && !this.isName('typeof')) return false;
    const { position } = this;
    this.next();
    const isWord =
      this.isSign('{') || this.isSign('*') || (this.kind === NAME && (this.value !== 'from' || this.isNameAfter()));
    if (!isWord) this.rewind(position);
    return isWord;
  }

  /** `import type from from 'a'` is a type, `import type from 'a'` is none. */
  private isNameAfter(): boolean {
    const { position } = this;
    this.next();
    const isName = this.kind === NAME;
    this.rewind(position);
    return isName;
  }

  /** `{ a, b as c, type D, "e f" as g }`. */
  private specifiers(names: Names): void {
    this.list('}', () => {
      let words: string[] = [];
      while ((this.kind === NAME || this.kind === STRING) && !(this.newline && words.length > 0)) {
        words.push(this.kind === STRING ? this.text.slice(this.start + 1, this.end - 1) : this.value);
        this.next();
      }
      // `type A`, `type A as B`, but neither `type` nor `type as A`.
      const isType = words[0] === 'type' && words.length % 2 === 0 && words.length > 1;
      if (isType || words.length === 0) return;
      if (words.length !== 3) words = [words[0] as string, 'as', words[0] as string];
      names.push({ name: words[0] as string, as: words[2] as string });
    });
  }

  /** The module of an import or export, and the statement. */
  private imported(start: number, names: Names, into: Statement[]): void {
    const module = this.kind === STRING ? this.text.slice(this.start + 1, this.end - 1) : '';
    if (this.kind === STRING) this.next();
    else this.gap(start, this.start);
    if ((this.isName('with') || this.isName('assert')) && !this.newline) {
      this.next();
      if (this.isSign('{')) this.skipGroup();
    }
    this.semicolon();
    into.push({ kind: 'import', module, names, start, end: this.lastEnd } satisfies Import);
  }

  /** `import a = require('b')`, `import a = b.c`. */
  private importEquals(start: number, as: string, into: Statement[]): void {
    this.next();
    const value = this.expression();
    this.semicolon();
    const end = this.lastEnd;
    const argument = value.kind === 'call' && value.callee.kind === 'name' ? value.args[0]?.value : undefined;
    if (argument?.kind === 'text') {
      into.push({ kind: 'import', module: String(argument.parts[0] ?? ''), names: [{ name: null, as }], start, end });
      return;
    }
    const target: Expression = { kind: 'name', name: as, start, end: start };
    into.push({ kind: 'assignment', targets: [target], operator: '=', value, annotation: '', start, end });
  }

  /** From `export` on. */
  protected exportStatement(into: Statement[]): void {
    const { start } = this;
    this.next();
    if (this.isName('default') || this.isSign('=')) return this.exportDefault(start, into);
    if (this.eatName('as')) return this.skipStatement();
    if (this.isName('import')) return this.importStatement(into);
    const { position } = this;
    if (this.eatName('type') && !this.isSign('{') && !this.isSign('*')) this.rewind(position);
    const isType = this.isSign('{') || this.isSign('*') ? position.value === 'type' : false;
    if (this.eat('*')) {
      let as = '*';
      if (this.eatName('as')) {
        as = this.kind === STRING ? this.text.slice(this.start + 1, this.end - 1) : this.value;
        this.next();
      }
      this.eatName('from');
      return this.imported(start, isType ? [] : [{ name: as === '*' ? '*' : null, as }], into);
    }
    if (this.isSign('{')) return this.exportNames(start, isType, into);
    if (!this.declaration(into, true)) this.statement(into);
  }

  private exportDefault(start: number, into: Statement[]): void {
    this.next();
    const at = this.start;
    const give = (value: Expression): void => {
      into.push({ kind: 'exit', keyword: 'export default', values: [value], start, end: this.lastEnd });
    };
    if (this.declaration(into, true)) {
      // What has no name is bound by the empty one.
      const last = into.at(-1);
      if (last?.kind === 'definition') give({ kind: 'name', name: last.name, start: last.end, end: last.end });
      return;
    }
    if (this.start !== at) return;
    const value = this.assign();
    this.semicolon();
    give(value);
  }

  /** `export { a as b }` binds `b`; with `from` it is an import. */
  private exportNames(start: number, isType: boolean, into: Statement[]): void {
    const names: Names = [];
    this.specifiers(names);
    if (this.eatName('from')) return this.imported(start, isType ? [] : names, into);
    this.semicolon();
    const end = this.lastEnd;
    for (const { name, as } of isType ? [] : names) {
      if (name === as || name === null) continue;
      const value: Expression = { kind: 'name', name, start, end };
      if (as === 'default') into.push({ kind: 'exit', keyword: 'export default', values: [value], start, end });
      else {
        const target: Expression = { kind: 'name', name: as, start, end };
        into.push({ kind: 'assignment', targets: [target], operator: '=', value, annotation: '', start, end });
      }
    }
  }

  /** To the end of the line or the next `;`. */
  protected skipStatement(): void {
    this.next();
    while (!this.newline && this.kind !== 0 && !(this.kind === SIGN && (this.value === ';' || this.value === '}')))
      this.next();
    this.semicolon();
  }
}
