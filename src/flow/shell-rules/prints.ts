// What a command prints of a credential: those that print their arguments, those that pass on their input, those that know it.

import type { SimpleCommand, Word } from '../shell/syntax.ts';
import type { Span } from '../syntax.ts';
import { insertedBy, isInPlace } from './edits.ts';
import { writtenIn } from './files.ts';
import { isCredentialName, isTokenPath, rawText } from './names.ts';
import { codePrints } from './programs.ts';
import { changed, cut, stronger, type Taint, taintOf } from './taint.ts';
import { type State, taintOfWords } from './values.ts';

/** A command without `sudo`, `timeout 5` and the like before it. */
export interface Call {
  readonly name: string;
  readonly words: readonly Word[];
}

const PREFIXES = new Set([
  'sudo',
  'command',
  'builtin',
  'exec',
  'nohup',
  'nice',
  'timeout',
  'stdbuf',
  'env',
  'xargs',
  'noglob',
]);
const PRINTERS = new Set(['echo', 'printf', 'print', 'gum', 'figlet', 'banner', 'logger', 'wall', 'notify-send']);
const VIEWERS = new Set([
  'cat',
  'tac',
  'less',
  'more',
  'bat',
  'nl',
  'strings',
  'pv',
  'tee',
  'sort',
  'uniq',
  'fmt',
  'column',
  'paste',
  'jq',
  'yq',
]);
const RECODERS = new Set([
  'rev',
  'base64',
  'base32',
  'xxd',
  'od',
  'hexdump',
  'fold',
  'tr',
  'sed',
  'awk',
  'gawk',
  'perl',
]);
const SHOWS_ALL = /^(?:|cat|tac|less|more|bat|nl|head|tail)$/;
const SEARCHERS = new Set(['grep', 'egrep', 'fgrep', 'rg']);
/** What a search must find to show one. */
const CREDENTIALS =
  'HF_TOKEN HF_API_TOKEN HF_API_KEY HF_AUTH_TOKEN HUGGINGFACE_TOKEN HUGGINGFACE_API_KEY HUGGINGFACEHUB_API_TOKEN HUGGING_FACE_HUB_TOKEN';
const HIDES = /\*{2,}|\/\*+\/|\bx{3,}|redact|masked|hidden|secret>|\.{3}(?!\*)/i;
export const SANITIZERS = /mask|redact|censor|obfuscat|hash|sha\d|md5|scrub|hide/i;

/** What really runs: `env` alone stays, as it prints. */
export function callOf({ words }: SimpleCommand): Call {
  let index = 0;
  for (; index < words.length; index++) {
    const name = baseName(rawText(words[index]));
    if (!PREFIXES.has(name)) break;
    let next = index + 1;
    while (next < words.length && /^-|^\w+=|^\d+[smh]?$/.test(rawText(words[next]))) next++;
    if (next >= words.length) break;
    index = next - 1;
  }
  const rest = words.slice(index);
  return { name: baseName(rawText(rest[0])), words: rest };
}

