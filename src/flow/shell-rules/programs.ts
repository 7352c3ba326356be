// What small programs print that a shell gives to another interpreter: `python -c "print(get_token())"`.

import type { Word } from '../shell/syntax.ts';
import { rawText } from './names.ts';
import { type Taint, taintOf } from './taint.ts';
import { heldBy, type State, taintOfWord } from './values.ts';

const INTERPRETER = /^(?:python[\d.]*|node|deno|bun|ruby|ipython)$/;
const FLAG = /^-\w*[cep]$|^--eval$|^--print$/;
/** What runs another program in an environment of its own. */
const LAUNCHER = /^(?:uv|poetry|pipenv|pdm|hatch|rye|conda|mamba|micromamba|docker|podman|kubectl|srun|xvfb-run)$/;
const PRINT =
  /(?:\bprint|sys\.stdout\.write|console\.(?:log|info|error|warn|debug)|process\.stdout\.write|\bputs)\s*\(?/;
const SOURCE =
  /(?:os\.environ(?:\.get\(|\[)|os\.getenv\(|environ(?:\.get\(|\[)|getenv\(|ENV\[|ENV\.fetch\()\s*\\?["'](?<quoted>\w{1,100})|process\.env(?:\.(?<dotted>\w{1,100})|\[["'](?<keyed>\w{1,100}))|(?<call>(?<![\w.])(?:HfFolder\.|huggingface_hub\.|hf\.)?get_token\(\))/g;
const DUMP = /print\(\s*(?:dict\()?\s*os\.environ\s*\)|console\.log\(\s*process\.env\s*\)/;
/** What stands directly before a source and says that only its presence, length or hash is printed. */
const TESTS = /(?:\b(?:len|bool|type|hash|isinstance)\(\s*|!!\s*|\bif\s+(?:not\s+)?|\bBoolean\(\s*)$/;
const TESTED =
  /^[^;,\n]{0,80}?\)?\s*(?:is\s+(?:not\s+)?None|[!=]==?|\?\s|\bif\b[^;\n]{0,99}\belse\b|\.length\b|\.startswith|\.empty\?|\.nil\?)/;

/** Gives what `words` print if they start an interpreter with a program on the command line. */
export function codePrints(name: string, words: readonly Word[], state: State, hasContext: boolean): Taint | null {
  const ahead = words.slice(0, LAUNCHER.test(name) ? 20 : 1);
  const first = ahead.findIndex((word) => INTERPRETER.test(rawText(word).replace(/^.*\//, '')));
  const at = words.findIndex((word, index) => index > first && index < first + 8 && FLAG.test(rawText(word)));
  const program = first < 0 || at < 0 ? undefined : words[at + 1];
  if (program === undefined) return null;
  const text = rawText(program).slice(0, 20_000);
  const isPrinting = PRINT.test(text) || /^-\w*p$|^--print$/.test(rawText(words[at]));
  if (!isPrinting) return null;
  const span = { start: program.start, end: program.end };
  if (hasContext && DUMP.test(text)) {
    return taintOf(1, span, `all variables (${name})`, { origin: 'command', shown: 'environment' });
  }
  for (const match of text.matchAll(SOURCE)) {
    const { quoted, dotted, keyed, call } = match.groups ?? {};
    const variable = quoted ?? dotted ?? keyed ?? '';
    if (call !== undefined && !/hugging|HfFolder|\bhf\./.test(text)) continue;
    const held = call === undefined ? heldBy(state, variable, span) : taintOf(1, span, 'get_token()');
    if (held?.shown !== 'whole' || !isPrinted(text, match.index, match[0].length)) continue;
    return taintOf(held.strength, span, call === undefined ? variable : 'get_token()', { origin: 'command' });
  }
  const expanded = taintOfWord(state, program);
  return expanded !== null && /(?:print|log)\(\s*f?\\?["'][^"']{0,200}$/.test(textBefore(program)) ? expanded : null;
}

/** Whether the source stands in a print, or in a variable that does. */
function isPrinted(text: string, start: number, length: number): boolean {
  const before = text.slice(Math.max(0, start - 300), start);
  const behind = text.slice(start + length, start + length + 120);
  const statement = before.slice(Math.max(before.lastIndexOf(';'), before.lastIndexOf('\n')) + 1);
  if (TESTS.test(statement) || TESTED.test(behind)) return false;
  if (PRINT.test(statement)) return !/\b(?:len|bool|mask|hash\w*|sha\d+)\([^)]*$/.test(statement);
  const variable = /(?:^|\s)(?:const |let |var )?(\w{1,60})\s*=\s*$/.exec(statement)?.[1];
  if (variable === undefined)
    return /^\s*$/.test(statement) && text.trim().startsWith(text.slice(start, start + 4)) && !/print|log/.test(text);
  return new RegExp(`(?:print|log|write)\\(\\s*(?:f?["'][^"']{0,80}["{,]\\s*)?${variable}\\s*[)},]`).test(
    behind + text.slice(start),
  );
}

/** The text of the program up to the first variable of the shell. */
function textBefore(program: Word): string {
  const index = program.parts.findIndex(({ kind }) => kind === 'variable' || kind === 'template');
  return rawText({ ...program, parts: program.parts.slice(0, Math.max(0, index)) });
}
