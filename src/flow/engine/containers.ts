// Methods of lists and mappings.
import type { Call } from '../syntax.ts';
import { valuesOf } from './mappings.ts';
import type { Site } from './site.ts';
import { variable } from './sources.ts';
import { isSure } from './tests.ts';
import { keysOf, pairsOf } from './turns.ts';
import { Box, boxed, CLEAN, shown, tainted, type Value } from './values.ts';

/** Methods that change the list or mapping they are called on. */
export function changed({ node, scope, object, args, path, name }: Site): Value | null {
  const { box } = object;
  if (path === 'Object.assign' && args[0]?.value.box) {
    for (const { value } of args.slice(1))
      for (const [key, entry] of value.box?.entries ?? []) args[0].value.box.set(key, entry);
    return args[0].value;
  }
  if (path === 'setattr' || path === 'delattr') {
    const [{ value } = { value: CLEAN }, key, given] = args;
    const [first, second] = node.args;
    if (!value.box || !first || !second || !key?.value.text) return null;
    const target = {
      kind: 'attribute',
      object: first.value,
      name: key.value.text,
      start: node.start,
      end: node.end,
    } as const;
    if (isSure(target, value, scope)) value.box.entries.delete(key.value.text);
    if (given) value.box.add(key.value.text, given.value);
    return CLEAN;
  }
  if (!box || box.kind === 'client') return null;
  const all = args.map(({ value }) => value);
  if (/^(?:append|add|push|unshift|insert|appendleft|add_row)$/.test(name))
    for (const value of all) box.add('*', value);
  else if (name === 'extend')
    for (const value of all) for (const entry of value.box?.entries.values() ?? []) box.add('*', entry);
  else if (name === 'update') {
    for (const { name: key, value } of args)
      if (key && !/^\*/.test(key)) box.set(key, value);
      else for (const [inner, entry] of value.box?.entries ?? []) box.set(inner, entry);
  } else if ((name === 'setdefault' || name === 'set') && all[0]?.text && all[1]) box.add(all[0].text, all[1]);
  else if (name === 'pop' && all[0]?.text) {
    const value = box.entries.get(all[0].text) ?? CLEAN;
    box.entries.delete(all[0].text);
    return value;
  } else if (name === 'items' || name === 'entries') return pairsOf(object);
  else if (name === 'values') return valuesOf(box);
  else if (name === 'keys') return keysOf(object);
  else if (name === 'copy') return { ...object, box: box.copy() };
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

/** What is read of the environment by an object that says what: `schema.parse(process.env)`, `cleanEnv(process.env, { HF_TOKEN: str() })`. */
export function parsed({ machine, object, args, node }: Site): Value | null {
  if (machine.language !== 'javascript') return null;
  if (!args.some(({ value }) => value.taints.some(({ label }) => label === 'environment'))) return null;
  const keys = [object, ...args.map(({ value }) => value)].flatMap(({ box }) => [...(box?.entries.keys() ?? [])]);
  const box = new Box('dict');
  for (const key of keys) if (machine.names.isCredential(key)) box.entries.set(key, variable(machine, key, node));
  return box.entries.size > 0 ? boxed(box) : null;
}
