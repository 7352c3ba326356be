// Makefiles: recipes are scripts, and make prints those lines that do not begin with `@`.

import { type MakeSetting, parseMakefile, type Recipe } from '../makefile.ts';
import { stepsOf } from '../shell/steps.ts';
import { alone, type Word } from '../shell/syntax.ts';
import { isClientName, isCredentialName, rawText } from './names.ts';
import { expose, isOpen, type Place } from './place.ts';
import { runScript } from './script.ts';
import { taintOf } from './taint.ts';
import { assigned, type State, stateOf, taintOfWord } from './values.ts';
import { layer } from './variables.ts';

/** Adds the exposures of a Makefile. */
export function runMakefile(place: Place): void {
  const { settings, recipes, messages } = parseMakefile(place.text);
  const variables = layer();
  const state = stateOf(variables);
  for (const setting of settings) define(place, setting, state);
  for (const message of messages) {
    const taint = taintOfWord(state, message);
    if (taint !== null) expose(place, 'hf-log-sh-echo', taint, message, `make prints ${taint.source.words}`);
  }
  for (const recipe of recipes) if (isOpen(place)) runRecipe(place, recipe, state);
}

function define(place: Place, setting: MakeSetting, state: State): void {
  const { name, operator, value, isExported } = setting;
  if (value === null || (operator === '?=' && isCredentialName(name))) return;
  if (isExported && isClientName(name) && rawText(value) !== '') {
    expose(
      place,
      'hf-js-client-env',
      taintOfWord(state, value) ?? taintOf(1, setting, name),
      setting,
      `${name} for the browser`,
    );
  }
  const { start, end } = setting;
  const bindings = [{ name, via: 'make', operator: '=', values: [value], start, end }] as const;
  // What `$(shell …)` prints is known when it has run.
  if (value.parts.some(({ kind }) => kind === 'substitution'))
    runScript(
      place,
      [alone({ kind: 'simple', name: '', words: [], bindings, redirections: [], tracing: 'off', start, end })],
      state.variables,
    );
  else state.variables.set(name, assigned(state, name, [value], setting));
}

function runRecipe(place: Place, { pipelines, isSilent, start, end }: Recipe, state: State): void {
  const before = place.found.length;
  runScript(place, pipelines, layer(state.variables));
  if (isSilent || place.found.slice(before).some(({ severity }) => severity === 'error')) return;
  for (const { command } of stepsOf(pipelines)) {
    const words: readonly Word[] = [...command.words, ...command.bindings.flatMap(({ values }) => values)];
    for (const word of words) {
      const parts = word.parts.filter(({ kind }) => kind === 'template');
      const taint = taintOfWord(state, { ...word, parts });
      if (taint === null) continue;
      expose(place, 'hf-log-sh-xtrace', taint, { start, end }, `make prints the line with ${taint.source.words}`);
      return;
    }
  }
}
