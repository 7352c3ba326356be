// What it means that a command prints a credential where people read: which rule it is, and what the sink is called.

import type { Step } from '../shell/steps.ts';
import type { Part, Word } from '../shell/syntax.ts';
import { expose, type Place } from './place.ts';
import type { Call } from './prints.ts';
import type { RuleId } from './rules.ts';
import type { Taint } from './taint.ts';
import { type State, taintOfTemplate } from './values.ts';

/** Adds that the command prints the value on the terminal or into a log. */
export function exposePrinted(place: Place, taint: Taint, call: Call, { command }: Step): void {
  const rule = ruleOf(place, taint, call);
  const words =
    taint.origin === 'command' ? `${taint.source.words} prints it` : `${call.name} prints ${taint.source.words}`;
  expose(place, rule, taint, command, words, rule === 'hf-log-sh-env-dump' ? 'warning' : undefined);
}

function ruleOf({ system }: Place, taint: Taint, { name }: Call): RuleId {
  const isDump =
    taint.source.words.startsWith('all variables') || /^(?:printenv|export|declare|typeset) /.test(taint.source.words);
  if (isDump) return system === 'cell' ? 'hf-nb-magic' : 'hf-log-sh-env-dump';
  if (taint.shown === 'partial' && taint.visible <= 8) return 'hf-log-py-partial';
  if (system === 'github' && taint.isChanged) return 'hf-gha-unmasked';
  if (taint.shown === 'partial') return 'hf-log-py-partial';
  if (taint.origin === 'command') return 'hf-log-sh-cli-print';
  if (system === 'github' && taint.origin === 'template') return 'hf-gha-run-secret';
  return system === 'cell' && name !== '' ? 'hf-nb-magic' : 'hf-log-sh-echo';
}

/** Adds the secrets that CI puts into the text of the script, so that the command line holds them; nothing printed is needed. */
export function exposeTemplates(place: Place, state: State, { command }: Step): void {
  const { words, bindings, redirections } = command;
  const all = [...words, ...bindings.flatMap(({ values }) => values), ...redirections.map(({ target }) => target)];
  for (const part of all.flatMap((word) => templatesOf(word))) {
    if (part.kind !== 'template') continue;
    const taint = taintOfTemplate(state, part.value);
    if (taint === null) continue;
    const rule = taint.isChanged ? 'hf-gha-unmasked' : 'hf-gha-run-secret';
    expose(
      place,
      rule,
      taint,
      part,
      `${taint.source.words} in the text of the script`,
      taint.isChanged ? 'warning' : 'info',
    );
  }
}

function templatesOf(word: Word): readonly Part[] {
  return word.parts.flatMap((part): readonly Part[] => {
    if (part.kind === 'variable' && part.argument !== null)
      return part.argument.parts.filter(({ kind }) => kind === 'template');
    return part.kind === 'template' ? [part] : [];
  });
}
