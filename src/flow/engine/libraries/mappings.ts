// Objects as mappings, and mappings as texts.
import type { Argument } from '../machine.ts';
import { spread } from '../parameters.ts';
import { unordered } from '../pieces.ts';
import type { Callee, Knowledge, Site } from '../site.ts';
import { isEnvironment, keysOf, listed, pairsOf } from '../turns.ts';
import { Box, boxed, CLEAN, heldIn, shown, type Taint, tainted, union, type Value } from '../values.ts';

/** What gives the keys of a mapping. */
const REORDERED = /^(?:sorted|reversed|set|frozenset)$/;
const LISTS = /^(?:list|tuple|set|frozenset|sorted|reversed|iter)$/;

/** What makes mappings and copies, and what writes them as texts. */
export const mappings: Knowledge = {
  isAbout: (callee) =>
    isDumper(callee) ||
    ['copies', 'collectors', 'mapping-makers'].some((list) => callee.names.has(list, callee.path)) ||
    callee.path.startsWith('Object.') ||
    /^(?:items|entries|keys)$/.test(callee.name),
  result: mapped,
};

const isDumper = ({ names, path, name, isMethod }: Callee): boolean =>
  names.has('dumpers', path) || (isMethod && names.has('dumpers', `*.${name}`));

function mapped(site: Site): Value | null {
  const { names, object, args, path, name } = site;
  const [first] = args;
  if (isDumper(site)) return dumped(site);
  if (names.has('copies', path) && first) return copied(path, first.value);
  if (names.has('collectors', path)) {
    const box = new Box('object', true);
    for (const { name: key, value } of args) if (key && !/^\*/.test(key)) box.add(key, value);
    return boxed(box);
  }
  if (names.has('mapping-makers', path)) {
    const box = new Box('dict', true, first?.value.box?.form);
    for (const { name: key, value } of spread(args))
      if (key) box.add(key, value);
      else for (const [inner, entry] of entriesOf(value)) box.add(inner, entry);
    const loose = args.filter(({ name: key }) => key === null || key === '**');
    return { ...boxed(box), taints: loose.flatMap(({ value }) => value.taints) };
  }
  if (isEnvironment(object) && /^(?:items|entries|keys)$/.test(name))
    return name === 'keys' ? keysOf(object) : pairsOf(object);
  return partsOf(path, first?.value ?? CLEAN);
}

function copied(path: string, value: Value): Value | null {
  const given = LISTS.test(path) ? listed(value) : value;
  if (given !== value) return given;
  if (REORDERED.test(path) && value.box?.kind === 'list') return unordered(value);
  return value.box && { ...value, box: value.box.copy() };
}

/** What `dict(…)` takes: a mapping, or a list of pairs. */
export function entriesOf({ box }: Value): readonly (readonly [string, Value])[] {
  if (box?.kind === 'dict') return [...box.entries];
  return [...(box?.entries.values() ?? [])].flatMap((pair) => {
    const [key, value] = [pair.box?.entries.get('0'), pair.box?.entries.get('1')];
    return value ? [[key?.text ?? '*', value] as const] : [];
  });
}

/** What `Object.entries`, `Object.values` and `Object.keys` give. */
function partsOf(path: string, value: Value): Value | null {
  if (path === 'Object.entries') return pairsOf(value);
  if (path === 'Object.keys') return keysOf(value);
  if (path !== 'Object.values') return null;
  return { ...valuesOf(value.box), taints: value.taints };
}

/** The values of a mapping. */
export function valuesOf(box: Box | null): Value {
  const list = new Box('list');
  for (const entry of box?.entries.values() ?? []) list.add('*', entry);
  return boxed(list);
}

/** A mapping of what an object holds, live for `vars`; else a text. */
function dumped({ machine, names, object, args, path, name, node }: Site): Value {
  const given = path && names.has('dumpers', path) ? args.map(({ value }) => value) : [object];
  const writer = path === 'JSON.stringify' && args[0]?.value.box?.entries.get('toJSON')?.code;
  if (writer) return tainted(shown(machine.invoke(writer, [], node)));
  const values = given.map((value) => selected(value, args));
  const [{ taints } = CLEAN] = values;
  const box = heldIn(values[0] ?? CLEAN);
  const isMapping = names.has('mappings', path) || names.has('mappings', `*.${name}`);
  if (isMapping && box && path === 'vars') return boxed(box.live());
  if (box?.kind === 'client') return CLEAN;
  if (isMapping && box) return { ...boxed(box.copy('dict', box.left)), taints };
  return tainted(values.map((value) => shown(value, true)).reduce<readonly Taint[]>((a, b) => union(a, b), []));
}

/** The object without what `exclude=` names, or with what `include=` does; nothing of it where that is not understood. */
function selected(value: Value, args: readonly Argument[]): Value {
  const filter = args.find(({ name }) => name === 'exclude' || name === 'include');
  const { box, text, isKnown } = filter?.value ?? CLEAN;
  if (!filter || !value.box || (isKnown && !box && text === null)) return value;
  const keys =
    box?.kind === 'dict' ? [...box.entries.keys()] : [...(box?.entries.values() ?? [])].map((key) => key.text);
  if (!box || keys.includes(null) || keys.includes('*')) return CLEAN;
  const isOut = (key: string): boolean => keys.includes(key) === (filter.name === 'exclude');
  return { ...value, box: value.box.copy('object', new Set([...value.box.entries.keys()].filter(isOut))) };
}
