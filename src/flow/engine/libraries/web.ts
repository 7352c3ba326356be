// Objects of the web in JavaScript: headers, addresses and their parameters.
import { isParameter } from '../pieces.ts';
import { atPlace } from '../sinks.ts';
import type { Knowledge, Site } from '../site.ts';
import { Box, boxed, loosened, shown, tainted, UNKNOWN, type Value } from '../values.ts';
import { entriesOf } from './mappings.ts';

const OBJECTS = /^(?:Headers|URL|URLSearchParams)(?:$|\(\)\.(?:set|append|get|delete|toString|toJSON)$)/;

/** What makes them, and their methods. */
export const web: Knowledge = {
  isAbout: ({ language, path }) => language === 'javascript' && OBJECTS.test(path),
  result: (site) => {
    const { path, args } = site;
    const [first] = args;
    if (path === 'Headers') return headersOf(first?.value ?? UNKNOWN);
    if (path === 'URL') return addressOf(site);
    if (path === 'URLSearchParams')
      return { ...boxed(parametersOf(first?.value ?? UNKNOWN)), path: 'URLSearchParams()' };
    return changed(site);
  },
};

/** Names of headers are the same in any case, and come back in lower case. */
function headersOf(value: Value): Value {
  const box = new Box('dict');
  for (const [key, entry] of entriesOf(value)) box.set(key.toLowerCase(), entry);
  return { ...boxed(box), taints: value.taints, path: 'Headers()' };
}

/** Whole, an address shows its parameters; its other parts do not. */
function addressOf({ args }: Site): Value {
  const given = tainted(args.flatMap(({ value }) => shown(value)));
  const parameters = boxed(parametersOf(given));
  const box = new Box('list', true, 'value');
  box.set('href', parameters);
  box.set('search', parameters);
  box.set('searchParams', { ...parameters, path: 'URLSearchParams()' });
  return { ...boxed(box), text: args[0]?.value.text ?? null, path: 'URL()' };
}

function parametersOf(value: Value): Box {
  const box = new Box('list', true, 'value');
  for (const [key, entry] of entriesOf(value)) box.set(key, entry);
  if (!value.box && value.taints.length > 0) box.add('*', value);
  return box;
}

function changed({ machine, object, args: [first, second], name, path, node }: Site): Value | null {
  const { box } = object;
  if (!box) return null;
  if (/^to/.test(name)) return tainted(loosened(shown(object)));
  const text = first?.value.text ?? null;
  const key = text === null ? '*' : path.startsWith('Headers') ? text.toLowerCase() : text;
  if (name === 'get') return box.entries.get(key) ?? UNKNOWN;
  if (name === 'delete') box.entries.delete(key);
  else if (second) {
    if (name === 'set') box.set(key, second.value);
    else box.add(key, second.value);
    const isUrl = node.callee.kind === 'attribute' && node.callee.object.kind === 'attribute';
    if (isUrl && (machine.names.isCredential(key) || isParameter(key)))
      atPlace(machine, 'url-query', second.value, node, 'a URL');
  }
  return UNKNOWN;
}
