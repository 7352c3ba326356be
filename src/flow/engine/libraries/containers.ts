// Methods of lists and mappings.
import { holderOf, isOptions } from '../holders.ts';
import type { Knowledge, Site } from '../site.ts';
import { isSure } from '../tests.ts';
import { keysOf, pairsOf } from '../turns.ts';
import { Box, boxed, CLEAN, shown, type Value } from '../values.ts';
import { valuesOf } from './mappings.ts';

const ADD = /^(?:append|add|push|unshift|insert|appendleft|add_row)$/;
const READ = /^(?:extend|update|setdefault|set|pop|items|entries|_get_kwargs|values|keys|copy)$/;
/** What leaves the entries of a list at other places. */
const MOVES = /^(?:pop|popleft|remove|sort|reverse|rotate|splice|shift)$/;

/** Methods that change the list or mapping they are called on, or give what is in it. */
export const containers: Knowledge = {
  isAbout: ({ path, name }) =>
    /^(?:Object\.assign|setattr|delattr|random\.shuffle)$/.test(path) ||
    [ADD, READ, MOVES].some((one) => one.test(name)),
  result: changed,
};

function changed(site: Site): Value | null {
  const { language, node, scope, object, args, path, name } = site;
  if (path === 'Object.assign' && args[0]?.value.box) {
    for (const { value } of args.slice(1))
      for (const [key, entry] of value.box?.entries ?? []) args[0].value.box.set(key, entry);
    return args[0].value;
  }
  if (path === 'Object.assign') return assigned(site);
  if (path === 'random.shuffle') {
    if (args[0]?.value.box?.kind === 'list') args[0].value.box.add('*', CLEAN);
    return CLEAN;
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
  const box = object.box ?? heldFrom(site);
  if (!box || box.kind === 'client') return null;
  const all = args.map(({ value }) => value);
  if (box.kind === 'list' && MOVES.test(name)) box.add('*', CLEAN);
  if (ADD.test(name)) for (const value of all) box.add('*', value);
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
  } else if (/^(?:items|entries|_get_kwargs)$/.test(name)) return pairsOf(object);
  else if (name === 'values') return valuesOf(box);
  else if (name === 'keys') return keysOf(object);
  else if (language === 'javascript' && /^(?:sort|reverse)$/.test(name)) return object;
  else if (name === 'copy') return { ...object, box: box.copy() };
  else return null;
  return CLEAN;
}

/** `Object.assign(config, { hfToken })`, of an object that nothing was known of. */
function assigned({ machine, node, scope, args }: Site): Value | null {
  const target = node.args[0]?.value;
  const box = new Box('dict');
  for (const { value } of args.slice(1)) for (const [key, entry] of value.box?.entries ?? []) box.set(key, entry);
  const made = boxed(box);
  if (!target || shown(made).length === 0) return null;
  if (target.kind === 'name') machine.bind(target, made, scope, false);
  return made;
}

/** What something unknown holds that is given a credential: `cfg.update({ 'hf_token': token })`. */
function heldFrom({ machine, node, scope, object, args, name }: Site): Box | null {
  if (!/^(?:update|setdefault)$/.test(name) || node.callee.kind !== 'attribute' || machine.language === 'javascript')
    return null;
  const { object: holder } = node.callee;
  const isNamed = name === 'setdefault' || isOptions(machine, holder, object);
  const isHeld = args.some((arg) => (arg.value.box || (isNamed && arg.name !== '**')) && shown(arg.value).length > 0);
  return isHeld ? holderOf(machine, holder, false, scope) : null;
}
