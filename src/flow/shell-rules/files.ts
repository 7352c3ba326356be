// Where what a command prints is written: files, the special files of GitHub, an image.

import type { Word } from '../shell/syntax.ts';
import type { Span } from '../syntax.ts';
import { isTokenPath } from './names.ts';
import { expose, type Place } from './place.ts';
import type { Taint } from './taint.ts';
import type { State } from './values.ts';

const TEMPORARY = /^(?:\/tmp\/|\/var\/tmp\/|\/dev\/shm\/|\$(?:TMPDIR|TMP|TEMP|RUNNER_TEMP|XDG_RUNTIME_DIR)\b)/;
const NOWHERE = /^(?:\/dev\/(?!stdout|stderr|tty)|\/proc\/|&?\d?-?$)/;
const OUTSIDE = /^(?:~|\/|\$HOME\b|\$XDG_|\$HF_HOME\b|[A-Za-z]:\\)/;
const TO_SUMMARY = /^\$\{?(?:GITHUB_OUTPUT|GITHUB_STEP_SUMMARY|GITHUB_STATE)\b/;

/** Adds what it means that the value goes into a file; `words` say which command does it. */
export function exposeFile(place: Place, state: State, taint: Taint, target: Word, sink: Span, words: string): void {
  const path = pathOf(state, target);
  if (NOWHERE.test(path) && path !== '') return;
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
