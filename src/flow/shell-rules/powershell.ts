// PowerShell and batch files, line by line: what is assigned, and what commands that print are given.

import { type Embedded, embed, spanOf } from '../embedded.ts';
import type { Span } from '../syntax.ts';
import { exposeFile } from './files.ts';
import { expose, type Place } from './place.ts';
import { type Taint, taintOf, through } from './taint.ts';
import { heldBy, type State, stateOf } from './values.ts';
import { layer } from './variables.ts';

/** What prints its words in PowerShell or a batch file; `echo` is other shells' too. Texts in single quotes stand as they are. */
const PRINTED =
  /^(?<blank>[ \t]*)(?<own>@?echo|Write-(?:Host|Output|Information|Warning|Verbose|Debug|Error)|\[Console\]::WriteLine)\b(?<words>[^\n|>;#']{1,600})(?:#|\r?$)/gim;
const ASSIGNED = /^[ \t]*\$(?<env>env:)?(?<name>\w{1,100})[ \t]*=(?!=)(?<words>[^\n|']{1,600})$/gim;
const VARIABLE = /(?:\$\{?(?<env>env:)?(?<name>\w{1,100})\b|%(?<percent>\w{1,100})%)(?!\}?(?:\.\w|\[|\s*-\w))/gi;
/** What goes into a file, by a pipe, a redirection or as `-Value`. */
const WRITTEN =
  /^[ \t]{0,200}(?:(?:@?echo|Write-Output)[ \t]{1,20})?(?<words>[^\s|>;#'][^\n|>;#']{0,600}?)(?:\|[ \t]*(?:Out-File|Set-Content|Add-Content)\b|>>?)(?<target>[^\n|;#>]{1,300})$/gim;
const KEPT =
  /^[ \t]*(?:Set|Add)-Content\b(?<target>[^\n|;#'$]{0,299}?[^\s|;#'$])[ \t]{1,20}(?:-Value[ \t]{1,20})?(?=[$"])(?![^\n]{0,600}-Value\b)(?<words>[$"][^\n|;#']{1,600})$/gim;
/** The environment, or one variable of it; not where a pipe takes the names alone. */
const LISTED =
  /^[ \t]*(?:Get-ChildItem|gci|dir|ls|Get-Item|Get-Content)[ \t]+(?:-Path[ \t]+)?env:[\\/]?(?<variable>\w{0,100})\*?[ \t]*(?:\|[ \t]*(?:Sort|Format|Out-String|Out-Host|ft|fl)\b[^\n|]{0,100})?\r?$/gim;
const GIVEN = /(?<=[ \t]--?(?:[\w-]{0,40}token|api[-_]key)[ \t=])"?\$(?:env:)?(?<name>\w{1,100})"?(?![\w.])/gi;
const FLAGS = /[ \t]-(?:FilePath|Path|LiteralPath|Append|NoNewline|Force|Encoding[ \t]+\w+)\b/gi;
/** Only whether there is one, or what masks it. */
const TESTS = /(?:\[bool\]|\bif|-not|-[in]?(?:ne|eq)|!|IsNullOr\w+)\s*\(?\s*!?\s*$|::add-mask::|##vso\[/i;

/** Adds what a script of its own shows. */
export function runPowerShell(place: Place): void {
  const state = stateOf(layer());
  const script = embed(place.text);
  exposePowerShell(place, state, script, true);
  // What a variable holds in the end, it is taken to hold where it is written.
  for (const { index, groups, 0: line } of [...place.text.matchAll(WRITTEN), ...place.text.matchAll(KEPT)]) {
    const span = { start: index + line.search(/\S/), end: index + line.trimEnd().length };
    for (const { taint } of heldIn(state, groups?.words ?? '', true, span))
      exposeKept(place, state, taint, groups, span);
  }
  for (const { index, groups, 0: line } of place.text.matchAll(LISTED)) {
    const span = { start: index + line.search(/\S/), end: index + line.trimEnd().length };
    const name = groups?.variable ?? '';
    const taint = name === '' ? null : heldBy(state, name, span);
    if (taint) expose(place, 'hf-log-sh-echo', taint, span, `prints ${name}`);
    else if (name === '' && place.hasContext)
      expose(
        place,
        'hf-log-sh-env-dump',
        taintOf(1, span, 'all variables', { shown: 'environment' }),
        span,
        'prints all',
      );
  }
  for (const { index, groups, 0: word } of place.text.matchAll(GIVEN)) {
    const span = { start: index, end: index + word.length };
    const taint = heldBy(state, groups?.name ?? '', span);
    if (taint) expose(place, 'hf-sh-argv-token', taint, span, 'argument of a command');
  }
}

/** `… | Out-File -FilePath "x.txt"`, by the place of the file. */
function exposeKept(place: Place, state: State, taint: Taint, groups: RegExpExecArray['groups'], span: Span): void {
  const path = ` ${groups?.target ?? ''}`
    .replace(FLAGS, '')
    .replace(/["']/g, '')
    .trim()
    .replace(/^\$env:(?=TE?MP\b)/i, '$')
    .replace(/^\$(?:HOME|env:(?:USERPROFILE|HOME|APPDATA|LOCALAPPDATA))\b/i, '~')
    .replaceAll('\\', '/');
  if (path === '' || /^(?:\$null|nul|&\d)$/i.test(path)) return;
  const literal = { kind: 'literal', text: path, quote: '', ...span } as const;
  exposeFile(place, state, taint, { kind: 'word', parts: [literal], ...span }, span, 'the script writes it');
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
