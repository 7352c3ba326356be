// Simple commands of a shell: what they bind, their words, their redirections, and what `set` changes.

import { bindingsOfCommand, DECLARATIONS, readAssignment } from './bindings.ts';
import { lineBreakAt, type Reader, skipBlanks, spanFrom } from './reader.ts';
import { type Binding, plainText, type Redirection, type SimpleCommand, type Tracing, type Word } from './syntax.ts';
import { arithmeticEnd, readWord } from './words.ts';

const REDIRECTION = /(?:(?<descriptor>\d{1,9})|\{\w{1,99}\})?(?<operator>&>>|&>|<<<|<<-|<<|<>|<&|>>|>&|>\||<|>)/y;

/** Reads a command up to what ends it; null if none stands there. */
export function readSimple(reader: Reader): SimpleCommand | null {
  const { text } = reader;
  const start = reader.at;
  if (text.startsWith('((', start) && arithmeticEnd(text, start) > 0) {
    reader.at = arithmeticEnd(text, start);
    const span = spanFrom(reader, start);
    const { tracing } = reader;
    return {
      kind: 'simple',
      name: '((',
      words: [],
      bindings: [],
      redirections: readRedirections(reader),
      tracing,
      ...span,
    };
  }
  const words: Word[] = [];
  const prefixes: Binding[] = [];
  const redirections: Redirection[] = [];
  let name = '';
  for (let end = start; ; end = reader.at) {
    skipBlanks(reader);
    if (isEnd(reader)) {
      reader.at = end;
      break;
    }
    const redirection = readRedirection(reader);
    if (redirection !== null) {
      redirections.push(redirection);
      continue;
    }
    const binding = words.length === 0 || DECLARATIONS.has(name) ? readAssignment(reader, name) : null;
    if (binding !== null) {
      prefixes.push(binding);
      continue;
    }
    const from = reader.at;
    words.push(readWord(reader));
    if (reader.at === from) {
      words.pop();
      reader.at++;
    } else if (words.length === 1) {
      name = plainText(words[0]) ?? '';
      if (name === '[[') readTest(reader, words);
    }
  }
  if (reader.at === start) return null;
  const span = spanFrom(reader, start);
  const { tracing } = reader;
  if (name === 'set') reader.tracing = tracingAfter(words, tracing, reader.branches > 0);
  const bindings = bindingsOfCommand(name, words, prefixes);
  return { kind: 'simple', name, words, bindings, redirections, tracing, start: span.start, end: span.end };
}

/** Whether the command ends here: at a separator, a line's end, a closing parenthesis, a comment. */
function isEnd(reader: Reader): boolean {
  const { text, at } = reader;
  if (at >= text.length) return true;
  const code = text.charCodeAt(at);
  if (code === 38) return text.charCodeAt(at + 1) !== 62;
  return code === 59 || code === 124 || code === 41 || code === 35 || code === 10 || lineBreakAt(text, at) > 0;
}

/** Reads the words of `[[ … ]]`, in which `<`, `&&` and parentheses are no signs of the shell. */
function readTest(reader: Reader, words: Word[]): void {
  while (reader.at < reader.text.length) {
    skipBlanks(reader);
    const from = reader.at;
    if (lineBreakAt(reader.text, from) > 0) {
      // Only behind `&&` and `||` a test goes on in the next line; anywhere else it is broken off.
      if (!/[&|]\s{0,9}$/.test(reader.text.slice(Math.max(0, from - 10), from))) return;
      reader.at++;
      continue;
    }
    const word = readWord(reader);
    if (reader.at === from) {
      reader.at++;
      continue;
    }
    words.push(word);
    if (plainText(word) === ']]') return;
  }
}

/** Reads what stands behind a group: `> file 2>&1`. */
export function readRedirections(reader: Reader): Redirection[] {
  const found: Redirection[] = [];
  for (;;) {
    const end = reader.at;
    skipBlanks(reader);
    const redirection = readRedirection(reader);
    if (redirection === null) {
      reader.at = end;
      return found;
    }
    found.push(redirection);
  }
}

function readRedirection(reader: Reader): Redirection | null {
  const { text, at: start } = reader;
  const code = text.charCodeAt(start);
  // `<`, `>`, `&`, `{` or a digit
  if (code !== 60 && code !== 62 && code !== 38 && code !== 123 && (code < 48 || code > 57)) return null;
  REDIRECTION.lastIndex = start;
  const groups = REDIRECTION.exec(text)?.groups;
  if (groups === undefined) return null;
  const operator = groups.operator as Redirection['operator'];
  const behind = REDIRECTION.lastIndex;
  if ((operator === '<' || operator === '>') && text.charCodeAt(behind) === 40) return null;
  reader.at = behind;
  skipBlanks(reader);
  const from = reader.at;
  const target = readWord(reader);
  const descriptor = groups.descriptor === undefined ? null : Number(groups.descriptor);
  const redirection = { operator, descriptor, target, body: null, ...spanFrom(reader, start) };
  if (operator === '<<' || operator === '<<-') {
    const raw = text.slice(from, Math.min(reader.at, from + 200));
    const delimiter = raw.replace(/['"\\]/g, '');
    if (delimiter !== '') reader.pending.push({ redirection, delimiter, isQuoted: delimiter !== raw });
  }
  return redirection;
}

/** `set -ex`, `set -o xtrace`, `set +x`; behind `--` stand arguments. */
function tracingAfter(words: readonly Word[], before: Tracing, isBranch: boolean): Tracing {
  let after = before;
  for (let index = 1; index < words.length; index++) {
    const text = plainText(words[index]) ?? '';
    if (text === '--') break;
    const isLong = /^[-+]\w*o$/.test(text) && plainText(words[index + 1]) === 'xtrace';
    if (isLong || /^[-+][a-wyzA-Z]*x/.test(text)) after = text.startsWith('-') ? 'on' : 'off';
  }
  return isBranch && after !== before ? 'maybe' : after;
}
