// What stands in `${…}`: the name, and what is done with its value.

import { MAX_DEPTH, type Reader, spanFrom } from './reader.ts';
import type { Part, Variable, Word } from './syntax.ts';

const HEAD =
  /\$\{(?<sign>#(?=[\w@*])|!(?=[A-Za-z_]))?(?<name>[A-Za-z_]\w*|\d+|[@*#?$!-])(?<index>\[[^\]\n]{0,200}\])?/y;
const OPERATOR = /:[-=?+]|##?|%%?|\/[/#%]?|\^\^?|,,?|[-=?+@:]/y;
const SLICE = /^\s*\(?(-?\d{1,9})?\)?\s*(?::\s*\(?(-?\d{1,9})?\)?\s*)?$/;

/** Reads a `${…}` that begins where the reader stands; false if it is none. `readWord` reads what follows the operator. */
export function readBraced(reader: Reader, into: Part[], readWord: (reader: Reader, mode: 'brace') => Word): boolean {
  const { text, at: start } = reader;
  HEAD.lastIndex = start;
  const groups = HEAD.exec(text)?.groups;
  if (groups === undefined) return false;
  reader.at = HEAD.lastIndex;
  const { sign, name = '' } = groups;
  let operator = sign === '#' ? 'length' : (sign ?? '');
  let argument: Word | null = null;
  let slice: Variable['slice'] = null;
  OPERATOR.lastIndex = reader.at;
  const found = OPERATOR.exec(text)?.[0];
  if (found !== undefined && reader.depth < MAX_DEPTH) {
    operator = operator === '' ? found : operator;
    reader.at += found.length;
    const from = reader.at;
    reader.depth++;
    argument = readWord(reader, 'brace');
    reader.depth--;
    if (found === ':') slice = sliceOf(text.slice(from, Math.min(reader.at, from + 60)));
  } else if (found !== undefined) {
    skipBraces(reader);
  }
  if (text.charCodeAt(reader.at) === 125) reader.at++;
  into.push({ kind: 'variable', name, operator, argument, slice, ...spanFrom(reader, start) });
  return true;
}

/** Passes the text until the brace that closes the one that is open. */
function skipBraces(reader: Reader): void {
  const { text } = reader;
  for (let open = 1; reader.at < text.length; reader.at++) {
    const code = text.charCodeAt(reader.at);
    if (code === 123) open++;
    else if (code === 125 && --open === 0) return;
  }
}

function sliceOf(text: string): Variable['slice'] {
  const match = SLICE.exec(text);
  const from = match?.[1] === undefined ? null : Number(match[1]);
  const length = match?.[2] === undefined ? null : Number(match[2]);
  if (match !== null && from === null) return { from: 0, to: length };
  if (from === null || length === null) return { from, to: null };
  if (length < 0) return { from, to: length };
  return { from, to: from < 0 && from + length >= 0 ? null : from + length };
}
