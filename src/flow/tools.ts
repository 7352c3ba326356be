// Files of tools that are no CI, and hold commands for a shell all the same: how they are known, and under which keys the commands stand.

import type { Node } from 'yaml';
import { type Embedded, slice, spanOf } from './embedded.ts';
import { dollarsOf, joinedOf, macrosOf, programStep, type Step, scriptOf, stepOf } from './job.ts';
import { parseValue } from './shell/parse.ts';
import { type Insertion, plainWord } from './shell/program.ts';
import type { Word } from './shell/syntax.ts';
import { type Entry, entriesOf, entryOf, itemsOf, textOf, type Yaml } from './yaml.ts';

export interface Tool {
  readonly name: RegExp;
  /** What the text must have, where the name says too little. */
  readonly says?: RegExp;
  /** The path of keys, joined by `/`; places in lists are left out. */
  readonly keys: RegExp;
  /** Whether a list is one command in words; else it is one command an item. */
  readonly isWords?: true;
  /** What is put into the words before they run. */
  readonly insertion?: Insertion;
}

/** `$(NAME)` of Kubernetes; in small letters it is what a shell runs. */
const MACRO = /(?<!\$)\$\(([A-Z_][A-Z0-9_]{0,99})\)/g;
const KUBERNETES: Insertion = { scriptOf: (text) => dollarsOf(macrosOf(text, MACRO)), wordOf: macroWord };

const TOOLS: readonly Tool[] = [
  { name: /(?:^|\/)taskfile(?:\.[\w-]{1,40})?\.ya?ml$/i, keys: /(?:^|\/)cmds?$/ },
  { name: /(?:^|\/)dvc\.ya?ml$/, keys: /(?:^|\/)cmd$/ },
  { name: /(?:^|[/.])dstack\.ya?ml$/, keys: /^(?:commands|init)$/ },
  { name: /(?:^|\/)package\.json$/, keys: /^scripts\/[^\n]/ },
  // SkyPilot.
  { name: /\.ya?ml$/i, says: /^(?:run|setup):[ \t]*[|>]/m, keys: /^(?:run|setup)$/ },
  // Kubernetes.
  { name: /\.ya?ml$/i, says: /^apiVersion:/m, keys: /(?:^|\/)(?:command|args)$/, isWords: true, insertion: KUBERNETES },
];
/** Commands of a container for development, which a shell runs unless they are given in words. */
export const DEVCONTAINER: Tool = {
  name: /devcontainer\.json$/i,
  keys: /^(?:initialize|onCreate|updateContent|postCreate|postStart|postAttach)Command(?:\/[^/]*)?$/,
  isWords: true,
};
const MAX_DEPTH = 30;
const MAX_PATH = 300;

/** The tool whose file it is. */
export function toolOf(name: string, text: string): Tool | null {
  return TOOLS.find((one) => one.name.test(name) && (one.says?.test(text) ?? true)) ?? null;
}

/** Gives the commands in order; those of one key are one script. */
export function stepsOfTool(yaml: Yaml, top: readonly Entry[], tool: Tool, around = '', depth = 0): readonly Step[] {
  // Kubernetes gives `args` to `command`.
  const args = tool.isWords && top.find(({ name }) => name === 'args');
  return top.flatMap((entry) => {
    const path = around === '' ? entry.name : `${around}/${entry.name}`;
    if (path.length > MAX_PATH || depth > MAX_DEPTH) return [];
    const isGiven = args && entry.name === 'command';
    const before = entry === args ? itemsOf(yaml, entryOf(top, 'command')) : [];
    const own = tool.keys.test(path) && !isGiven ? stepsIn(yaml, entry, before, tool) : [];
    const inner = itemsOf(yaml, entry.value).flatMap((item) => {
      const entries = entriesOf(yaml, item);
      return entries.length === 0 ? [] : stepsOfTool(yaml, entries, tool, path, depth + 1);
    });
    return [...own, ...inner];
  });
}

function stepsIn(
  yaml: Yaml,
  { name, value }: Entry,
  before: readonly Node[],
  { isWords, insertion }: Tool,
): readonly Step[] {
  const items = itemsOf(yaml, value);
  if (isWords)
    return items.length === 0 ? [] : [programStep(yaml, stepOf(value, name), [...before, ...items], insertion)];
  const texts = items.flatMap((item) => textOf(yaml, item) ?? []);
  return texts.length === 0 ? [] : [{ ...stepOf(value, name), ...scriptOf(joinedOf(texts), '') }];
}

/** A word in which nothing but such names is expanded. */
function macroWord(embedded: Embedded): Word {
  const { text } = embedded;
  const parts: Word['parts'][number][] = [];
  let from = 0;
  for (const { 0: macro, index } of text.matchAll(MACRO)) {
    const end = index + macro.length;
    parts.push(...plainWord(slice(embedded, from, index)).parts);
    parts.push(...parseValue(macrosOf(slice(embedded, index, end), MACRO)).parts);
    from = end;
  }
  parts.push(...plainWord(slice(embedded, from, text.length)).parts);
  return { kind: 'word', ...spanOf(embedded, 0, text.length), parts };
}
