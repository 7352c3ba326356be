// What stands between commands: line ends with the here-documents that follow them, comments, separators.

import { cut, endOfLine, lineBreakAt, type Pending, type Reader, readerOf, skipBlanks, wordOf } from './reader.ts';
import type { Part } from './syntax.ts';
import { readParts } from './words.ts';

const KEYWORD =
  /(?:if|then|elif|else|fi|for|while|until|do|done|case|esac|select|function|in|time|coproc|\{|\}|!)(?=[\s;&|()<>]|$)/y;

/** The letters with which a reserved word begins. */
const FIRST: ReadonlySet<number> = new Set([...'itefwudcs{}!'].map((letter) => letter.charCodeAt(0)));

/** Passes line ends, comments and lone `;` and `&`, until something else stands there. */
export function skipToCommand(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    skipBlanks(reader);
    const code = text.charCodeAt(reader.at);
    if (code === 10) passLine(reader);
    else if (code === 35) reader.at = endOfLine(text, reader.at);
    else if (code === 59 && text.charCodeAt(reader.at + 1) !== 59 && text.charCodeAt(reader.at + 1) !== 38) reader.at++;
    else return;
  }
}

/** Passes a line end, and the here-documents that begin behind it. */
export function passLine(reader: Reader): void {
  reader.at += Math.max(1, lineBreakAt(reader.text, reader.at));
  if (reader.pending.length === 0) return;
  const documents = reader.pending;
  reader.pending = [];
  for (const document of documents) readDocument(reader, document);
}

function readDocument(reader: Reader, { redirection, delimiter, isQuoted }: Pending): void {
  const { text } = reader;
  const start = reader.at;
  let end = text.length;
  let behind = text.length;
  for (let at = start; at < text.length; ) {
    const lineEnd = endOfLine(text, at);
    if (isDelimiter(text, at, lineEnd, delimiter, redirection.operator === '<<-')) {
      end = at;
      behind = lineEnd + 1;
      break;
    }
    at = lineEnd + 1;
  }
  reader.at = end;
  const body = cut(reader, start, end);
  let parts: Part[] = [];
  if (isQuoted) {
    const span = wordOf(reader, start, []);
    if (end > start) parts = [{ kind: 'literal', start: span.start, end: span.end, text: body.text, quote: "'" }];
  } else {
    parts = readParts(readerOf(body, reader.list, reader), 'here');
  }
  redirection.target = wordOf(reader, start, parts);
  redirection.body = body;
  reader.at = Math.min(text.length, behind);
}

/** Whether the line is the delimiter; indentation is let pass after `<<-`, and a trailing carriage return always. */
function isDelimiter(text: string, from: number, end: number, delimiter: string, isIndented: boolean): boolean {
  let at = from;
  while (isIndented && at < end && (text.charCodeAt(at) === 9 || text.charCodeAt(at) === 32)) at++;
  if (!text.startsWith(delimiter, at)) return false;
  const rest = at + delimiter.length;
  return rest === end || (rest === end - 1 && text.charCodeAt(rest) === 13);
}

/** The reserved word that stands here; `''` if none does. */
export function keywordAt(reader: Reader): string {
  if (!FIRST.has(reader.text.charCodeAt(reader.at))) return '';
  KEYWORD.lastIndex = reader.at;
  return KEYWORD.exec(reader.text)?.[0] ?? '';
}
