// Goes through what a value holds: each entry with a credential has a turn of its own, in which tests of its key are decided.
import { visit } from '../nodes.ts';
import type { Expression } from '../syntax.ts';
import type { Machine } from './machine.ts';
import type { Scope } from './scopes.ts';
import { Box, boxed, CLEAN, join, shown, tupleOf, UNKNOWN, type Value } from './values.ts';

/** More entries with credentials share the turn of the others. */
const MAX_TURNS = 6;

/** `decided` where the key is tested in a way that is not understood. */
export type Decision = boolean | 'open' | null;

/** Of all variables, one that holds a credential stands for those that do. */
const ONE = 'HF_TOKEN';

/** Whether it is the environment, whole. */
export const isEnvironment = ({ taints }: Value): boolean => taints.some(({ label }) => label === 'environment');

const keyed = (text: string): Value => ({ ...CLEAN, text, isKey: true });
const ANY: Value = { ...keyed(ONE), isAny: true };

/** What `items()` of a mapping gives: pairs of keys and values. */
export function pairsOf({ box, taints }: Value): Value {
  const pairs = new Box('list');
  for (const [key, value] of box?.entries ?? [])
    if (key !== '*' && shown(value).length > 0) pairs.add(key, tupleOf([keyed(key), value]));
    else pairs.add('*', tupleOf([CLEAN, value]));
  if (taints.length > 0) pairs.add(ONE, tupleOf([ANY, { ...CLEAN, taints }]));
  return boxed(pairs);
}

/** The keys of a mapping. */
export function keysOf(of: Value): Value {
  const keys = new Box('list');
  for (const [key, value] of of.box?.entries ?? [])
    if (key === '*' || shown(value).length === 0) keys.add('*', CLEAN);
    else keys.add(key, keyed(key));
  if (isEnvironment(of)) keys.add(ONE, ANY);
  return boxed(keys);
}

/** What going through all of `value` gives: of a mapping, and of the environment, the keys. */
export function listed(value: Value): Value {
  const { box } = value;
  const isMapping = box ? box.kind === 'dict' : isEnvironment(value);
  return isMapping ? keysOf(value) : value;
}

/** What iterating over a value gives, turn by turn; what it holds of unknown things is certain to be no credential. Of several texts one that is preferred. */
export function turnsOf(value: Value, isPreferred: (text: string) => boolean = () => false): readonly Value[] {
  const { box } = listed(value);
  if (!box || /^(?:object|client)$/.test(box.kind)) return [CLEAN];
  const own: Value[] = [];
  let others: Value | null = null;
  for (const entry of box.entries.values())
    if (own.length < MAX_TURNS && isKeyed(entry)) own.push(entry);
    else
      others = others ? { ...join(others, entry), ...(isPreferred(entry.text ?? '') && { text: entry.text }) } : entry;
  return others || own.length === 0 ? [...own, others ?? CLEAN] : own;
}

/** Calls `go` for each turn. */
export function inTurns(machine: Machine, turns: readonly Value[], go: (one: Value, index: number) => void): void {
  for (const [index, one] of turns.entries()) {
    const by = isKeyed(one) ? 1 : 0;
    machine.turns += by;
    go(one, index);
    machine.turns -= by;
  }
}

/** Whether an entry has a turn of its own: it is a key, or a pair with one. */
export const isKeyed = ({ isKey, box }: Value): boolean => isKey === true || box?.entries.get('0')?.isKey === true;

/** The same, as one value. */
export function element(value: Value): Value {
  if (value.box?.kind !== 'list') return CLEAN;
  return turnsOf(value).reduce(join);
}

