// What the words of a shell hold of a credential.

import type { Step } from '../shell/steps.ts';
import type { Group, Pipeline, SimpleCommand, Variable, Word } from '../shell/syntax.ts';
import type { Expression, Span } from '../syntax.ts';
import { taintOfExpression } from './expressions.ts';
import { isCredentialName, literalKind, rawText } from './names.ts';
import { changed, cut, stronger, type Taint, taintOf, through } from './taint.ts';
import type { Value, Variables } from './variables.ts';

/** What is known while a script runs. */
export interface State {
  readonly variables: Variables;
  /** Names that stand where a credential must. */
  readonly roles: ReadonlySet<string>;
  /** What each command prints, as far as it has run. */
  readonly outputs: Map<SimpleCommand, Taint | null>;
  readonly steps: ReadonlyMap<SimpleCommand, Step>;
  /** What files hold that were written before. */
  readonly files: Map<string, Taint>;
}

/** Where only `variables` are known. */
export function stateOf(variables: Variables): State {
  return { variables, roles: new Set(), outputs: new Map(), steps: new Map(), files: new Map() };
}

const EMPTY: Word = { kind: 'word', parts: [], start: 0, end: 0 };
const MASKED = /^(?:\?|\.|\*|\[[^\]]*\])/;

/** What the name stands for: what was assigned, else what the name itself says. */
export function heldBy(state: State, name: string, at: Span): Taint | null {
  const known = state.variables.get(name);
  if (known !== undefined) return known.taint;
  if (isCredentialName(name)) return taintOf(/[a-z]/.test(name) ? 2 : 1, at, name);
  return state.roles.has(name) ? taintOf(3, at, name) : null;
}

/** The gravest of what the parts of a word hold. */
export function taintOfWord(state: State, word: Word | undefined): Taint | null {
  if (word === undefined) return null;
  let best: Taint | null = null;
  let before = '';
  word.parts.forEach((part, index) => {
    let taint: Taint | null = null;
    if (part.kind === 'literal') {
      before = part.text;
      taint = /(?<![A-Za-z0-9_])hf_[A-Za-z]{34}(?![A-Za-z0-9])/.test(part.text) ? taintOf(1, part, 'a token') : null;
    } else if (part.kind === 'variable') taint = taintOfVariable(state, part);
    else if (part.kind === 'template') taint = taintOfTemplate(state, part.value);
    else if (part.kind === 'substitution' && part.opener !== '>(') taint = outputOf(state, part.pipelines);
    const next = word.parts[index + 1];
    const behind = next?.kind === 'literal' ? next.text : '';
    if (taint !== null && behind.startsWith('@') && /:\/\/[^/\s@]{0,200}$/.test(urlStart(word, index, before))) {
      taint = { ...taint, isUrl: true };
    }
    best = stronger(best, taint);
  });
  return best;
}

/** What stands in the word before the part, as far as a URL needs it: `https://` may be followed by a name and a colon. */
function urlStart(word: Word, index: number, before: string): string {
  const previous = word.parts[index - 1];
  if (previous?.kind === 'literal' && !previous.text.includes('://')) {
    return rawText({ ...word, parts: word.parts.slice(Math.max(0, index - 5), index) });
  }
  return before;
}

export function taintOfWords(state: State, words: readonly Word[]): Taint | null {
  return words.reduce<Taint | null>((best, word) => stronger(best, taintOfWord(state, word)), null);
}

export function taintOfTemplate(state: State, value: Expression): Taint | null {
  return taintOfExpression(value, (name, at) => heldBy(state, name, at));
}

function taintOfVariable(state: State, variable: Variable): Taint | null {
  const { name, operator, argument, slice } = variable;
  if (operator === '!') return indirect(state, variable);
  const taint = heldBy(state, name, variable);
  const other = () => taintOfWord(state, argument ?? undefined);
  if (operator === '' || operator.endsWith('?')) return taint;
  if (operator === 'length') return null;
  if (operator === ':') return slice === null ? changed(taint) : sliced(taint, slice);
  if (operator.endsWith('+')) return other();
  if (operator.endsWith('-') || operator.endsWith('=')) return stronger(taint, other());
  if (operator.startsWith('/')) return replaced(state, taint, argument);
  if (operator.startsWith('#') || operator.startsWith('%')) return trimmed(taint, operator, argument);
  return changed(taint);
}

