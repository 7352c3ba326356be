// Code of other languages in scripts and workflows: what it shows by itself, and what the shell or CI puts into its text.

import type { Embedded } from '../embedded.ts';
import type { Destination, Step } from '../shell/steps.ts';
import type { Word } from '../shell/syntax.ts';
import { isCredentialName, rawText } from './names.ts';
import { expose, type Language, type Place } from './place.ts';
import { type State, taintOfWord } from './values.ts';

const LANGUAGES: readonly (readonly [RegExp, Language])[] = [
  [/^(?:\S*\/)?(?:i?python|pypy)[\d.]*(?:\s|$)/, 'python'],
  [/^(?:\S*\/)?(?:node|deno|bun|javascript)(?:\s|$)/, 'javascript'],
];
const PRINTS =
  /(?:\bprint\(|console\.\w+\(|core\.(?:info|notice|warning|error|debug|setOutput|exportVariable)\()[^;\n)]{0,300}$/;
/** What is posted where all who see the project read it, and nothing masks it. */
const POSTS =
  /\b(?:createComment|updateComment|createReview|createRelease|(?:issues|pulls)\.(?:create|update))\([^;)]{0,300}$/;
/** What stands directly before a text of which only the presence, length or hash is printed. */
const TESTED = /(?:\b(?:len|bool|type|hash\w*|Boolean)\(\s*|!!\s*|\bif\s+(?:not\s+)?)[bf]?["']$/;
/** The language of `python3`, `/usr/bin/python`, `node {0}`; null for others. */
export function languageOf(interpreter: string): Language | null {
  return LANGUAGES.find(([pattern]) => pattern.test(interpreter))?.[1] ?? null;
}

/** `python - <<'EOF'`: what the here-document shows if the log has what it prints. */
export function exposeDocument(place: Place, state: State, { command, output }: Step): void {
  const document = command.redirections.findLast(({ operator }) => operator.startsWith('<<'));
  if (document === undefined || document.body === null || !isSeen(state, output)) return;
  const texts = command.words.slice(0, 20).map((word) => rawText(word));
  const at = texts.findIndex((text) => languageOf(text) !== null);
  const language = languageOf(texts[at] ?? '');
  const first = texts.slice(at + 1).find((text) => !/^-\w/.test(text) || /^-\w*[cmep]$/.test(text)) ?? '-';
  if (language === null || first !== '-') return;
  exposeProgram(place, state, language, document.body);
  exposeInserted(place, state, document.target);
}

/** What a program shows in the environment that the shell, or CI, gives it. */
export function exposeProgram(place: Place, state: State, language: Language, program: Embedded): void {
  const held = namesIn(program).filter((name) => isSecretIn(state, name));
  for (const one of place.follow?.(language, program, new Set(held)) ?? []) place.found.push(one);
}

/** What a function that is called often runs is read once. */
const read = new WeakMap<Embedded, readonly string[]>();
const MAX_NAMES = 2000;

/** Names in a program that do not say themselves that they are a credential. */
function namesIn(program: Embedded): readonly string[] {
  const before = read.get(program);
  if (before) return before;
  const names = [...new Set(program.text.match(/[A-Za-z_]\w{0,99}/g))].slice(0, MAX_NAMES);
  const own = names.filter((name) => !isCredentialName(name));
  read.set(program, own);
  return own;
}

/** Whether a variable holds one whole, as far as proof and names tell. */
function isSecretIn({ variables }: State, name: string): boolean {
  const taint = variables.get(name)?.taint;
  return taint?.shown === 'whole' && taint.strength < 3;
}

/** Whether people see it: what `tee` passes on, too. */
function isSeen({ steps }: State, output: Destination): boolean {
  const to = output.kind === 'pipe' ? output.to : null;
  return output.kind === 'terminal' || (to?.name === 'tee' && steps.get(to)?.output.kind === 'terminal');
}

/** What is put into the text of code before it runs: secrets by CI, variables by the shell. */
export function exposeInserted(place: Place, state: State, word: Word): void {
  const { parts } = word;
  parts.forEach((part, index) => {
    if (part.kind !== 'template' && part.kind !== 'variable') return;
    const taint = taintOfWord(state, { ...word, parts: [part] });
    const before = rawText({ ...word, parts: parts.slice(Math.max(0, index - 4), index) }).slice(-400);
    const isPosted = POSTS.test(before);
    const isShown = (isPosted || PRINTS.test(before)) && !TESTED.test(before) && !isTested(parts[index + 1]);
    if (taint === null || (part.kind === 'variable' && !isShown)) return;
    const words = isShown
      ? `the code ${isPosted ? 'posts' : 'prints'} ${taint.source.words}`
      : `${taint.source.words} in the text of the code`;
    const rule = part.kind === 'template' ? 'hf-gha-run-secret' : 'hf-log-sh-echo';
    expose(place, rule, isPosted ? { ...taint, isMasked: false } : taint, part, words, isShown ? 'error' : 'info');
  });
}

/** `"$X" if`, `"$X" !=`, `"$X".length` */
function isTested(next: Word['parts'][number] | undefined): boolean {
  return next?.kind === 'literal' && /^["']\s*(?:if\b|[!=]=|is\b|\?\s|\.length\b)/.test(next.text);
}
