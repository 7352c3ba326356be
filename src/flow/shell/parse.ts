// Shell (sh, bash, zsh) as pipelines of commands: lists, groups and functions, in the order of writing.

import { type Embedded, embed } from '../embedded.ts';
import { readCase, readLoop } from './branches.ts';
import { readRedirections, readSimple } from './commands.ts';
import { keywordAt, skipToCommand } from './lines.ts';
import { lineBreakAt, MAX_DEPTH, type Reader, readerOf, skipBlanks, spanFrom } from './reader.ts';
import { alone, type Binding, type Command, type Group, type Pipeline, type Word } from './syntax.ts';
import { arithmeticEnd, readWord, readWords } from './words.ts';

const OPENERS: Readonly<Record<string, Group['keyword']>> = {
  if: 'if',
  for: 'for',
  select: 'select',
  while: 'while',
  until: 'until',
  case: 'case',
  '{': '{',
};
const CLOSERS: Readonly<Record<Group['keyword'], string>> = {
  if: 'fi',
  for: 'done',
  select: 'done',
  while: 'done',
  until: 'done',
  case: 'esac',
  '{': '}',
  '(': ')',
  function: '',
};
const SEPARATORS = new Set(['then', 'elif', 'else', 'do', 'in', 'time', 'coproc', '!']);
const FUNCTION =
  /(?:function[ \t]+(?<word>[^\s(){};&|<>$'"`]{1,200})[ \t]*(?:\([ \t]*\))?|(?<name>[^\s(){};&|<>$'"`=]{1,200})[ \t]*\([ \t]*\))\s*/y;
const TRACED = /^#!.*\s-\w*x/;

/**
 * Gives the pipelines of a script, nested ones inside their groups and substitutions. Never throws: what is not closed ends with the text,
 * what is nested deeper than 64 is opaque or flat. `isTraced` for a shell that was started with `-x`.
 */
export function parseShell(text: string | Embedded, { isTraced = false } = {}): readonly Pipeline[] {
  const embedded = typeof text === 'string' ? embed(text) : text;
  const reader = readerOf(embedded, readList);
  if (isTraced || TRACED.test(embedded.text.slice(0, 200))) reader.tracing = 'on';
  return readList(reader, '');
}

/** Gives the words of a text that holds nothing else: an instruction of a Dockerfile. Never throws. */
export function parseWords(embedded: Embedded): readonly Word[] {
  return readWords(readerOf(embedded, readList));
}

/** Gives all of a text as one word, quotes as they stand: the value of a setting. Never throws. */
export function parseValue(embedded: Embedded): Word {
  return readWord(readerOf(embedded, readList), 'here');
}

/** Reads until the closer, which is read too; or until what closes a group around, which is not. */
function readList(reader: Reader, closer: string): Pipeline[] {
  const { text } = reader;
  const pipelines: Pipeline[] = [];
  let isConditional = false;
  reader.open.push(closer);
  for (;;) {
    skipToCommand(reader);
    const start = reader.at;
    if (start >= text.length) break;
    const end = closerAt(reader);
    if (end === closer && end !== '') reader.at += end.length;
    if (end !== '' && reader.open.includes(end)) break;
    if (end !== '') {
      reader.at += end.length;
      continue;
    }
    if (isConditional) reader.branches++;
    const pipeline = readPipeline(reader);
    if (isConditional) reader.branches--;
    if (pipeline !== null) pipelines.push(pipeline);
    isConditional = pipeline?.operator === '&&' || pipeline?.operator === '||';
    if (reader.at === start) reader.at++;
  }
  reader.open.pop();
  return pipelines;
}

/** What closes a group and stands here; `''` if nothing does. */
function closerAt(reader: Reader): string {
  const { text, at } = reader;
  const code = text.charCodeAt(at);
  if (code === 41) return ')';
  if (code === 59) return text.charCodeAt(at + 1) === 59 || text.charCodeAt(at + 1) === 38 ? ';;' : '';
  const word = keywordAt(reader);
  return word === 'fi' || word === 'done' || word === 'esac' || word === '}' ? word : '';
}

function readPipeline(reader: Reader): Pipeline | null {
  const { text } = reader;
  const start = reader.at;
  const commands: Command[] = [];
  const pipes: ('|' | '|&')[] = [];
  let isNegated = false;
  let operator: Pipeline['operator'] = '';
  for (;;) {
    for (let word = keywordAt(reader); SEPARATORS.has(word); word = keywordAt(reader)) {
      if (word === '!') isNegated = true;
      reader.at += word.length;
      skipToCommand(reader);
    }
    if (reader.at >= text.length || (closerAt(reader) !== '' && reader.open.includes(closerAt(reader)))) break;
    const command = readCommand(reader);
    if (command !== null) commands.push(command);
    skipBlanks(reader);
    const code = text.charCodeAt(reader.at);
    const next = text.charCodeAt(reader.at + 1);
    if (code === 124 && next !== 124) {
      if (command !== null) pipes.push(next === 38 ? '|&' : '|');
      reader.at += next === 38 ? 2 : 1;
      skipToCommand(reader);
      continue;
    }
    operator = operatorAt(reader);
    break;
  }
  if (commands.length === 0) {
    reader.at += operator.length;
    return null;
  }
  const { start: from } = spanFrom(reader, start);
  const end = commands.at(-1)?.end ?? from;
  if (operator !== '\n') reader.at += operator.length;
  return {
    commands,
    pipes: pipes.slice(0, commands.length - 1),
    isNegated,
    operator,
    start: from,
    end,
  };
}

/** A line end is left to whoever passes lines: here-documents begin there. */
function operatorAt(reader: Reader): Pipeline['operator'] {
  const { text, at } = reader;
  const code = text.charCodeAt(at);
  if (code === 38) return text.charCodeAt(at + 1) === 38 ? '&&' : '&';
  if (code === 124) return '||';
  if (code === 59) return closerAt(reader) === '' ? ';' : '';
  return lineBreakAt(text, at) > 0 ? '\n' : '';
}

function readCommand(reader: Reader): Command | null {
  const { text, at } = reader;
  if (reader.depth >= MAX_DEPTH) return readFlat(reader);
  if (text.charCodeAt(at) === 40) {
    if (text.charCodeAt(at + 1) !== 40 || arithmeticEnd(text, at) < 0) return readGroup(reader, '(');
  }
  const keyword = keywordAt(reader);
  const opener = OPENERS[keyword];
  if (opener !== undefined) return readGroup(reader, opener);
  FUNCTION.lastIndex = at;
  const groups = keyword === '' || keyword === 'function' ? FUNCTION.exec(text)?.groups : undefined;
  if (groups !== undefined) return readFunction(reader, groups.word ?? groups.name ?? '', FUNCTION.lastIndex);
  return readSimple(reader);
}

/** Below the cap: what opens a group is passed, and its commands belong to the group around. */
function readFlat(reader: Reader): Command | null {
  const keyword = keywordAt(reader);
  if (reader.text.charCodeAt(reader.at) === 40) reader.at++;
  else if (OPENERS[keyword] !== undefined) reader.at += keyword.length;
  else return readSimple(reader);
  return null;
}

/** The body begins behind the head; it runs when it is called, so what it sets does not hold for what follows it. */
function readFunction(reader: Reader, name: string, behind: number): Group {
  const start = reader.at;
  const { tracing } = reader;
  reader.at = behind;
  reader.depth++;
  skipToCommand(reader);
  const command = reader.at < reader.text.length ? readCommand(reader) : null;
  reader.depth--;
  reader.tracing = tracing;
  const isPlain = command?.kind === 'group' && command.keyword === '{';
  const span = command === null ? spanFrom(reader, start) : { start: spanFrom(reader, start).start, end: command.end };
  const body: Pipeline[] = command === null || isPlain ? [] : [alone(command)];
  return {
    kind: 'group',
    keyword: 'function',
    name,
    bindings: [],
    words: [],
    body: isPlain ? command.body : body,
    redirections: isPlain ? command.redirections : [],
    ...span,
  };
}

function readGroup(reader: Reader, keyword: Group['keyword']): Group {
  const start = reader.at;
  const { tracing, branches } = reader;
  const words: Word[] = [];
  const bindings: Binding[] = [];
  reader.at += keyword.length;
  reader.depth++;
  if (keyword === 'if' || keyword === 'case') reader.branches++;
  if (keyword === 'for' || keyword === 'select') bindings.push(...readLoop(reader, keyword));
  const body = keyword === 'case' ? readCase(reader, words) : readList(reader, CLOSERS[keyword]);
  reader.depth--;
  reader.branches = branches;
  if (keyword === '(') reader.tracing = tracing;
  const redirections = readRedirections(reader);
  const span = spanFrom(reader, start);
  return { kind: 'group', keyword, name: '', bindings, words, body, redirections, start: span.start, end: span.end };
}
