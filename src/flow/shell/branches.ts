// The heads of loops and the branches of `case`.

import { keywordAt, skipToCommand } from './lines.ts';
import { lineBreakAt, type Reader, skipBlanks, spanFrom } from './reader.ts';
import { type Binding, type Pipeline, plainText, type Word } from './syntax.ts';
import { arithmeticEnd, readWord } from './words.ts';

const LOOP = /[ \t]+(?<name>[A-Za-z_]\w*)\s*(?<in>\bin\b)?/y;

/** ` X in a b`, up to the `;` or the line's end; nothing for `((…))`. */
export function readLoop(reader: Reader, via: string): Binding[] {
  skipBlanks(reader);
  const from = reader.at;
  if (reader.text.startsWith('((', from)) {
    const end = arithmeticEnd(reader.text, from);
    if (end > 0) reader.at = end;
    return [];
  }
  LOOP.lastIndex = Math.max(0, from - 1);
  const groups = LOOP.exec(reader.text)?.groups;
  if (groups === undefined) return [];
  reader.at = LOOP.lastIndex;
  const values = groups.in === undefined ? [] : readPlainWords(reader);
  return [{ name: groups.name ?? '', via, operator: '=', values, ...spanFrom(reader, from) }];
}

function readPlainWords(reader: Reader): Word[] {
  const words: Word[] = [];
  for (;;) {
    skipBlanks(reader);
    const from = reader.at;
    const word = readWord(reader);
    if (reader.at === from) return words;
    words.push(word);
  }
}

/** `word in (a|b) list ;; … esac`. */
export function readCase(reader: Reader, words: Word[]): Pipeline[] {
  const body: Pipeline[] = [];
  skipBlanks(reader);
  words.push(readWord(reader));
  skipToCommand(reader);
  if (keywordAt(reader) === 'in') reader.at += 2;
  reader.open.push('esac');
  while (reader.at < reader.text.length) {
    skipToCommand(reader);
    const keyword = keywordAt(reader);
    if (keyword === 'esac') {
      reader.at += 4;
      break;
    }
    if (keyword !== '' && reader.open.includes(keyword)) break;
    const before = reader.at;
    if (!readPattern(reader)) break;
    for (const pipeline of reader.list(reader, ';;')) body.push(pipeline);
    if (reader.text.charCodeAt(reader.at) === 38) reader.at++;
    if (reader.at === before) reader.at++;
  }
  reader.open.pop();
  return body;
}

/** `(a|"b c")`, with the parenthesis that ends it; false at the text's end. */
function readPattern(reader: Reader): boolean {
  if (reader.text.charCodeAt(reader.at) === 40) reader.at++;
  for (;;) {
    skipBlanks(reader);
    const code = reader.text.charCodeAt(reader.at);
    if (reader.at >= reader.text.length) return false;
    if (code === 41) {
      reader.at++;
      return true;
    }
    if (lineBreakAt(reader.text, reader.at) > 0) return true;
    const from = reader.at;
    const word = readWord(reader);
    if (plainText(word) === 'esac') {
      reader.at = from;
      return true;
    }
    if (reader.at === from) reader.at++;
  }
}
