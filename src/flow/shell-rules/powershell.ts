// PowerShell and batch files, line by line: what is assigned, and what commands that print are given.

import { type Embedded, embed, spanOf } from '../embedded.ts';
import type { Span } from '../syntax.ts';
import { expose, type Place } from './place.ts';
import { through } from './taint.ts';
import { heldBy, type State, stateOf } from './values.ts';
import { layer } from './variables.ts';

/** What prints its words in PowerShell or a batch file; `echo` is other shells' too. Texts in single quotes stand as they are. */
const PRINTED =
  /^(?<blank>[ \t]*)(?<own>@?echo|Write-(?:Host|Output|Information|Warning|Verbose|Debug|Error)|\[Console\]::WriteLine)\b(?<words>[^\n|>;#']{1,600})(?:#|\r?$)/gim;
const ASSIGNED = /^[ \t]*\$(?<env>env:)?(?<name>\w{1,100})[ \t]*=(?!=)(?<words>[^\n|']{1,600})$/gim;
const VARIABLE = /(?:\$\{?(?<env>env:)?(?<name>\w{1,100})\b|%(?<percent>\w{1,100})%)(?!\}?(?:\.\w|\[|\s*-\w))/gi;
/** Only whether there is one, or what masks it. */
const TESTS = /(?:\[bool\]|\bif|-not|-[in]?(?:ne|eq)|!|IsNullOr\w+)\s*\(?\s*!?\s*$|::add-mask::|##vso\[/i;

/** Adds what a script of its own shows. */
export function runPowerShell(place: Place): void {
  exposePowerShell(place, stateOf(layer()), embed(place.text), true);
}

/** `Write-Host $env:HF_TOKEN` in a script of whatever shell: for others it means nothing. */
export function exposePowerShell(place: Place, state: State, script: Embedded, isSure = false): void {
  const lines = [...script.text.matchAll(PRINTED), ...script.text.matchAll(ASSIGNED)];
  for (const { index, groups } of lines.sort((a, b) => a.index - b.index)) {
    const { blank = '', own, words = '', name = '' } = groups ?? {};
    const start = index + blank.length;
    const span = spanOf(script, start, start + (own ?? '').length + words.trimEnd().length);
    const isOpen = isSure || !/^@?echo$/i.test(own ?? '');
    const held = heldIn(state, words, isOpen, span);
    if (own === undefined) state.variables.set(name, { taint: through(held[0]?.taint ?? null, span, name), texts: [] });
    else
      for (const one of held)
        expose(place, 'hf-log-sh-echo', one.taint, span, `${own} prints ${one.name}`, undefined, '', one.fix);
  }
}

/** The credentials in the words of a line; `$NAME` counts where no other shell can be meant. */
function heldIn(state: State, words: string, isOpen: boolean, span: Span) {
  return [...words.matchAll(VARIABLE)].flatMap(({ index, groups }) => {
    const { env, percent, name = percent ?? '' } = groups ?? {};
    const isMeant = isOpen || env !== undefined || percent !== undefined;
    const taint = !isMeant || TESTS.test(words.slice(0, index)) ? null : heldBy(state, name, span);
    const fix = percent
      ? `if defined ${name} echo ${name} is set`
      : `Write-Host "${name} set: $([bool]$${env ?? ''}${name})"`;
    return taint === null ? [] : [{ name, taint, fix }];
  });
}
