// Objects as mappings, and mappings as texts.
import type { Argument, Machine } from './machine.ts';
import { keysOf, pairsOf } from './turns.ts';
import { Box, boxed, CLEAN, heldIn, shown, type Taint, tainted, union, type Value } from './values.ts';

/** What `dict(…)` takes: a mapping, or a list of pairs. */
export function entriesOf({ box }: Value): readonly (readonly [string, Value])[] {
  if (box?.kind === 'dict') return [...box.entries];
  return [...(box?.entries.values() ?? [])].flatMap((pair) => {
    const [key, value] = [pair.box?.entries.get('0'), pair.box?.entries.get('1')];
    return value ? [[key?.text ?? '*', value] as const] : [];
  });
}

/** What `Object.entries`, `Object.values` and `Object.keys` give. */
export function partsOf(path: string, value: Value): Value | null {
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
export function dumped(machine: Machine, path: string, name: string, values: readonly Value[]): Value {
  const [{ taints } = CLEAN] = values;
  const box = heldIn(values[0] ?? CLEAN);
  if (box?.kind === 'client') return CLEAN;
  const isMapping = machine.names.has('mappings', path) || machine.names.has('mappings', `*.${name}`);
  if (isMapping && box && path === 'vars') return boxed(box.live());
  if (isMapping && box) return { ...boxed(box.copy('dict', box.left)), taints };
  return tainted(values.map((value) => shown(value, true)).reduce<readonly Taint[]>((a, b) => union(a, b), []));
}

/** The object without what `exclude=` names, or with what `include=` does; nothing of it where that is not understood. */
export function selected(value: Value, args: readonly Argument[]): Value {
  const filter = args.find(({ name }) => name === 'exclude' || name === 'include');
  const { box, text, isKnown } = filter?.value ?? CLEAN;
  if (!filter || !value.box || (isKnown && !box && text === null)) return value;
  const keys =
    box?.kind === 'dict' ? [...box.entries.keys()] : [...(box?.entries.values() ?? [])].map((key) => key.text);
  if (!box || keys.includes(null) || keys.includes('*')) return CLEAN;
  const isOut = (key: string): boolean => keys.includes(key) === (filter.name === 'exclude');
  return { ...value, box: value.box.copy('object', new Set([...value.box.entries.keys()].filter(isOut))) };
}

/** What a text takes from a mapping by name: `{model}`, `%(model)s`; all of it where the text is not known. */
export function filledIn(text: string | null, value: Value): Value {
  if (value.box?.kind !== 'dict' || text === null) return value;
  const unused = [...value.box.entries.keys()].filter(
    (key) => !text.includes(`{${key}`) && !text.includes(`%(${key})`),
  );
  return unused.includes('*') ? value : { ...value, box: value.box.copy('dict', new Set(unused)) };
}
