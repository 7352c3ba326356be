// What unknown things become that a credential is stored into, mappings or objects with fields, and under which key.
import type { Expression } from '../syntax.ts';
import type { Machine } from './machine.ts';
import { dottedName } from './outlook.ts';
import type { Scope } from './scopes.ts';
import { Box, boxed, heldIn, UNKNOWN, type Value } from './values.ts';

/** Parts of parts that are stored into. */
const MAX_DEPTH = 5;

/**
 * What `node` holds, where something is stored into it as a field or an entry: something unknown that has a name becomes a mapping, and so does what
 * it is a part of, `config.headers.Authorization = t`. Null for what is known to be something else.
 */
export function holderOf(machine: Machine, node: Expression, isField: boolean, scope: Scope, depth = 0): Box | null {
  const value = machine.evaluate(node, scope);
  const held = heldIn(value);
  if (held || value.taints.length > 0 || depth > MAX_DEPTH || isElse(machine, node, value)) return held;
  const isPart = node.kind === 'attribute' || node.kind === 'subscript';
  if (!isPart && node.kind !== 'name') return null;
  const holder = isPart ? holderOf(machine, node.object, node.kind === 'attribute', scope, depth + 1) : null;
  if (isPart && !holder) return null;
  // Printing an object of Python shows no fields, but printing options does.
  const isShown = !isField || machine.language === 'javascript' || holder?.kind === 'dict';
  const box = isShown || isOptions(machine, node, value) ? new Box('dict') : new Box('object', false);
  if (node.kind === 'name') {
    const before = scope.lookup(node.name) ?? UNKNOWN;
    scope.bind(node.name, { ...before, ...boxed(box), path: before.path });
  } else {
    const key = node.kind === 'attribute' ? node.name : textOf(machine, node.index, scope);
    holder?.add(key ?? '*', { ...value, ...boxed(box), path: value.path });
  }
  return box;
}

/** The literal content of a key: `'a'`, a constant, and a name in an object literal. */
export function textOf(machine: Machine, key: Expression, scope: Scope): string | null {
  if (key.kind === 'text' && key.parts.length === 1 && typeof key.parts[0] === 'string') return key.parts[0];
  if (key.kind === 'literal') return key.value;
  return key.kind === 'name' || key.kind === 'attribute' ? machine.evaluate(key, scope).text : null;
}

/** Whether `node` is called what people call options, or part of such, or was loaded from a file or a command line. */
export function isOptions({ names }: Machine, node: Expression, { path }: Value): boolean {
  const parts = (dottedName(node) ?? '').split('.');
  return isLoaded(names, path) || parts.some((part) => names.matches('options', part));
}

/** Whether what is called so came from a file or a command line. */
export const isLoaded = (names: Machine['names'], path: string | null): boolean =>
  path?.endsWith('()') === true &&
  (names.has('loaders', path.slice(0, -2)) || names.has('loaders', `*${path.slice(path.lastIndexOf('.'), -2)}`));

/** What a library has made has content of its own; so has what shows or keeps what is stored in it. */
function isElse({ names }: Machine, node: Expression, { path }: Value): boolean {
  if (path === null) return false;
  const isMade = node.kind === 'name' && path.includes('.') && !isLoaded(names, path);
  return isMade || names.isWatched(path) || names.has('visitors', path);
}
