// Functions that are handed to methods of lists and promises: `map`, `forEach`, `filter`, `reduce`, `then`.
import { type Machine, positional } from '../machine.ts';
import { Scope } from '../scopes.ts';
import { atCall } from '../sinks.ts';
import type { Knowledge, Site } from '../site.ts';
import { decided, element, inTurns, turnsOf } from '../turns.ts';
import { Box, boxed, type Code, shown, UNKNOWN, type Value } from '../values.ts';

const MAX_WALKED = 200;

/** Functions get what the value holds, turn by turn; what `then` gets of them, it gives. */
export const callbacks: Knowledge = {
  isAbout: ({ name }) => /^(?:map|forEach|filter|flatMap|reduce|then)$/.test(name),
  result: callBack,
};

function callBack({ machine, object, args, name, node }: Site): Value | null {
  const { code, path } = args[0]?.value ?? UNKNOWN;
  const { box } = object;
  if (path === 'Boolean' && name === 'filter' && box?.kind === 'list') return object;
  // `[token].forEach(console.log)`
  const given =
    name === 'then' ? object : box?.kind === 'list' && /^(?:map|forEach)$/.test(name) ? element(object) : null;
  if (!code && path && given) atCall(machine, [path], positional([given], node), node);
  if (!code) return null;
  const give = (...values: readonly Value[]): Value => machine.invoke(code, positional(values, node), node);
  const isTelling = (value: Value): boolean => shown(value).length > 0;
  if (name === 'then') return isTelling(object) ? give(object) : null;
  if (box?.kind !== 'list' || box.entries.size > MAX_WALKED) return null;
  const turns = turnsOf(object, machine.names.isCredential);
  if (!turns.some((one) => one.isKey || isTelling(one) || machine.names.isCredential(one.text ?? ''))) return null;
  const list = new Box('list');
  let sum = args[1]?.value ?? UNKNOWN;
  inTurns(machine, turns, (one, index) => {
    if (name === 'filter') {
      if (isKept(machine, code, one)) list.add(String(index), one);
    } else if (name === 'reduce') sum = give(sum, one);
    else {
      const made = give(one);
      list.add(String(index), name === 'flatMap' && made.box ? element(made) : made);
    }
  });
  if (name === 'reduce') return sum;
  return name !== 'forEach' && [...list.entries.values()].some(isTelling) ? boxed(list) : null;
}

/** Whether a filter that is one expression may leave the entry whose turn it is. */
function isKept(machine: Machine, { parameters, body, scope }: Code, one: Value): boolean {
  const [first] = body;
  const test = first?.kind === 'exit' && first.keyword === 'return' ? first.values[0] : undefined;
  if (!test) return true;
  const inner = new Scope(scope, 'function');
  if (parameters[0]) machine.bind(parameters[0].target, one, inner, true);
  const decision = decided(machine, test, inner);
  return decision !== false && decision !== 'open';
}
