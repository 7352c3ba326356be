// What a command of a shell gives a value: assignments, declarations, `read`, `printf -v`, `mapfile`.

import { lineBreakAt, type Reader, skipBlanks, spanFrom } from './reader.ts';
import { type Binding, plainText, type Word } from './syntax.ts';
import { readWord } from './words.ts';

/** Commands whose arguments may be assignments. */
export const DECLARATIONS: ReadonlySet<string> = new Set(['export', 'declare', 'local', 'readonly', 'typeset']);

const ASSIGNMENT = /(?<name>[A-Za-z_]\w*)(?:\[[^\]\n]{0,200}\])?(?<operator>\+?=)/y;
const NAME = /^[A-Za-z_]\w*$/;
/** Options of `read` and `mapfile` that take the next word. */
const TAKES_WORD = /^-\w*[pnNtdui]$/;

/** Reads `X=…` where the reader stands; null if none is there. `via` is the command before it, `''` if there is none. */
export function readAssignment(reader: Reader, via: string): Binding | null {
  const { text, at: start } = reader;
  ASSIGNMENT.lastIndex = start;
  const groups = ASSIGNMENT.exec(text)?.groups;
  if (groups === undefined) return null;
  reader.at = ASSIGNMENT.lastIndex;
  const values: Word[] = [];
  if (text.charCodeAt(reader.at) === 40) readItems(reader, values);
  else values.push(readWord(reader));
  const operator = groups.operator === '+=' ? '+=' : '=';
  return { name: groups.name ?? '', via: via === '' ? '=' : via, operator, values, ...spanFrom(reader, start) };
}

/** `(a b [k]=c)` over several lines. */
function readItems(reader: Reader, into: Word[]): void {
  const { text } = reader;
  reader.at++;
  while (reader.at < text.length) {
    skipBlanks(reader);
    const from = reader.at;
    const code = text.charCodeAt(from);
    if (code === 41) {
      reader.at++;
      return;
    }
    if (code === 35) {
      const end = text.indexOf('\n', from);
      reader.at = end < 0 ? text.length : end;
      continue;
    }
    const width = lineBreakAt(text, from);
    if (width > 0) {
      reader.at += width;
      continue;
    }
    const word = readWord(reader);
    if (reader.at === from) reader.at++;
    else into.push(word);
  }
}

/** All that the command binds: what was read before its words, and what `read` and its kin name. */
export function bindingsOfCommand(name: string, words: readonly Word[], read: readonly Binding[]): readonly Binding[] {
  if (name === 'read' || name === 'mapfile' || name === 'readarray')
    return [...prefixed(read, words), ...named(name, words)];
  if (name === 'printf' && plainText(words[1]) === '-v') {
    const [, , target, ...values] = words;
    const text = plainText(target);
    if (target !== undefined && text !== null && NAME.test(text)) {
      return [
        ...prefixed(read, words),
        { name: text, via: name, operator: '=', values, start: target.start, end: target.end },
      ];
    }
  }
  return DECLARATIONS.has(name) ? read : prefixed(read, words);
}

/** `X=… command`: the command alone sees it. */
function prefixed(bindings: readonly Binding[], words: readonly Word[]): readonly Binding[] {
  if (bindings.length === 0 || words.length === 0) return bindings;
  return bindings.map((binding) => ({ ...binding, via: 'prefix' }));
}

function named(via: string, words: readonly Word[]): Binding[] {
  const found: Binding[] = [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index];
    const text = plainText(word) ?? '';
    if (TAKES_WORD.test(text)) index++;
    else if (word !== undefined && NAME.test(text)) {
      found.push({ name: text, via, operator: '=', values: [], start: word.start, end: word.end });
    }
  }
  return found;
}
