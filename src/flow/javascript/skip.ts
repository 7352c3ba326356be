// Steps over what is not read: bracketed groups, broken syntax, nesting over the cap; keeps the list of such gaps.
import type { Opaque, Span } from '../syntax.ts';
import { END, Lexer, NAME, SIGN, TEMPLATE } from './lexer.ts';

/** Statements and expressions inside one another; what is deeper is stepped over. */
export const MAX_DEPTH = 160;
const DEEP = 25;

/** Words that no expression begins with: in the middle of one they say that something was left open. */
export const STATEMENT_WORDS: ReadonlySet<string> = new Set(
  `const var return if else for while do switch case default try catch finally throw break continue export debugger
  enum extends with in instanceof`.split(/\s+/),
);
/** After these words a `/` begins a regex. */
const OPERATOR_WORDS: ReadonlySet<string> = new Set(
  'return typeof instanceof in of new delete void throw case do else yield await'.split(' '),
);
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** A lexer that can skip. */
export class Skipper extends Lexer {
  readonly gaps: { start: number; end: number }[] = [];
  depth = 0;
  /** The greatest depth so far, and the longest chain of members or conditions: both make for a deep tree. */
  private deepest = 0;
  longest = 0;

  /** Goes one level down; who calls it raises `depth` again. */
  deepen(): void {
    if (++this.depth > this.deepest) this.deepest = this.depth;
  }

  /** Whether the tree may be too deep for a walk by recursion. */
  get isDeep(): boolean {
    return this.deepest > DEEP || this.longest > DEEP;
  }

  /** Notes that `start` to `end` was not understood. */
  gap(start: number, end: number): void {
    const last = this.gaps.at(-1);
    if (last && start <= last.end + 1) last.end = Math.max(last.end, end);
    else this.gaps.push({ start, end });
  }

  get gapList(): readonly Span[] {
    return this.gaps;
  }

  /** An expression that is not there. */
  missing(): Opaque {
    this.gap(this.start, this.end);
    // As if it were a token without letters, so that no span ends before it begins.
    this.lastEnd = this.start;
    return opaque(this.start, this.start);
  }

  /** Whether a word that only a statement begins with is next. */
  get isAtStatementWord(): boolean {
    return this.kind === NAME && STATEMENT_WORDS.has(this.value);
  }

  /** Whether a list of expressions cannot go on. */
  get isAtListEnd(): boolean {
    if (this.kind === SIGN) return this.value === ';' || this.value === ')' || this.value === ']' || this.value === '}';
    return this.kind === END || this.isAtStatementWord;
  }

  /** From the opening bracket that is next to behind its closing one, or to the end. */
  skipGroup(): void {
    this.skipTokens(true);
  }

  /** What is nested too deeply: up to a `,`, `;` or closing bracket of its own level. */
  skipDeep(): Opaque {
    const { start } = this;
    this.skipTokens(false);
    if (this.lastEnd < start) this.lastEnd = start;
    this.gap(start, this.lastEnd);
    return opaque(start, this.lastEnd);
  }

  /** Wrong closing brackets are passed over where nothing of their kind is open; else they close all that is inside. */
  private skipTokens(isGroup: boolean): void {
    const open: string[] = [];
    const counts: Record<string, number> = { ')': 0, ']': 0, '}': 0, '`': 0 };
    let isOperand = false;
    while (this.kind !== END) {
      const { kind, value } = this;
      if (kind === TEMPLATE) {
        if (!this.skipTemplateText(this.end, open, counts)) isOperand = true;
        else isOperand = false;
      } else if (kind === SIGN) {
        const closer = CLOSERS[value];
        if (closer) {
          open.push(closer);
          counts[closer] = (counts[closer] ?? 0) + 1;
        } else if (value in counts) {
          if (open.length === 0) return;
          if (value === '}' && open.at(-1) === '`') {
            open.pop();
            isOperand = !this.skipTemplateText(this.end, open, counts);
            continue;
          }
          if ((counts[value] as number) > 0) closeTo(value, open, counts);
          if (isGroup && open.length === 0) return this.next();
        } else if (open.length === 0 && (value === ',' || value === ';')) return;
        else if (!isOperand && (value === '/' || value === '/=')) {
          const end = this.regexEnd();
          isOperand = true;
          this.nextFrom(end < 0 ? this.end : end);
          continue;
        }
        isOperand = value === ')' || value === ']' || value === '}';
      } else isOperand = kind !== NAME || !OPERATOR_WORDS.has(value);
      if (kind !== TEMPLATE) this.next();
    }
  }

  /** Over the text of a template; true if an expression follows, which is then open. */
  private skipTemplateText(from: number, open: string[], counts: Record<string, number>): boolean {
    const end = this.templateTextEnd(from);
    const isExpression = this.text.charCodeAt(end) === 36;
    if (isExpression) {
      open.push('`');
      counts['`'] = (counts['`'] ?? 0) + 1;
    }
    this.nextFrom(Math.min(this.text.length, end + (isExpression ? 2 : 1)));
    return isExpression;
  }
}

function closeTo(closer: string, open: string[], counts: Record<string, number>): void {
  for (let last = open.pop(); last !== undefined; last = open.pop()) {
    counts[last] = (counts[last] as number) - 1;
    if (last === closer) return;
  }
}

/** What says nothing, from `start` to `end`. */
export function opaque(start: number, end: number): Opaque {
  return { kind: 'opaque', name: '', parts: [], start, end };
}
