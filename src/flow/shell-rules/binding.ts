// What the commands of a script give to variables.

import type { Step } from '../shell/steps.ts';
import type { Binding, Group } from '../shell/syntax.ts';
import { isCredentialName, rawText } from './names.ts';
import { stronger, type Taint, taintOf, through } from './taint.ts';
import { assigned, heldBy, type State } from './values.ts';
import type { Value } from './variables.ts';

/** Commands that give a variable what they read. */
export const READS: ReadonlySet<string> = new Set(['read', 'mapfile', 'readarray']);
const BRANCHES = new Set(['if', 'case', 'for', 'while', 'until', 'select']);

/** What was before, to be put back. */
export type Saved = readonly (readonly [string, Value | undefined])[];

/** Binds what the command binds, and the loops around it; gives back what holds for the command alone (`X=… command`). */
export function bind(state: State, step: Step, input: Taint | null, seen: Set<Group>, isConditional: boolean): Saved {
  const { command, groups } = step;
  for (const group of groups) {
    if (seen.has(group)) continue;
    seen.add(group);
    for (const binding of group.bindings)
      setValue(state, binding, assigned(state, binding.name, binding.values, binding), false);
  }
  const isBranch = isConditional || groups.some(({ keyword }) => BRANCHES.has(keyword));
  const saved: [string, Value | undefined][] = [];
  for (const binding of command.bindings) {
    if (binding.via === 'prefix') saved.push([binding.name, state.variables.get(binding.name)]);
    const value = READS.has(binding.via) ? readValue(state, step, binding, input) : valueOfBinding(state, binding);
    setValue(state, binding, value, isBranch && binding.via !== 'prefix');
    nameArgument(state, binding, value);
  }
  if (command.name === 'unset' && !isBranch) {
    for (const word of command.words.slice(1)) state.variables.set(rawText(word), { taint: null, texts: [] });
  }
  if (command.name === 'shift') for (let number = 1; number <= 9; number++) state.variables.delete(String(number));
  return saved;
}

/** After `HF_TOKEN="$1"` it is known what `$1` is. */
function nameArgument(state: State, { name, values }: Binding, value: Value): void {
  const [part, ...others] = values[0]?.parts ?? [];
  if (part?.kind !== 'variable' || others.length > 0 || !/^[1-9]$/.test(part.name) || !isCredentialName(name)) return;
  if (state.variables.get(part.name) === undefined) state.variables.set(part.name, value);
}

export function restore(state: State, saved: Saved): void {
  for (const [name, value] of saved) {
    if (value === undefined) state.variables.delete(name);
    else state.variables.set(name, value);
  }
}

/** `HF_TOKEN=${HF_TOKEN:-}` is the variable itself. */
function valueOfBinding(state: State, binding: Binding): Value {
  const value = assigned(state, binding.name, binding.values, binding);
  const isPlain = binding.values.every(({ parts }) => parts.every(({ kind }) => kind === 'literal'));
  if (value.taint === null && !isPlain && state.roles.has(binding.name)) {
    return { ...value, taint: taintOf(3, binding, binding.name) };
  }
  return value;
}

/** Under a condition the old value may hold as well. */
function setValue(state: State, binding: Binding, value: Value, isBranch: boolean): void {
  const { name, operator } = binding;
  if (!isBranch && operator === '=') {
    state.variables.set(name, value);
    return;
  }
  const old = state.variables.get(name);
  const taint = stronger(value.taint, old === undefined ? heldBy(state, name, binding) : old.taint);
  state.variables.set(name, { taint, texts: [...(old?.texts ?? []), ...value.texts].slice(0, 100) });
}

/** `read -rsp "Hugging Face token: " T` */
function readValue(state: State, { command }: Step, binding: Binding, input: Taint | null): Value {
  if (input !== null) return { taint: through(input, binding, binding.name), texts: [] };
  const prompt = command.words
    .slice(1)
    .map((word) => rawText(word))
    .join(' ');
  const isAsked = /\b(?:hf|hugging ?face)\b.{0,40}(?:token|key)/i.test(prompt);
  if (isAsked) return { taint: taintOf(1, binding, binding.name), texts: [] };
  if (isCredentialName(binding.name)) return { taint: taintOf(2, binding, binding.name), texts: [] };
  return { taint: state.roles.has(binding.name) ? taintOf(3, binding, binding.name) : null, texts: [] };
}
