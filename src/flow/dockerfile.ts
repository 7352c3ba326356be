// Dockerfiles as instructions: lines that go on, flags, both forms of commands, here-documents.

import { type Embedded, slice, spanOf, type Weaver, weave } from './embedded.ts';
import { parseShell, parseValue, parseWords } from './shell/parse.ts';
import { parseProgram, plainWord } from './shell/program.ts';
import {
  type Binding,
  type Pipeline,
  plainText,
  type Redirection,
  type SimpleCommand,
  type Word,
} from './shell/syntax.ts';
import { jsonStrings } from './strings.ts';
import type { Span } from './syntax.ts';

export interface Instruction extends Span {
  /** In capitals; of `ONBUILD RUN …` the inner one. */
  readonly keyword: string;
  /** 0 before the first FROM, then counted from 1. */
  readonly stage: number;
  /** `--from=build`: the value is `''` where there is none. */
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  /** The keys and values of each `--mount`: `{ type: 'secret', id: 'HF_TOKEN' }`. */
  readonly mounts: readonly Readonly<Record<string, string>>[];
  /** `exec` is `["a", "b"]`. */
  readonly form: 'shell' | 'exec';
  /** Of ARG, ENV and LABEL (`via`); an ARG without a value has no values. */
  readonly bindings: readonly Binding[];
  /** The words of FROM, COPY, ADD, USER…; the strings of the exec form. */
  readonly words: readonly Word[];
  /** What RUN, CMD, ENTRYPOINT and HEALTHCHECK run. */
  readonly pipelines: readonly Pipeline[];
  /** The here-documents of COPY and ADD. */
  readonly documents: readonly Redirection[];
}

