// The place in a shell text at which a parser stands, and what it must remember from there on.

import { type Embedded, slice, spanOf } from '../embedded.ts';
import type { Span } from '../syntax.ts';
import type { Part, Pipeline, Redirection, Tracing, Word } from './syntax.ts';

/** How deep substitutions and groups are followed; deeper ones are opaque or flat. */
export const MAX_DEPTH = 64;

/** How far the end of `$((` and of `${{` is looked for. */
export const REACH = 2000;

/** A here-document whose text has not been reached yet. */
export interface Pending {
  readonly redirection: { -readonly [Key in keyof Redirection]: Redirection[Key] };
  readonly delimiter: string;
  readonly isQuoted: boolean;
}

export interface Reader {
  readonly embedded: Embedded;
  readonly text: string;
  at: number;
  depth: number;
  tracing: Tracing;
  /** How many branches the commands stand in. */
  branches: number;
  pending: Pending[];
  /** What would close the groups that are open, outermost first. */
  readonly open: string[];
  /** How often an open quote may still be closed at the end of its line; shared by the readers within. */
  readonly mercy: { left: number };
  /** What has no more end from here on, so that it is looked for once only. */
  readonly endless: Set<string>;
  /** Where the next `${{` and `}}` stand, if known. */
  templateStart: number;
  templateEnd: number;
  /** The parser of lists, handed down so that words can hold commands. */
  readonly list: (reader: Reader, closer: string) => readonly Pipeline[];
}

/** A reader at the start of a text. */
export function readerOf(embedded: Embedded, list: Reader['list'], outer?: Reader): Reader {
  return {
    embedded,
    text: embedded.text,
    at: 0,
    depth: outer === undefined ? 0 : outer.depth + 1,
    tracing: outer?.tracing ?? 'off',
    branches: 0,
    pending: [],
    open: [],
    mercy: outer?.mercy ?? { left: 4 },
    endless: new Set(),
    templateStart: -1,
    templateEnd: -1,
    list,
  };
}

/** From there to where the reader stands, in the file. */
export function spanFrom(reader: Reader, start: number, end = reader.at): Span {
  return spanOf(reader.embedded, start, end);
}

export function wordOf(reader: Reader, start: number, parts: readonly Part[]): Word {
  const span = spanOf(reader.embedded, start, reader.at);
  return { kind: 'word', start: span.start, end: span.end, parts };
}

/** Whether a line ends at the position; the carriage return before it counts with it. */
export function lineBreakAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 10) return 1;
  return code === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 0;
}

export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Passes spaces and joined lines, not line ends and not comments. */
export function skipBlanks(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code === 32 || code === 9) reader.at++;
    else if (code === 13) reader.at++;
    else if (code === 92 && lineBreakAt(text, reader.at + 1) > 0) reader.at += 1 + lineBreakAt(text, reader.at + 1);
    else return;
  }
}

/** The rest of the text until a position, as a text of its own. */
export function cut(reader: Reader, start: number, end: number): Embedded {
  return slice(reader.embedded, start, end);
}
