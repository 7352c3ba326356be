// What small programs print that a shell gives to another interpreter: `python -c "print(get_token())"`.

import type { Word } from '../shell/syntax.ts';
import { rawText } from './names.ts';
import { stronger, type Taint, taintOf } from './taint.ts';
import { heldBy, type State, taintOfWord } from './values.ts';

const INTERPRETER = /^(?:python[\d.]*|node|deno|bun|ruby|ipython|perl)$/;
const FLAG = /^-\w*[cep]$|^--eval$|^--print$/;
/** With `-n` and `-p` it is about what it reads. */
const PERL_FLAG = /^-[lwW]*[eE]$/;
const PRINT =
  /(?:\bprint|\bsay\b|sys\.stdout\.write|console\.(?:log|info|error|warn|debug)|process\.stdout\.write|\bputs)\s*\(?/;
const SOURCE =
  /(?:os\.environ(?:\.get\(|\[)|os\.getenv\(|environ(?:\.get\(|\[)|getenv\(|ENV\[|ENV\.fetch\()\s*\\?["'](?<quoted>\w{1,100})|\$ENV\{["']?(?<perl>\w{1,100})|sys\.argv\[(?<arg>[1-9])\]|process\.env(?:\.(?<dotted>\w{1,100})|\[["'](?<keyed>\w{1,100}))|(?<call>(?<![\w.])(?:HfFolder\.|huggingface_hub\.|hf\.)?get_token\(\))/g;
const DUMP = /print\(\s*(?:dict\()?\s*os\.environ\s*\)|console\.log\(\s*process\.env\s*\)/;
/** What stands directly before a source and says that only its presence, length or hash is printed. */
const TESTS =
  /(?:\b(?:len|bool|type|hash|isinstance)\(\s*|\b(?:length|defined|exists)[\s(]+|!!\s*|\bif\s+(?:not\s+)?|\bBoolean\(\s*)$/;
const TESTED =
  /^[^;,\n]{0,80}?\)?\s*(?:is\s+(?:not\s+)?None|[!=]==?|\?\s|\bif\b[^;\n]{0,99}\belse\b|\.length\b|\.startswith)/;

/** What awk shows the value of: no length, no comparison. */
const USED =
  /(?<!\b(?:length|substr)\(\s?)(?:ENVIRON\["(?<key>\w{1,100})"\]|\b(?<name>[A-Za-z_]\w{0,99})\b)(?!\s*(?:[=!]=|[~?(]))/g;

/** Gives what `words` print if they start an interpreter with a program on the command line. */
export function codePrints(name: string, words: readonly Word[], state: State, hasContext: boolean): Taint | null {
  if (/^[gmn]?awk$/.test(name)) return awkPrints(words, state);
  if (name === 'jq') return jqPrints(words, state);
  // `uv run`, `docker exec` and the like stand before it.
  const first = words.slice(0, 20).findIndex((word) => INTERPRETER.test(rawText(word).replace(/^.*\//, '')));
  const flag = name === 'perl' ? PERL_FLAG : FLAG;
  const at = words.findIndex((word, index) => index > first && index < first + 8 && flag.test(rawText(word)));
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
    const { quoted, dotted, keyed, perl, call, arg } = match.groups ?? {};
    const variable = quoted ?? dotted ?? keyed ?? perl ?? (arg && `argument ${arg}`) ?? '';
    if (call !== undefined && !/hugging|HfFolder|\bhf\./.test(text)) continue;
    const given = arg === undefined ? heldBy(state, variable, span) : taintOfWord(state, words[at + 1 + Number(arg)]);
    const held = call === undefined ? given : taintOf(1, span, 'get_token()');
    if (held?.shown !== 'whole' || !isPrinted(text, match.index, match[0].length)) continue;
    return taintOf(held.strength, span, call === undefined ? variable : 'get_token()', { origin: 'command' });
  }
  const expanded = taintOfWord(state, program);
  return expanded !== null && /(?:print|log)\(\s*f?\\?["'][^"']{0,200}$/.test(textBefore(program)) ? expanded : null;
}

/** `awk -v t="$X" 'BEGIN { print t }'`, `awk 'BEGIN { print ENVIRON["X"] }'`; what it puts into the text it reads, too. */
function awkPrints(words: readonly Word[], state: State): Taint | null {
  const given = new Map<string, Taint>();
  let at = 1;
  for (let text = rawText(words[at]); text.startsWith('-') && at < 20; text = rawText(words[++at])) {
    if (text === '-f') return null;
    if (/^-[vF]$/.test(text)) at++;
    const taint = text.startsWith('-v') ? taintOfWord(state, words[at]) : null;
    const name = /^(?:-v)?(\w{1,100})=/.exec(rawText(words[at]))?.[1];
    if (taint !== null && name !== undefined) given.set(name, taint);
  }
  const program = words[at];
  if (program === undefined) return null;
  const plain = rawText(program)
    .slice(0, 20_000)
    .replace(/ENVIRON\["\w+"\]|"(?:[^"\\]|\\.)*"?/g, (text) => (text.startsWith('"') ? '""' : text));
  let best: Taint | null = null;
  for (const statement of plain.split(/[;{}\n]/)) {
    const shown = /\bprintf?\b(.*)|\bg?sub\([^,]{0,200},(.*)/.exec(statement);
    for (const { groups } of (shown?.[1] ?? shown?.[2] ?? '').matchAll(USED)) {
      const { key, name = '' } = groups ?? {};
      const held = key === undefined ? null : heldBy(state, key, program);
      const own = held && taintOf(held.strength, program, key ?? '', { origin: 'command', shown: held.shown });
      best = stronger(best, own ?? given.get(name) ?? null);
    }
  }
  return best;
}

/** `env.X` and `$ENV.X`, unless it is asked about only. */
function jqPrints(words: readonly Word[], state: State): Taint | null {
  for (const word of words.slice(1, 20))
    for (const [, name = ''] of rawText(word).matchAll(
      /(?<![.\w])(?:env|\$ENV)\.(\w{1,100})\b(?!\s*(?:[=!]=|\|\s*length))/g,
    )) {
      const held = heldBy(state, name, word);
      if (held !== null) return taintOf(held.strength, word, name, { origin: 'command', shown: held.shown });
    }
  return null;
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
