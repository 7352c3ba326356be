// Commands that are given as a list of strings: `["sh", "-c", "echo $X"]`.

import { type Embedded, spanOf } from '../embedded.ts';
import { parseShell } from './parse.ts';
import { alone, type Pipeline, type Word } from './syntax.ts';

const SHELL = /^(?:\/\S*\/)?(?:ba|z|da|a|k)?sh$/;
const SCRIPT = /^-[a-z]*c$/;

/** What is put into strings before they run, in a script for a shell and in other words. */
export interface Insertion {
  readonly scriptOf: (string: Embedded) => Embedded;
  readonly wordOf: (string: Embedded) => Word;
}

const NONE: Insertion = { scriptOf: (string) => string, wordOf: plainWord };

/** Gives what the strings run: the script of `sh -c`, or one command. Nothing for no strings. */
export function parseProgram(
  strings: readonly Embedded[],
  { scriptOf, wordOf }: Insertion = NONE,
): readonly Pipeline[] {
  const [first] = strings;
  if (first === undefined) return [];
  const flag = strings.findIndex(({ text }, index) => index > 0 && index < 5 && SCRIPT.test(text));
  const script = strings[flag + 1];
  if (SHELL.test(first.text) && flag > 0 && script !== undefined) {
    return parseShell(scriptOf(script), {
      isTraced: strings.slice(1, flag + 1).some(({ text }) => /^-[a-z]*x/.test(text)),
    });
  }
  const words = strings.map(wordOf);
  const start = words[0]?.start ?? 0;
  const span = { start, end: words.at(-1)?.end ?? start };
  const { text: name } = first;
  return [alone({ kind: 'simple', name, words, bindings: [], redirections: [], tracing: 'off', ...span })];
}

/** A string as a word in which nothing is expanded. */
export function plainWord(embedded: Embedded): Word {
  const { text } = embedded;
  const span = spanOf(embedded, 0, text.length);
  return { kind: 'word', ...span, parts: text === '' ? [] : [{ kind: 'literal', text, quote: '"', ...span }] };
}
