// A mistake in a file that a user wrote: named by its place, and shown.
import { type ErrorCode, HfleaksError } from './errors.ts';
import { escapeText } from './path.ts';
import { redactTokens } from './secret.ts';

const WIDTH = 100;
/** A run this long could be a secret. */
const LONG_RUN = /[A-Za-z0-9_=-]{30,}/g;

/** Where a mistake is; line and column from 1, the column in UTF-16 units. */
export interface MistakePlace {
  readonly file: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/**
 * An error whose message is `FILE:LINE:COLUMN: message.`, with the line and a caret below it in `frame`. What could be a secret is masked
 * there, and then nothing points into the line.
 */
export function mistake(code: ErrorCode, place: MistakePlace, message: string, remedy: string): HfleaksError {
  const { file, text, line, column } = place;
  const error = new HfleaksError(code, `${escapeText(file)}:${line}:${column}: ${message}.`, remedy);
  const raw = (text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  const safe = redactTokens(raw).replace(LONG_RUN, '[redacted]');
  const from = Math.max(0, column - 1 - WIDTH / 2);
  const before = escapeText(raw.slice(from, column - 1)).length;
  const gutter = String(line).length;
  if (safe === raw && raw !== '')
    error.frame = [
      `${line} | ${escapeText(raw.slice(from, from + WIDTH))}`,
      `${' '.repeat(gutter)} | ${' '.repeat(before)}^`,
    ];
  else if (raw !== '') error.frame = [`${line} | ${escapeText(safe).slice(0, WIDTH)}`];
  return error;
}

/** Line and column, from 1, of the character at `offset`. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, Math.max(0, offset)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The offset of a marker that git leaves where a merge could not be made, -1 if there is none. */
export function conflictIn(text: string): number {
  return text.search(/^(?:<{7} |={7}\r?$|>{7} )/m);
}
