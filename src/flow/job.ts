// Jobs of CI and their steps, whatever system they are of.

import type { Node } from 'yaml';
import { type Embedded, embed, slice, spanOf, weave } from './embedded.ts';
import type { Setting } from './settings.ts';
import { parseShell, parseValue } from './shell/parse.ts';
import { type Insertion, parseProgram } from './shell/program.ts';
import type { Pipeline } from './shell/syntax.ts';
import type { Span } from './syntax.ts';
import { type Entry, entryOf, itemsOf, spanOfNode, textOf, type Yaml } from './yaml.ts';

/** A step of GitHub, a script of GitLab, a command of compose. */
export interface Step extends Span {
  readonly id: string;
  readonly name: string;
  /** The action: `actions/upload-artifact@v4`; else `''`. */
  readonly uses: string;
  /** As written, that of the defaults too: `bash -x {0}`, `python`; `''` if none is named. `javascript` of `actions/github-script`. */
  readonly shell: string;
  readonly env: readonly Setting[];
  readonly inputs: readonly Setting[];
  /** What runs, for other shells too; null for an action without code in it. */
  readonly script: Embedded | null;
  /** Of the script, if a shell runs it. */
  readonly pipelines: readonly Pipeline[];
}

/** A job, a service, or a composite action (`runs`). */
export interface Job extends Span {
  readonly name: string;
  /** The reusable workflow; else `''`. */
  readonly uses: string;
  readonly env: readonly Setting[];
  /** `with` of a reusable workflow. */
  readonly inputs: readonly Setting[];
  /** `secrets` of a reusable workflow; `secrets: inherit` is the name `inherit` without a value. */
  readonly secrets: readonly Setting[];
  readonly outputs: readonly Setting[];
  /** `build.args` of compose. */
  readonly buildArgs: readonly Setting[];
  readonly steps: readonly Step[];
  /** Jobs in it, for which its `env` holds too. */
  readonly inner: readonly Job[];
}

const SHELL = /^(?:\/\S*\/)?(?:ba|z|da|a|k)?sh(?:\.exe)?(?:\s|$)/;
const TRACED = /\s-\w*x|xtrace/;

/** A job of which nothing but its name and place is known. */
export function jobOf({ name, span, value }: Entry): Job {
  const end = Math.max(span.end, spanOfNode(value).end);
  return {
    name,
    uses: '',
    env: [],
    inputs: [],
    secrets: [],
    outputs: [],
    buildArgs: [],
    steps: [],
    inner: [],
    start: span.start,
    end,
  };
}

/** A step of which nothing but its name and place is known. */
export function stepOf(node: Node | null, name: string): Step {
  return { id: '', name, uses: '', shell: '', env: [], inputs: [], script: null, pipelines: [], ...spanOfNode(node) };
}

/** What runs a script, if a shell does. */
export function scriptOf(script: Embedded | null, shell: string): Pick<Step, 'script' | 'pipelines'> {
  const isShell = shell === '' || SHELL.test(shell);
  return { script, pipelines: script !== null && isShell ? parseShell(script, { isTraced: TRACED.test(shell) }) : [] };
}

/** Lists of commands as one script. */
export function joinedOf(texts: readonly Embedded[]): Embedded {
  const woven = weave();
  for (const text of texts) {
    woven.append(text);
    woven.addFixed('\n', Math.max(0, spanOf(text, 0, text.text.length).end - 1));
  }
  return woven.end();
}

/** The text of a key; `''` if there is none. */
export function plain(yaml: Yaml, entries: readonly Entry[], name: string): string {
  return textOf(yaml, entryOf(entries, name))?.text ?? '';
}

/** Of compose. */
const COMPOSE: Insertion = { scriptOf: dollarsOf, wordOf: parseValue };

/** What a key names: a list is run as it is, behind `program` if one is given, a text is split into words; `CMD-SHELL` of a health check is a shell's. */
export function commandStep(yaml: Yaml, name: string, node: Node | null, program = ''): Step {
  return programStep(yaml, stepOf(node, name), itemsOf(yaml, node), COMPOSE, program);
}

/** The same of words that may stand apart. */
export function programStep(yaml: Yaml, step: Step, nodes: readonly Node[], insertion?: Insertion, program = ''): Step {
  const texts = nodes.map((item) => textOf(yaml, item)).filter((text) => text !== null);
  const [first, second] = texts;
  const isAlone = texts.length === 1 && program === '';
  const script = isAlone ? first : first?.text === 'CMD-SHELL' ? second : undefined;
  if (script) return { ...step, ...scriptOf(insertion?.scriptOf(script) ?? script, '') };
  const words = first?.text === 'CMD' ? texts.slice(1) : texts;
  const own = program === '' ? [] : [embed(program, step.start)];
  return { ...step, pipelines: parseProgram([...own, ...words], insertion) };
}

/** `$(NAME)`, which is put in before a shell sees it, is `${NAME}`: as long as it is. */
export const macrosOf = (text: Embedded, macro: RegExp): Embedded => ({
  ...text,
  text: text.text.replace(macro, (_, name: string) => `\${${name}}`),
});

/** `$$` is written for a dollar that is left to the container. */
export function dollarsOf(text: Embedded): Embedded {
  if (!text.text.includes('$$')) return text;
  const woven = weave();
  let from = 0;
  for (let at = text.text.indexOf('$$'); at >= 0; at = text.text.indexOf('$$', at + 2)) {
    woven.append(slice(text, from, at));
    from = at + 1;
  }
  woven.append(slice(text, from, text.text.length));
  return woven.end();
}