function baseName(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

/** Gives what the command writes to its output; `input` is what it reads there, a here-document included. */
export function printedBy(
  state: State,
  call: Call,
  command: SimpleCommand,
  input: Taint | null,
  hasContext: boolean,
): Taint | null {
  const { name, words } = call;
  const [, ...rest] = words;
  if (PRINTERS.has(name)) return isInto(rest) ? null : taintOfWords(state, rest);
  if (SEARCHERS.has(name)) return searched(state, rest, input);
  if (VIEWERS.has(name) || RECODERS.has(name) || name === 'head' || name === 'tail' || name === 'cut') {
    const read = fileOf(state, command, name === 'tee' ? [] : rest) ?? input;
    const given =
      name === 'jq' && rest.some((word) => /^-\w*n|^--null-input/.test(rawText(word)))
        ? taintOfWords(state, rest)
        : null;
    const inserted = isInPlace(call) ? null : insertedBy(state, call);
    return stronger(filtered(name, rest, read ?? given), inserted);
  }
  if (words.length === 0 && command.redirections.length > 0) return fileOf(state, command, []);
  return known(state, call, command, hasContext);
}

/** `printf -v X`: into a variable. */
function isInto(words: readonly Word[]): boolean {
  return rawText(words[0]) === '-v';
}

/** `cat ~/.cache/huggingface/token`, `< "$HF_TOKEN_PATH"`; `cat .env` where it was written before. */
function fileOf(state: State, command: SimpleCommand, words: readonly Word[]): Taint | null {
  const { redirections, start, end } = command;
  const targets = redirections.filter(({ operator }) => operator === '<').map(({ target }) => target);
  const files = [...words, ...targets];
  if (files.some((word) => isTokenPath(rawText(word))))
    return taintOf(1, { start, end }, 'the token file', { origin: 'command' });
  if (!SHOWS_ALL.test(command.name)) return null;
  return files.reduce<Taint | null>((best, word) => stronger(best, writtenIn(state, word, command)), null);
}

/** Commands that print a credential, or all of the environment, without being given one. */
function known(
  state: State,
  { name, words }: Call,
  { start, end, bindings }: SimpleCommand,
  hasContext: boolean,
): Taint | null {
  const span = { start, end };
  const texts = words.slice(1, 20).map((word) => rawText(word));
  const plain = texts.filter((text) => !text.startsWith('-'));
  if ((name === 'hf' || name === 'huggingface-cli') && texts[0] === 'auth' && texts[1] === 'token') {
    return texts.some((text) => /^--help$|^\[/.test(text))
      ? null
      : taintOf(1, span, 'hf auth token', { origin: 'command' });
  }
  if (name === 'printenv') return plain.length === 0 ? dumpOf(span, name, hasContext) : named(state, plain, span, name);
  if (name === 'env')
    return texts.some((text) => /^-\w*i|^--ignore/.test(text)) ? null : dumpOf(span, name, hasContext);
  if (name === 'set') return words.length === 1 ? dumpOf(span, name, hasContext) : null;
  if (name === 'export' || name === 'declare' || name === 'typeset') {
    if (bindings.length > 0) return null;
    const isPrinting = texts.some((text) => /^-\w*p/.test(text)) || (words.length === 1 && name === 'export');
    if (texts.some((text) => /^-\w*[fF]/.test(text))) return null;
    if (isPrinting || (texts.join('') === '-x' && name !== 'export')) {
      return plain.length === 0 ? dumpOf(span, `${name} -p`, hasContext) : named(state, plain, span, name);
    }
    return null;
  }
  return codePrints(name, words, state, hasContext);
}

function dumpOf(span: Span, words: string, hasContext: boolean): Taint | null {
  return hasContext ? taintOf(1, span, `all variables (${words})`, { origin: 'command', shown: 'environment' }) : null;
}

function named(state: State, names: readonly string[], span: Span, by: string): Taint | null {
  const name = names.find((one) => isCredentialName(one) || (state.variables.get(one)?.taint ?? null) !== null);
  return name === undefined ? null : taintOf(1, span, `${by} ${name}`, { origin: 'command' });
}

function searched(state: State, words: readonly Word[], input: Taint | null): Taint | null {
  if (input === null) return null;
  const texts = words.map((word) => rawText(word));
  const flags = texts.filter((text) => text.startsWith('-')).join(' ');
  if (/(?:^| )-[a-zA-Z]*[qclL]|--quiet|--silent|--count/.test(flags)) return null;
  const pattern = texts.find((text) => !text.startsWith('-')) ?? '';
  if (input.shown !== 'environment') {
    if (/(?:^| )-[a-zA-Z]*v/.test(flags)) return input;
    return /(?:^| )-[a-zA-Z]*o/.test(flags) ? ofPattern(pattern, input) : input;
  }
  const isAbout = /hf|hugging|token|secret|key/i.test(pattern) || taintOfWords(state, words) !== null;
  if (/(?:^| )-[a-zA-Z]*o/.test(flags) && /^\^[^.=]+$/.test(pattern)) return null;
  if (/(?:^| )-[a-zA-Z]*v/.test(flags)) return isAbout && !isOtherName(pattern) ? null : input;
  if (isOtherName(pattern)) return null;
  if (!isAbout) return pattern.includes('$') || pattern.length < 2 ? input : null;
  return /hf|hugging/i.test(pattern) ? { ...input, shown: 'whole' } : input;
}

/** `HF_HOME`: no line about a credential has it. */
function isOtherName(pattern: string): boolean {
  const names = pattern.split(/\\?\|/).map((one) => one.replace(/^\^|[=$]+$/g, ''));
  return names.every(
    (name) =>
      /^(?:hf|hugging_?face)_\w{2,}$/i.test(name) &&
      !CREDENTIALS.includes(name.toUpperCase()) &&
      !isCredentialName(name),
  );
}

/** `grep -o '^....'` keeps four characters, `cut -d= -f1` names only. */
function ofPattern(pattern: string, input: Taint): Taint | null {
  const dots = /^\^?(?:(\.{1,40})|\.\{(\d{1,3})\})$/.exec(pattern);
  if (dots === null) return /=\$?$|^\^?\[\^=\]/.test(pattern) ? null : input;
  return cut(input, 0, dots[1]?.length ?? Number(dots[2]));
}

function filtered(name: string, words: readonly Word[], input: Taint | null): Taint | null {
  if (input === null) return null;
  const texts = words.map((word) => rawText(word));
  const script = texts.join(' ');
  const isDump = input.shown === 'environment' || input.source.words.startsWith('all variables');
  switch (name) {
    case 'cut': {
      if (/-d ?=.*-f ?1(?!\d)|-f ?1 -d ?=/.test(script)) return isDump ? null : input;
      const range = /-[cb] ?(\d+)?(-)?(\d+)?/.exec(script);
      if (range === null) return changed(input);
      const from = Number(range[1] ?? 1) - 1;
      return cut(input, from, range[2] === undefined ? from + 1 : range[3] === undefined ? null : Number(range[3]));
    }
    case 'head':
    case 'tail': {
      const count = /-c ?(\d+)/.exec(script)?.[1] ?? /--bytes=(\d+)/.exec(script)?.[1];
      if (count === undefined) return input;
      return name === 'head' ? cut(input, 0, Number(count)) : cut(input, 1 - Number(count), null);
    }
    case 'tr':
      return /^-\w*d/.test(script) || !/[*x#.]['"]?$/i.test(texts.at(-1) ?? '') ? trimmedBy(script, input) : null;
    case 'sed':
    case 'perl':
      if (isDump && /s.=\.\*.{1,3}$|s.=\.\*/.test(script)) return null;
      return HIDES.test(script) ? null : changed(input);
    case 'awk':
    case 'gawk': {
      if (/length/.test(script) || (isDump && /\$1\}?/.test(script) && /-F ?=/.test(script))) return null;
      const part = /substr\(\$\d, ?(\d+), ?(\d+)\)/.exec(script);
      if (part === null) return HIDES.test(script) ? null : changed(input);
      const from = Number(part[1]) - 1;
      return HIDES.test(script) && Number(part[2]) <= 3 ? null : cut(input, from, from + Number(part[2]));
    }
    case 'jq':
    case 'yq':
      return /\bkeys\b|\blength\b|has\(/.test(script) ? null : input;
    default:
      return RECODERS.has(name) ? changed(input) : input;
  }
}

/** `tr -d '\n'` leaves what GitHub would mask. */
function trimmedBy(script: string, input: Taint): Taint {
  return /^-\w*d\s*\S*\\[nrt]/.test(script) ? input : { ...input, isChanged: true };
}
