// The settings of CI and compose files: `env`, `with`, `variables`, `environment`, `args`.

import type { Node } from 'yaml';
import { slice, spanOf } from './embedded.ts';
import { parseValue } from './shell/parse.ts';
import type { Word } from './shell/syntax.ts';
import type { Span } from './syntax.ts';
import { entriesOf, entryOf, itemsOf, spanOfNode, textOf, type Yaml } from './yaml.ts';

/** One entry of `env`, `with`, `variables`, `environment`, `args`… */
export interface Setting extends Span {
  /** `''` for what has no key: `env: ${{ fromJSON(…) }}`. */
  readonly name: string;
  /** `${{ … }}` are templates; `$X` and `${X}` are variables, which GitHub does not put in, but GitLab and compose do. Null for none. */
  readonly value: Word | null;
}

/** The entries of a map of texts; of a list `X=value` and `X`; a text alone is one without a name. GitLab's `value:` is opened. `textIn` reads a text. */
export function settingsOf(yaml: Yaml, node: Node | null, textIn: typeof textOf = textOf): Setting[] {
  const entries = entriesOf(yaml, node);
  if (entries.length > 0) {
    return entries.map(({ name, span, value }) => {
      const text = textIn(yaml, value) ?? textIn(yaml, entryOf(entriesOf(yaml, value), 'value'));
      const { start } = span;
      return {
        name,
        value: text === null ? null : parseValue(text),
        start,
        end: Math.max(span.end, spanOfNode(value).end),
      };
    });
  }
  const items = itemsOf(yaml, node);
  return items.flatMap((item) => {
    const text = textIn(yaml, item);
    if (text === null) return [];
    const { groups } = /^(?<name>[A-Za-z_][\w.-]{0,200})(?<equals>=?)/.exec(text.text) ?? {};
    const span = spanOf(text, 0, text.text.length);
    const from = `${groups?.name ?? ''}${groups?.equals ?? ''}`.length;
    const isPlain = groups !== undefined && (groups.equals === '=' || from === text.text.length);
    if (!isPlain) return [{ name: '', value: parseValue(text), ...span }];
    const value = groups.equals === '=' ? parseValue(slice(text, from, text.text.length)) : null;
    return [{ name: groups.name ?? '', value, ...span }];
  });
}
