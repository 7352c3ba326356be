// Python's functions that go through what others hold: `enumerate`, `zip`, `map`.
import { positional } from '../machine.ts';
import { atCall } from '../sinks.ts';
import type { Knowledge, Site } from '../site.ts';
import { element, isKeyed, turnsOf } from '../turns.ts';
import { CLEAN, listOf, shown, tupleOf, type Value } from '../values.ts';

/** What they give, as a list of which any entry stands for all; null where turns go by keys. */
export const iterables: Knowledge = {
  isAbout: ({ language, path }) => language !== 'javascript' && /^(?:enumerate|zip|map|functools\.partial)$/.test(path),
  result: iterated,
};

function iterated({ machine, args, path, node }: Site): Value | null {
  const values = args.map(({ value }) => value);
  // What is called later: `say = partial(print, flush=True)`.
  if (path === 'functools.partial') return values[0]?.path && !values[0].code ? values[0] : null;
  if (!values.some((value) => shown(value).length > 0) || values.some((value) => turnsOf(value).some(isKeyed)))
    return null;
  const [first, ...others] = values;
  if (path === 'enumerate' && first) return listOf(tupleOf([CLEAN, element(first)]));
  if (path === 'zip') return listOf(tupleOf(values.map(element)));
  const each = others.map(element);
  if (first?.path) atCall(machine, [first.path], positional(each, node), node);
  if (first?.code) return listOf(machine.invoke(first.code, positional(each, node), node));
  return each[0] && machine.names.has('propagators', first?.path ?? '') ? listOf(each[0]) : null;
}