/** Whether `test` holds for the key whose turn it is: `k != 'hf_token'`, `'token' in k.lower()`; null if it is not about one. */
export function decided(machine: Machine, test: Expression, scope: Scope): Decision {
  if (machine.turns === 0) return null;
  if (test.kind === 'operation') {
    const { operator, operands } = test;
    const [first, second] = operands;
    if (first && (operator === 'not' || operator === '!')) return opposite(decided(machine, first, scope));
    if (/^(?:and|&&|or|\|\|)$/.test(operator)) {
      const all = operands.map((one) => decided(machine, one, scope));
      const end = operator === 'or' || operator === '||';
      if (all.includes(end)) return end;
      if (all.includes('open')) return 'open';
      return all.includes(null) ? null : !end;
    }
    if (first && second && operands.length === 2) {
      const is = compared(machine, operator.replace(/^(?:not |!)/, ''), first, second, scope);
      if (is !== null) return /^(?:not|!)/.test(operator) ? !is : is;
    }
  }
  if (test.kind === 'call' && test.callee.kind === 'attribute' && test.args.length === 1) {
    const key = keyOf(machine, test.callee.object, scope);
    const words = test.args[0] ? wordsOf(machine, test.args[0].value, scope) : null;
    if (key !== null && words && /^startswith$/i.test(test.callee.name)) return words.some((w) => key.startsWith(w));
    if (key !== null && words && /^endswith$/i.test(test.callee.name)) return words.some((w) => key.endsWith(w));
  }
  if (keyOf(machine, test, scope) !== null || isSet(machine, test, scope)) return true;
  return isAboutKey(test, scope) ? 'open' : null;
}

/** `process.env[k]`, `process.env.hasOwnProperty(k)`: the variable whose turn it is is set. */
function isSet(machine: Machine, test: Expression, scope: Scope): boolean {
  const isOne = (node: Expression): boolean => isEnvironment(machine.evaluate(node, scope));
  if (test.kind !== 'call') return test.kind === 'subscript' && isOne(test);
  const { callee, args } = test;
  return (
    callee.kind === 'attribute' &&
    /^hasOwn|^call$/.test(callee.name) &&
    [callee.object, ...args.map(({ value }) => value)].some(isOne)
  );
}

const opposite = (decision: Decision): Decision => (typeof decision === 'boolean' ? !decision : decision);

function compared(machine: Machine, operator: string, a: Expression, b: Expression, scope: Scope): boolean | null {
  const [left, right] = [keyOf(machine, a, scope), keyOf(machine, b, scope)];
  const others = left === null ? wordsOf(machine, a, scope) : wordsOf(machine, b, scope);
  const key = left ?? right;
  if (key === null || !others) return null;
  if (/^={1,3}$/.test(operator)) return others.length === 1 && others[0] === key;
  if (operator !== 'in') return null;
  return left === null ? others.some((one) => key.includes(one)) : others.includes(key);
}

/** The key that an expression gives, `k.lower()` too. */
function keyOf(machine: Machine, node: Expression, scope: Scope): string | null {
  if (node.kind === 'name' || node.kind === 'subscript' || node.kind === 'attribute') {
    const { isKey, text } = machine.evaluate(node, scope);
    return isKey ? text : null;
  }
  if (node.kind !== 'call') return null;
  const { callee, args } = node;
  if (callee.kind === 'name' && callee.name === 'str' && args[0]) return keyOf(machine, args[0].value, scope);
  if (callee.kind !== 'attribute' || args.length > 0) return null;
  const key = keyOf(machine, callee.object, scope);
  if (key === null) return null;
  if (/^(?:lower|casefold|toLowerCase)$/.test(callee.name)) return key.toLowerCase();
  if (/^(?:upper|toUpperCase)$/.test(callee.name)) return key.toUpperCase();
  return /^(?:l?strip|trim)$/.test(callee.name) ? key : null;
}

/** Literal texts: one, or those in a list. */
function wordsOf(machine: Machine, node: Expression, scope: Scope): readonly string[] | null {
  if (node.kind === 'text' && (node.parts.length !== 1 || typeof node.parts[0] !== 'string')) return null;
  const { text, box, isKey } = machine.evaluate(node, scope);
  if (!box) return isKey ? null : text === null ? null : [text];
  if (box.entries.has('*')) return null;
  if (box.kind === 'dict') return [...box.entries.keys()];
  const words = [...box.entries.values()].map((entry) => entry.text);
  return words.every((word) => word !== null) ? words : null;
}

function isAboutKey(test: Expression, scope: Scope): boolean {
  let is = false;
  visit([test], (node) => {
    if (node.kind !== 'name') return;
    is ||= isKeyed(scope.lookup(node.name) ?? UNKNOWN);
  });
  return is;
}
