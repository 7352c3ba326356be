// Methods of lists and mappings.
import type { Call } from '../syntax.ts';
import type { Machine } from './machine.ts';
import type { Site } from './site.ts';
import { variable } from './sources.ts';
import { Box, boxed, CLEAN, join, shown, tainted, type Value } from './values.ts';

/** Methods that change the list or mapping they are called on. */
export function changed({ object, args, path, name }: Site): Value | null {
  const { box } = object;
  if (path === 'Object.assign' && args[0]?.value.box) {
    for (const { value } of args.slice(1))
      for (const [key, entry] of value.box?.entries ?? []) args[0].value.box.put(key, entry);
    return args[0].value;
  }
  if (!box) return null;
  const all = args.map(({ value }) => value);
  if (/^(?:append|add|push|unshift|insert|appendleft)$/.test(name)) for (const value of all) box.add('*', value);
  else if (name === 'extend')
    for (const value of all) for (const entry of value.box?.entries.values() ?? []) box.add('*', entry);
  else if (name === 'update') {
    for (const { name: key, value } of args)
      if (key && !/^\*/.test(key)) box.add(key, value);
      else for (const [inner, entry] of value.box?.entries ?? []) box.add(inner, entry);
  } else if ((name === 'setdefault' || name === 'set') && all[0]?.text && all[1]) box.add(all[0].text, all[1]);
  else if (name === 'pop' && all[0]?.text) {
    const value = box.entries.get(all[0].text) ?? CLEAN;
    box.entries.delete(all[0].text);
    return value;
  } else if (name === 'items' || name === 'entries') {
    const pair = new Box('list');
    pair.add('0', CLEAN);
    for (const entry of box.entries.values()) pair.add('1', entry);
    const list = new Box('list');
    list.add('*', boxed(pair));
    return boxed(list);
  } else if (name === 'values') {
    const list = new Box('list');
    for (const entry of box.entries.values()) list.add('*', entry);
    return boxed(list);
  } else if (name === 'keys') return CLEAN;
  else if (name === 'copy') return object;
  else return null;
  return CLEAN;
}

/** What `JSON.stringify` gives of a value beside a second argument: the entries that it lists; a function is there to hide some. */
export function replaced(value: Value, by: Value, node: Call): Value | null {
  if (node.args[1]?.value.kind === 'literal' || (by.isKnown && !by.box && !by.code)) return null;
  const keys = by.box?.kind === 'list' ? [...by.box.entries.values()].map(({ text }) => text) : [];
  const picked = new Box('dict');
  for (const key of keys) {
    const entry = key !== null && value.box?.entries.get(key);
    if (entry) picked.entries.set(key, entry);
  }
  return tainted(shown(boxed(picked)));
}

/** What iterating over a value gives each time; what it holds of unknown things is certain to be no credential. */
export function element(value: Value): Value {
  const { box } = value;
  if (!box || box.kind === 'object') return CLEAN;
  if (box.kind === 'dict') return CLEAN;
  let all: Value | null = null;
  for (const entry of box.entries.values()) all = all ? join(all, entry) : entry;
  return all ?? CLEAN;
}

/** The same; of names of variables that of a credential. */
export function elementOf({ names }: Machine, value: Value): Value {
  const texts = value.box?.kind === 'list' ? [...value.box.entries.values()].map(({ text }) => text ?? '') : [];
  const secret = texts.find(names.isCredential);
  return secret === undefined ? element(value) : { ...element(value), text: secret };
}

/** What is read of the environment by an object that says what: `schema.parse(process.env)`, `cleanEnv(process.env, { HF_TOKEN: str() })`. */
export function parsed({ machine, object, args, node }: Site): Value | null {
  const isEnvironment = args.some(({ value }) => value.taints.some(({ label }) => label === 'environment'));
  if (!isEnvironment || machine.language !== 'javascript') return null;
  const keys = [object, ...args.map(({ value }) => value)].flatMap(({ box }) => [...(box?.entries.keys() ?? [])]);
  const box = new Box('dict');
  for (const key of keys) if (machine.names.isCredential(key)) box.entries.set(key, variable(machine, key, node));
  return box.entries.size > 0 ? boxed(box) : null;
}
