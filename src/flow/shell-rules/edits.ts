// What programs that edit texts put into them: `sed -i "s|x|$HF_TOKEN|" config.json`, `yq -i ".token = \"$HF_TOKEN\"" a.yml`.

import type { SimpleCommand, Word } from '../shell/syntax.ts';
import { exposeFile } from './files.ts';
import { rawText } from './names.ts';
import type { Place } from './place.ts';
import { stronger, type Taint } from './taint.ts';
import { type State, taintOfWord, taintOfWords } from './values.ts';

interface Edit {
  readonly name: string;
  readonly words: readonly Word[];
}

const IN_PLACE = /^-[a-zA-Z]*i|^--in-?place/;
/** `s|`, also behind an address or another command. */
const REPLACES = /(?:^|[;{\s/\d$])s([|/#,@!~%+:])/;
/** Lines of sed that are written as they are: `1i a`, `/x/c\a`, `$ a b`. */
const WRITES = /^(?:\d+|\$|\/[^/]*\/)?\s*[aic](?:\\|\s)/;

/** What the command puts into the text it reads; null for others. What it looks for does not count: that is how tokens are taken out. */
export function insertedBy(state: State, { name, words }: Edit): Taint | null {
  const [, ...rest] = words;
  if (name === 'yq') return taintOfWords(state, rest);
  if (name === 'jq') return taintOfWords(state, argumentsOf(rest));
  if (name !== 'sed' && name !== 'perl') return null;
  return rest.reduce<Taint | null>((best, word) => stronger(best, replacementIn(state, word)), null);
}

/** Whether the command writes to its file instead of its output. */
export function isInPlace({ name, words }: Edit): boolean {
  return /^(?:sed|perl|yq)$/.test(name) && words.slice(1).some((word) => IN_PLACE.test(rawText(word)));
}

/** Adds what an edit in place leaves in its file. */
export function exposeEdit(place: Place, state: State, call: Edit, command: SimpleCommand): void {
  const target = call.words.at(-1);
  const taint = isInPlace(call) ? insertedBy(state, call) : null;
  if (taint === null || target === undefined) return;
  exposeFile(place, state, taint, target, command, `${call.name} writes ${taint.source.words}`);
}

/** The values of `--arg name value`, which the program names. */
function argumentsOf(words: readonly Word[]): readonly Word[] {
  return words.filter((_, index) => /^--arg(?:json)?$/.test(rawText(words[index - 2])));
}

function replacementIn(state: State, word: Word): Taint | null {
  const { parts } = word;
  const text = rawText(word);
  const delimiter = REPLACES.exec(text)?.[1];
  if (delimiter === undefined) return WRITES.test(text) ? taintOfWord(state, word) : null;
  let count = 0;
  let best: Taint | null = null;
  for (const part of parts) {
    if (part.kind === 'literal') count += part.text.replace(/\\./g, '').split(delimiter).length - 1;
    else if (count % 3 === 2) best = stronger(best, taintOfWord(state, { ...word, parts: [part] }));
  }
  return best;
}