const HEAD = /^[ \t]*(?:ONBUILD[ \t]+)?(?<keyword>[A-Za-z]{2,20})(?=\s|$)/i;
const FLAG = /[ \t\r]*--(?<name>[a-z][\w-]{0,40})(?:=(?<value>\S*))?(?=\s|$)/y;
const DOCUMENT = /(?:^|[\s;|&])\d{0,9}<<(?<dash>-?)(?<quote>["']?)(?<name>[A-Za-z_][\w.-]{0,99})\k<quote>/g;
const HAS_DOCUMENTS = new Set(['RUN', 'COPY', 'ADD']);
const RUNS = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
const BINDS = new Set(['ARG', 'ENV', 'LABEL']);

/** Gives the instructions in order; lines that are none are left out. Never throws. */
export function parseDockerfile(text: string): readonly Instruction[] {
  const joiner = /^(?:#[^\n]*\n)*?#[ \t]*escape[ \t]*=[ \t]*`/i.test(text.slice(0, 1000)) ? '`' : '\\';
  const instructions: Instruction[] = [];
  let stage = 0;
  for (let at = 0; at < text.length; ) {
    const lineEnd = endOfLine(text, at);
    const head = HEAD.exec(text.slice(at, Math.min(lineEnd, at + 100)));
    const keyword = head?.groups?.keyword?.toUpperCase() ?? '';
    if (keyword === '') {
      at = lineEnd + 1;
      continue;
    }
    const woven = weave();
    at = join(text, at, joiner, woven);
    if (HAS_DOCUMENTS.has(keyword)) at = addDocuments(text, at, woven);
    if (keyword === 'FROM') stage++;
    instructions.push(instruction(keyword, stage, woven.end(), head?.[0].length ?? 0));
  }
  return instructions;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function isComment(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end && ' \t\r'.includes(text.charAt(at))) at++;
  return at === end || text.charAt(at) === '#';
}

/** Adds the lines of one instruction without what joins them, and without the comments between; gives where the next begins. */
function join(text: string, start: number, joiner: string, woven: Weaver): number {
  let at = start;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    if (at > start && isComment(text, at, lineEnd)) {
      at = lineEnd + 1;
      continue;
    }
    let last = lineEnd - 1;
    while (last >= at && /[ \t\r]/.test(text.charAt(last))) last--;
    const isJoined = last >= at && text.charAt(last) === joiner;
    woven.add(text.slice(at, isJoined ? last : lineEnd), at);
    at = lineEnd + 1;
    if (!isJoined) break;
  }
  return at;
}

/** Adds the here-documents that the line announces, each with the line that ends it. */
function addDocuments(text: string, start: number, woven: Weaver): number {
  let at = start;
  for (const { groups } of woven.end().text.matchAll(DOCUMENT)) {
    woven.add('\n', at - 1);
    const from = at;
    for (let isEnd = false; at < text.length && !isEnd; ) {
      const lineEnd = endOfLine(text, at);
      const indented = groups?.dash === '-' ? /^\t*/.exec(text.slice(at, at + 100))?.[0].length : 0;
      const name = groups?.name ?? '';
      const rest = at + (indented ?? 0);
      isEnd =
        text.startsWith(name, rest) && lineEnd - rest <= name.length + 1 && text.slice(rest, lineEnd).trim() === name;
      at = lineEnd + 1;
    }
    woven.add(text.slice(from, at - 1), from);
  }
  return at;
}

function instruction(keyword: string, stage: number, whole: Embedded, head: number): Instruction {
  const flags: { name: string; value: string }[] = [];
  let from = head;
  FLAG.lastIndex = from;
  for (let match = FLAG.exec(whole.text); match !== null; match = FLAG.exec(whole.text)) {
    flags.push({ name: match.groups?.name ?? '', value: match.groups?.value ?? '' });
    from = FLAG.lastIndex;
  }
  if (keyword === 'HEALTHCHECK') from += /^\s*CMD\b/i.exec(whole.text.slice(from, from + 50))?.[0].length ?? 0;
  const rest = slice(whole, from, whole.text.length);
  const strings = BINDS.has(keyword) ? null : jsonStrings(rest);
  const copy = (keyword === 'COPY' || keyword === 'ADD') && strings === null ? copied(rest) : null;
  const plain = copy?.words ?? (RUNS.has(keyword) ? [] : parseWords(slice(rest, 0, endOfLine(rest.text, 0))));
  const words = strings?.map((string) => plainWord(string)) ?? plain;
  return {
    keyword,
    stage,
    flags,
    mounts: flags.filter(({ name }) => name === 'mount').map(({ value }) => mountOf(value)),
    form: strings === null ? 'shell' : 'exec',
    bindings: BINDS.has(keyword) ? bindingsOf(keyword, rest, words) : [],
    words,
    pipelines: RUNS.has(keyword) ? (strings === null ? scriptOf(rest) : parseProgram(strings)) : [],
    documents: copy?.redirections.filter(({ body }) => body !== null) ?? [],
    ...spanOf(whole, head - keyword.length, whole.text.length),
  };
}

/** `type=secret,id=HF_TOKEN,required` */
function mountOf(value: string): Readonly<Record<string, string>> {
  const pairs = value.split(',', 50).map((pair) => {
    const [key = '', ...rest] = pair.split('=');
    return [key.toLowerCase(), rest.join('=').replace(/^["']|["']$/g, '')] as const;
  });
  return Object.fromEntries(pairs);
}

/** `RUN <<EOF` alone runs the document, unless its first line names another interpreter. */
function scriptOf(rest: Embedded): readonly Pipeline[] {
  const pipelines = parseShell(rest);
  const [pipeline, ...others] = pipelines;
  const [command] = pipeline?.commands ?? [];
  if (others.length > 0 || command?.kind !== 'simple' || command.words.length > 0) return pipelines;
  const body = command.redirections.find((redirection) => redirection.body !== null)?.body;
  if (body === undefined || body === null) return pipelines;
  return /^#!(?!.*sh\b)/.test(body.text.slice(0, 200)) ? pipelines : parseShell(body);
}

/** The paths of COPY and ADD, and the here-documents among them. */
function copied(rest: Embedded): SimpleCommand | null {
  const [command] = parseShell(rest)[0]?.commands ?? [];
  return command?.kind === 'simple' ? command : null;
}

/** `A=1 B="2"`, `A` of ARG, and the old `ENV A the rest`. */
function bindingsOf(keyword: string, rest: Embedded, words: readonly Word[]): readonly Binding[] {
  const via = keyword;
  const key = /^[ \t]*(?<name>[^\s="']{1,200})[ \t]+(?=\S)/.exec(rest.text.slice(0, 1000));
  if (keyword !== 'ARG' && key !== null) {
    const value = parseValue(slice(rest, key[0].length, rest.text.length));
    const { start } = spanOf(rest, 0, 1);
    return [{ name: key.groups?.name ?? '', via, operator: '=', values: [value], start, end: value.end }];
  }
  return words.map((word) => {
    const { start, end, parts } = word;
    const index = parts.findIndex((part) => part.kind !== 'literal' || part.text.includes('='));
    const part = parts[index];
    const equals = part?.kind === 'literal' ? part.text.indexOf('=') : -1;
    if (part?.kind !== 'literal' || equals < 0) {
      return { name: plainText(word) ?? '', via, operator: '=', values: [], start, end };
    }
    const head = { ...part, text: part.text.slice(0, equals) };
    const tail = { ...part, start: Math.min(part.end, part.start + equals + 1), text: part.text.slice(equals + 1) };
    const name = plainText({ ...word, parts: [...parts.slice(0, index), head] }) ?? '';
    const others = [...(tail.text === '' ? [] : [tail]), ...parts.slice(index + 1)];
    const value: Word = { kind: 'word', start: tail.start, end, parts: others };
    return { name, via, operator: '=', values: [value], start, end };
  });
}