function sliced(taint: Taint | null, slice: NonNullable<Variable['slice']>): Taint | null {
  const { from, to } = slice;
  return from === null && to === null ? changed(taint) : cut(taint, from, to);
}

/** `${URL/$HF_TOKEN/***}` has the credential no more, nor `${URL/:*@/@}`, if it was the user of the address. */
function replaced(state: State, taint: Taint | null, argument: Word | null): Taint | null {
  const raw = rawText(argument ?? undefined);
  if (MASKED.test(raw) || (taint?.isUrl && /\*@(?:\/|$)/.test(raw))) return null;
  const parts = argument?.parts ?? [];
  const end = parts.findIndex((part) => part.kind === 'literal' && part.text.startsWith('/'));
  const isOut = end === 1 && parts[0]?.kind === 'variable' && taintOfVariable(state, parts[0])?.shown === 'whole';
  return isOut ? taintOfWord(state, { ...EMPTY, parts: parts.slice(end) }) : changed(taint);
}

/** `${X#hf_}` leaves all that is secret; `${X%"${X#????}"}` leaves four characters. */
function trimmed(taint: Taint | null, operator: string, argument: Word | null): Taint | null {
  const inner = argument?.parts.find((part) => part.kind === 'variable');
  if (inner?.kind === 'variable' && /^[#%]/.test(inner.operator)) {
    const count = rawText(inner.argument ?? undefined).length;
    return operator.startsWith('%') ? cut(taint, 0, count) : cut(taint, -count, null);
  }
  const pattern = rawText(argument ?? undefined);
  if (taint?.isUrl && operator.startsWith('#') && pattern.endsWith('*@')) return null;
  if (operator === '%%' && /^[?*]/.test(pattern)) return null;
  // A token as it is has one `_`, and what is secret stands behind it.
  if (/^%%?$/.test(operator) && pattern === '_*' && taint?.path.length === 0) return null;
  const fixed = /^\?+$/.test(pattern) ? pattern.length : 0;
  if (fixed > 0) return operator.startsWith('#') ? cut(taint, fixed, null) : cut(taint, 0, -fixed);
  return changed(taint);
}

/** `${!name}`: what the variable is called that `name` holds. */
function indirect(state: State, { name, start, end }: Variable): Taint | null {
  for (const text of state.variables.get(name)?.texts ?? []) {
    const taint = /^[A-Za-z_]\w{0,99}$/.test(text) ? heldBy(state, text, { start, end }) : null;
    if (taint !== null) return through(taint, { start, end }, name);
  }
  return null;
}

/** What `$( … )` gives: all that its commands print without sending it elsewhere. */
export function outputOf(state: State, pipelines: readonly Pipeline[]): Taint | null {
  let best: Taint | null = null;
  const add = (command: SimpleCommand | Group | undefined): void => {
    if (command === undefined) return;
    if (command.kind === 'group') for (const { commands } of command.body) add(commands.at(-1));
    else if (state.steps.get(command)?.output.kind !== 'file')
      best = stronger(best, state.outputs.get(command) ?? null);
  };
  for (const { commands } of pipelines) add(commands.at(-1));
  const taint = best as Taint | null;
  return taint?.origin === 'command' ? { ...taint, origin: 'value' } : taint;
}

/** What a variable holds after `name=words`; a computed value in a variable that is named for a token is one. */
export function assigned(state: State, name: string, words: readonly Word[], span: Span): Value {
  const taint = taintOfWords(state, words);
  const texts = words.map((word) => rawText(word)).slice(0, 100);
  if (taint !== null) return { taint: through(taint, span, name), texts };
  if (!isCredentialName(name)) return { taint: null, texts };
  const isPlain = words.every(({ parts }) => parts.every(({ kind }) => kind === 'literal'));
  if (isPlain && literalKind(texts.join('')) === 'harmless') return { taint: null, texts };
  return { taint: taintOf(2, span, name), texts };
}
