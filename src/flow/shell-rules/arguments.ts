// What the arguments of a command expose, whatever it prints: verbose clients, command lines, URLs, build arguments.

import type { Step } from '../shell/steps.ts';
import type { SimpleCommand, Word } from '../shell/syntax.ts';
import { isClientName, isCredentialName, rawText } from './names.ts';
import { expose, type Place } from './place.ts';
import type { Call } from './prints.ts';
import { type Taint, taintOf } from './taint.ts';
import { type State, taintOfWord, taintOfWords } from './values.ts';

const BUILDERS = new Set([
  'docker',
  'podman',
  'buildah',
  'nerdctl',
  'docker-compose',
  'az',
  'img',
  'kaniko',
  'executor',
]);
const FLAG = /^--?(?:[\w-]*token|[\w-]*api[-_]key|[\w-]*password)$/i;
const GIVEN = /^--?(?:[\w-]*token|[\w-]*api[-_]key|[\w-]*password)=/i;
const QUERY = /[?&](?:access_|hf_|api_|auth_)?token=$/i;
const POSTED = /^(?:-[btnd]|--(?:body|title|notes|desc))=/;
const STORES = /^(?:remote|clone|config|submodule)$/;

/** Adds what the words of a command expose. */
export function exposeArguments(place: Place, state: State, call: Call, step: Step): void {
  const { name, words } = call;
  const { command } = step;
  if (BUILDERS.has(name)) exposeBuild(place, state, words);
  const taint = taintOfWords(state, words.slice(1));
  if (taint === null) return;
  exposeVerbose(place, call, step, taint);
  exposeTraced(place, call, taint);
  exposeGit(place, state, call, command);
  exposePosted(place, state, call);
  words.forEach((word, index) => {
    const own = index === 0 ? null : taintOfWord(state, word);
    if (own === null) return;
    if (isQuery(word)) expose(place, 'hf-url-query-token', own, word, `${name} with a token in the query`);
    const isFlag = FLAG.test(rawText(words[index - 1])) || GIVEN.test(rawText(word));
    if (isFlag && !BUILDERS.has(name)) expose(place, 'hf-sh-argv-token', own, word, `argument of ${name}`);
  });
}

/** `?token=$X` */
export function isQuery({ parts }: Word): boolean {
  return parts.some(
    (part, index) =>
      (part.kind === 'variable' || part.kind === 'template' || part.kind === 'substitution') &&
      QUERY.test(rawText({ kind: 'word', parts: parts.slice(Math.max(0, index - 1), index), start: 0, end: 0 })),
  );
}

/** `docker build --build-arg HF_TOKEN`, `--build-arg=HF_TOKEN=$X`: kept in the history of the image. */
function exposeBuild(place: Place, state: State, words: readonly Word[]): void {
  words.forEach((word, index) => {
    const text = rawText(word);
    const isNext = /^--?(?:build-arg|set-build-arg)$/.test(text);
    if (!isNext && !text.startsWith('--build-arg=')) return;
    const value = isNext ? words[index + 1] : word;
    const given = rawText(value).replace(/^--build-arg=/, '');
    const [name = '', ...rest] = given.split('=');
    const isEmpty = given.includes('=') && /^(?:|dummy|none|test|fake|x+)$/i.test(rest.join('='));
    if (value === undefined || isEmpty) return;
    const taint = taintOfWord(state, value) ?? (isCredentialName(name) ? taintOf(1, value, name) : null);
    if (taint !== null) expose(place, 'hf-docker-bake', taint, value, `build argument ${name}`);
  });
}

/** `curl -v -H "Authorization: Bearer $X"`: the client prints the headers it sends. */
function exposeVerbose(place: Place, { name, words }: Call, { errors, output }: Step, taint: Taint): void {
  const flags = words.slice(1).map((word) => rawText(word));
  const isCurl =
    name === 'curl' &&
    flags.some((flag) => /^-[a-zA-Z]*v|^--verbose$|^--trace(?:-ascii)?(?:=|$)/.test(flag) && !isValue(flags, flag));
  const isWget = name === 'wget' && flags.some((flag) => /^-\w*d$|^--debug$/.test(flag));
  const isHttpie = /^(?:https?|xh)$/.test(name) && flags.some((flag) => /^-\w*v|^--verbose$/.test(flag));
  const { kind } = isHttpie ? output : errors;
  if ((isCurl || isWget || isHttpie) && (kind === 'terminal' || kind === 'pipe')) {
    const span = { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 };
    expose(place, 'hf-log-sh-curl-verbose', taint, span, `${name} prints what it sends`);
  }
}

/** `bash -x a.sh "$X"`: the shell prints the commands of the script with its arguments put in. */
function exposeTraced(place: Place, { name, words }: Call, taint: Taint): void {
  if (!/^(?:ba|z|da|a|k)?sh$/.test(name) || !/^-(?!\w*c)\w*x/.test(rawText(words[1]))) return;
  const span = { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 };
  expose(place, 'hf-log-sh-xtrace', taint, span, `${name} -x prints ${taint.source.words}`);
}

/** Whether what looks like `-v…` is a long single-dash word, as `-version`. */
function isValue(flags: readonly string[], flag: string): boolean {
  return flag.length > 8 && !flag.startsWith('--') && flags.length > 0;
}

function exposeGit(place: Place, state: State, { name, words }: Call, { start }: SimpleCommand): void {
  if (name !== 'git') return;
  const verb = words
    .slice(1)
    .map((word) => rawText(word))
    .find((text) => /^(?:remote|clone|push|pull|fetch|submodule|config|ls-remote)$/.test(text));
  const url = words.find((word, index) => index > 0 && taintOfWord(state, word)?.isUrl === true);
  const taint = taintOfWord(state, url);
  if (url === undefined || verb === undefined || taint === null) return;
  const isStored = STORES.test(verb);
  const span = { start: words[0]?.start ?? start, end: url.end };
  // What is cloned into an image has the URL in its configuration.
  if (isStored && place.system === 'docker') expose(place, 'hf-docker-bake', taint, span, `git ${verb} into the image`);
  else expose(place, 'hf-sh-url-userinfo', taint, span, `git ${verb}`, isStored ? 'warning' : 'info');
}

/** `gh pr comment --body "$X"`: all who see the project read it, and nothing masks it. */
function exposePosted(place: Place, state: State, { name, words }: Call): void {
  if (name !== 'gh' || !/^(?:pr|issue|release|gist)$/.test(rawText(words[1]))) return;
  words.forEach((word, index) => {
    const isText = POSTED.test(`${rawText(words[index - 1])}=`) || POSTED.test(rawText(word));
    const taint = isText ? taintOfWord(state, word) : null;
    if (taint !== null)
      expose(place, 'hf-log-sh-echo', { ...taint, isMasked: false }, word, `gh posts ${taint.source.words}`);
  });
}

/** `export VITE_HF_TOKEN=$X`: what a build puts into the pages; make keeps its own variables to itself. */
export function exposeClient(place: Place, { bindings }: SimpleCommand, state: State): void {
  for (const binding of bindings) {
    if (!isClientName(binding.name) || /^(?:read|make)$/.test(binding.via)) continue;
    const [value] = binding.values;
    if (value === undefined || rawText(value) === '') continue;
    const taint = taintOfWord(state, value) ?? taintOf(1, binding, binding.name);
    expose(place, 'hf-js-client-env', taint, binding, `${binding.name} for the browser`);
  }
}
