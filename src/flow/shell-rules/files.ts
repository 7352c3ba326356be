// Where what a command prints is written: files, the special files of GitHub, an image.

import type { Step } from '../shell/steps.ts';
import type { SimpleCommand, Word } from '../shell/syntax.ts';
import type { Span } from '../syntax.ts';
import { isTokenPath, rawText } from './names.ts';
import { expose, type Place } from './place.ts';
import { type Taint, taintOf, through } from './taint.ts';
import type { State } from './values.ts';

const TEMPORARY = /^(?:\/tmp\/|\/var\/tmp\/|\/dev\/shm\/|\$(?:TMPDIR|TMP|TEMP|RUNNER_TEMP|XDG_RUNTIME_DIR)\b)/;
const NOWHERE = /^(?:\/dev\/(?!stdout|stderr|tty)|\/proc\/|&?\d?-?$)/;
const OUTSIDE = /^(?:~|\/|\$HOME\b|\$XDG_|\$HF_HOME\b|[A-Za-z]:\\)/;
const TO_SUMMARY = /^\$\{?(?:GITHUB_OUTPUT|GITHUB_STEP_SUMMARY|GITHUB_STATE)\b/;

/** Adds what it means that the value goes into a file; `words` say which command does it. */
export function exposeFile(place: Place, state: State, taint: Taint, target: Word, sink: Span, words: string): void {
  const path = pathOf(state, target);
  if (NOWHERE.test(path) && path !== '') return;
  // What another command names is another file each time.
  if (!path.includes('$()')) state.files.set(path, taint);
  if (place.system === 'docker') {
    expose(place, 'hf-docker-bake', taint, sink, `${words} into the image`);
    return;
  }
  if (TO_SUMMARY.test(path)) {
    expose(place, 'hf-gha-artifact-output', taint, sink, `${words} > ${path.slice(1)}`);
    return;
  }
  if (/^\$(?:GITHUB|BASH)_ENV\b/.test(path)) {
    if (place.system === 'github' && !taint.isMasked && (taint.isChanged || taint.source.words === 'hf auth token')) {
      expose(place, 'hf-gha-unmasked', taint, sink, `${words} > GITHUB_ENV`);
    } else expose(place, 'hf-sh-file', taint, sink, `${words} > ${path.slice(1)}`, 'info');
    return;
  }
  if (TEMPORARY.test(path) || /^\$\(\)$/.test(path)) {
    expose(place, 'hf-sh-file', taint, sink, `${words} into a temporary file`, 'warning');
    return;
  }
  if (isTokenPath(path) || OUTSIDE.test(path)) return;
  const isUnknown = path.includes('$');
  const severity = isUnknown || taint.shown === 'environment' ? 'warning' : 'error';
  expose(place, 'hf-sh-file', taint, sink, `${words} into a file`, severity, isUnknown ? '' : path);
}

/** What was written before into the file that is shown as it is; what the next program gets of it is not known. */
export function writtenIn(state: State, file: Word, command: SimpleCommand): Taint | null {
  if (state.files.size === 0 || state.steps.get(command)?.output.kind !== 'terminal') return null;
  const path = pathOf(state, file);
  return through(state.files.get(path) ?? null, file, path);
}

const COPIES = /^(?:cp|mv|install)$/;
const TAKES_VALUE = /^(?:-[mogS]|--(?:mode|owner|group|suffix))$/;

/** A file that holds a credential and lies where nobody looks, and what it is copied to; to be asked before it is moved. */
export function copiedBy(
  state: State,
  name: string,
  words: readonly Word[],
): { readonly taint: Taint; readonly target: Word } | null {
  if (!COPIES.test(name)) return null;
  const texts = words.map((word) => rawText(word));
  const at = texts.findIndex((text) => /^(?:-t|--target-directory)$/.test(text));
  if (texts.some((text) => /^-\w*d/.test(text) && name === 'install')) return null;
  const own = words.filter((_, index) => {
    const isOption = texts[index]?.startsWith('-') || TAKES_VALUE.test(texts[index - 1] ?? '');
    return index > 0 && !isOption && (at < 0 || index !== at + 1);
  });
  const target = at < 0 ? own.pop() : words[at + 1];
  const file = own.find((word) => isTokenPath(rawText(word)) || isElsewhere(state, word));
  if (file === undefined || target === undefined) return null;
  const isFolder = at >= 0 || /(?:^|\/)\.{0,2}\/?$/.test(rawText(target));
  const base = rawText(file).replace(/^.*\//, '/');
  const inside = { kind: 'literal', text: base, quote: '', start: target.end, end: target.end } as const;
  return {
    taint: state.files.get(pathOf(state, file)) ?? taintOf(1, file, 'the token file'),
    target: isFolder ? { ...target, parts: [...target.parts, inside] } : target,
  };
}

/** Whether a script wrote it there and was told nothing worse than that. */
function isElsewhere(state: State, file: Word): boolean {
  const path = pathOf(state, file);
  return state.files.has(path) && (TEMPORARY.test(path) || OUTSIDE.test(path));
}

/** What removes, replaces or edits the files that it names. */
const CHANGES = /^(?:rm|mv|cp|install|ln|truncate|shred|unlink|curl|wget|sed|perl)$/;
/** Folders of which what is in them is forgotten; a command may have any number. */
const FOLDERS = 20;

/** Files that are written anew, changed or removed, hold no more what they held. */
export function forget(state: State, { command, output }: Step, name: string, printed: Taint | null): void {
  if (state.files.size === 0) return;
  if (CHANGES.test(name))
    for (const [at, word] of command.words.entries()) {
      const path = pathOf(state, word);
      state.files.delete(path);
      if (at > FOLDERS || path === '') continue;
      for (const file of state.files.keys())
        if (file.startsWith(`${path.replace(/\/$/, '')}/`)) state.files.delete(file);
    }
  const isOwn = output.kind === 'file' && command.redirections.some(({ target }) => target === output.target);
  if (printed === null && isOwn && !output.isAppended) state.files.delete(pathOf(state, output.target));
}

/** The path, with variables put in where one plain text is known. */
function pathOf(state: State, target: Word): string {
  return target.parts
    .map((part) => {
      if (part.kind === 'literal') return part.text;
      if (part.kind !== 'variable') return '$()';
      const texts = state.variables.get(part.name)?.texts ?? [];
      return texts.length === 1 && texts[0] !== undefined ? texts[0] : `$${part.name}`;
    })
    .join('');
}
