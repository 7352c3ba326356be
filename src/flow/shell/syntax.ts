// What the parser of shell gives: pipelines of commands whose words know what is expanded in them.

import type { Embedded } from '../embedded.ts';
import type { Expression, Span } from '../syntax.ts';

/** `"Bearer $HF_TOKEN"`: what becomes one argument (or several, where it is not quoted). Without parts for `""`. */
export interface Word extends Span {
  readonly kind: 'word';
  readonly parts: readonly Part[];
}

export type Part = Literal | Variable | Substitution | Template | Opaque;

/** Plain text, escapes undone; `quote` is what it stood in. */
export interface Literal extends Span {
  readonly kind: 'literal';
  readonly text: string;
  readonly quote: '' | "'" | '"';
}

/** `$X`, `${X}`, `${X:0:20}`, `${X:-d}`, `${#X}`, `${!X}`, `$1`, `$@`. */
export interface Variable extends Span {
  readonly kind: 'variable';
  readonly name: string;
  /** As written: `''`, `:-`, `:=`, `:+`, `:?`, `-`, `##`, `%`, `/`, `@`…; `:` for a slice, `length` for `${#X}`, `!` for `${!X}`. */
  readonly operator: string;
  /** What follows the operator; null if there is none. */
  readonly argument: Word | null;
  /** `${X:1:3}` is from 1 to 4, `${X: -4}` from -4; null for what is left out or computed, and for what is no slice. */
  readonly slice: { readonly from: number | null; readonly to: number | null } | null;
}

/** `$(…)`, backticks, `<(…)`, `>(…)`. */
export interface Substitution extends Span {
  readonly kind: 'substitution';
  readonly opener: '$(' | '`' | '<(' | '>(';
  readonly pipelines: readonly Pipeline[];
}

/** `${{ … }}` of a workflow, `$(X)` of make (as `make.X`): put in before the shell sees the text, in single quotes too. */
export interface Template extends Span {
  readonly kind: 'template';
  readonly value: Expression;
}

/** Arithmetic, and what is nested too deep. */
export interface Opaque extends Span {
  readonly kind: 'opaque';
}

/** `X=…`, `X+=…`, `X=(…)`, `export X=…`, `read X`, `for X in …`, `printf -v X …`: values are empty where stdin gives them. */
export interface Binding extends Span {
  readonly name: string;
  /** `prefix` for `X=… command`; else `=`, or the command or keyword that binds: `export`, `local`, `read`, `for`; `make`. */
  readonly via: string;
  readonly operator: '=' | '+=';
  readonly values: readonly Word[];
}

export interface Redirection extends Span {
  readonly operator: '>' | '>>' | '>|' | '<' | '<>' | '<<' | '<<-' | '<<<' | '>&' | '<&' | '&>' | '&>>';
  /** The number before the operator; null if there is none. */
  readonly descriptor: number | null;
  /** A path, a descriptor (`1`, `-`), or the text of a here-document or here-string. */
  readonly target: Word;
  /** The text of a here-document as it stands, for who wants to parse it; null for the others. */
  readonly body: Embedded | null;
}

/** Whether `set -x` holds: `maybe` if it stands in a branch, or behind `&&` or `||`. */
export type Tracing = 'off' | 'maybe' | 'on';

export interface SimpleCommand extends Span {
  readonly kind: 'simple';
  /** The first word if it is plain text; `''` if there is none or it is computed. `[[`, `((` for tests. */
  readonly name: string;
  /** All words with the first; `X=…` before them and after `export` are bindings only. */
  readonly words: readonly Word[];
  readonly bindings: readonly Binding[];
  readonly redirections: readonly Redirection[];
  readonly tracing: Tracing;
}

/** What holds commands, all its branches in the order of writing: `( … )`, `{ …; }`, `if`, `for`, `while`, `case`, functions. */
export interface Group extends Span {
  readonly kind: 'group';
  readonly keyword: '(' | '{' | 'if' | 'for' | 'select' | 'while' | 'until' | 'case' | 'function';
  /** Of a function, else `''`. */
  readonly name: string;
  /** Of `for` and `select`. */
  readonly bindings: readonly Binding[];
  /** What `case` looks at. */
  readonly words: readonly Word[];
  readonly body: readonly Pipeline[];
  readonly redirections: readonly Redirection[];
}

export type Command = SimpleCommand | Group;

/** `! a | b |& c &&`. */
export interface Pipeline extends Span {
  readonly commands: readonly Command[];
  /** One fewer than the commands. */
  readonly pipes: readonly ('|' | '|&')[];
  readonly isNegated: boolean;
  /** What stands behind it: `''` at the end. */
  readonly operator: '&&' | '||' | ';' | '&' | '\n' | '';
}

/** The text of a word that is all literal; null if anything in it is computed. */
export function plainText(word: Word | undefined): string | null {
  if (word === undefined) return null;
  const [first] = word.parts;
  if (word.parts.length === 1 && first?.kind === 'literal') return first.text;
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'literal') return null;
    text += part.text;
  }
  return text;
}

/** A command that stands alone. */
export const alone = (command: Command): Pipeline => ({
  commands: [command],
  pipes: [],
  isNegated: false,
  operator: '',
  start: command.start,
  end: command.end,
});
