// Follows values through expressions.
import type { Attribute, Comprehension, Expression, Operation, Subscript, Text } from '../syntax.ts';
import { call } from './calls.ts';
import { textOf } from './holders.ts';
import { below, PROJECT } from './libraries/files.ts';
import { atElement } from './libraries/pages.ts';
import type { Machine } from './machine.ts';
import { dottedName, lastName } from './outlook.ts';
import { atUrl, atUrlIn, chained, cut, filledIn, limited, MAX_PLACES, SOME, shortened } from './pieces.ts';
import { pass } from './roles.ts';
import { Scope } from './scopes.ts';
import { literal, member, named, spoken } from './sources.ts';
import { apart, emptyNames, isSure, refined } from './tests.ts';
import { decided, element, inTurns, isEnvironment, turnsOf } from './turns.ts';
import { Box, boxed, CLEAN, join, loosened, shown, type Taint, tainted, UNKNOWN, union, type Value } from './values.ts';

const MAX_DEPTH = 300;
/** Longer lists and mappings are data. */
const MAX_ITEMS = 10_000;
const EITHER = new Set(['or', '||', '??']);
const ASSIGNS = new Set([':=', '=', '+=', '??=', '||=', '&&=']);

/** What `expression` gives; its calls, stores and sinks happen on the way. */
export function evaluate(machine: Machine, expression: Expression, scope: Scope): Value {
  if (machine.depth > MAX_DEPTH || machine.budget-- < 0) return UNKNOWN;
  machine.depth++;
  try {
    const value = follow(machine, expression, scope);
    if (machine.trials.size > 0 && (value.taints.length > 0 || value.box)) pass(machine, expression, value);
    return value;
  } finally {
    machine.depth--;
  }
}

function follow(machine: Machine, node: Expression, scope: Scope): Value {
  switch (node.kind) {
    case 'name': {
      const bound = scope.lookup(node.name);
      const value = bound ?? named(machine, node.name, node);
      return spoken(machine, value, node.name, node.name, scope, node);
    }
    case 'attribute': {
      const object = evaluate(machine, node.object, scope);
      if (object.sealed.length > 0) return { ...CLEAN, sealed: object.sealed };
      const value = member(machine, object, node.name, true, node);
      const own = spoken(machine, value, node.name, dottedName(node) ?? '', scope, node);
      return remarked(machine, node, value, own);
    }
    case 'subscript':
      return subscript(machine, node, scope);
    case 'call':
      return call(machine, node, scope);
    case 'text':
      return text(machine, node, scope);
    case 'literal':
      return CLEAN;
    case 'operation':
      return operation(machine, node, scope);
    case 'conditional': {
      evaluate(machine, node.test, scope);
      const decision = decided(machine, node.test, scope);
      if (decision === 'open') return CLEAN;
      if (decision !== null) return evaluate(machine, decision ? node.then : node.otherwise, scope);
      const empty = emptyNames(node.test);
      const branch = (one: Expression, is: boolean, names: readonly string[]): Value =>
        evaluate(machine, one, refined(apart(machine, node.test, is, scope), names));
      return join(branch(node.then, true, empty.held), branch(node.otherwise, false, empty.otherwise));
    }
    case 'sequence': {
      const box = new Box('list');
      for (const [index, item] of node.items.slice(0, MAX_ITEMS).entries()) {
        const value = evaluate(machine, item, scope);
        if (isSpread(item)) box.add('*', element(value));
        else if (index < MAX_PLACES || value.taints.length > 0)
          box.add(index < MAX_PLACES ? String(index) : '*', value);
      }
      return boxed(box);
    }
    case 'mapping': {
      const box = new Box('dict');
      let loose = CLEAN;
      for (const { key, value } of node.entries.slice(0, MAX_ITEMS)) {
        const name = key ? textOf(machine, key, scope) : null;
        const inner = evaluate(machine, value, scope);
        // What stands last counts: `{**config, 'token': '***'}`; of the environment only the credential does.
        if (name !== null && machine.names.isCredential(name)) loose = CLEAN;
        if (name !== null) box.set(name, inner);
        else if (key) box.add('*', inner);
        else if (inner.box) for (const [at, entry] of inner.box.entries) box.set(at, entry);
        else loose = join(loose, inner);
      }
      return { ...boxed(box), taints: loose.taints };
    }
    case 'comprehension':
      return comprehension(machine, node, scope);
    case 'function': {
      const code = {
        what: 'function',
        name: '',
        parameters: node.parameters,
        body: node.body,
        scope,
        self: null,
        isRoute: false,
        isStatic: true,
        home: machine.outlook,
      } as const;
      if (!machine.visit) machine.pending.push({ code, key: node });
      return { ...CLEAN, code };
    }
    case 'opaque': {
      const inner = node.parts.map(({ value }) => evaluate(machine, value, scope));
      if (node.name !== '' && machine.language === 'javascript') atElement(machine, node, inner, scope);
      return node.name === '' && inner.length === 1 ? (inner[0] ?? UNKNOWN) : UNKNOWN;
    }
    case 'slice':
      return CLEAN;
  }
}

/** `[element for target in iterable if test]`, turn by turn. */
function comprehension(machine: Machine, node: Comprehension, scope: Scope): Value {
  const isMapping = node.element.kind === 'mapping';
  const all = new Box(isMapping ? 'dict' : 'list');
  let loose = CLEAN;
  const from = (index: number, inner: Scope): void => {
    const loop = node.loops[index];
    if (!loop) {
      const value = evaluate(machine, node.element, inner);
      if (!isMapping) return all.add('*', value);
      for (const [key, entry] of value.box?.entries ?? []) all.add(key, entry);
      loose = join(loose, { ...CLEAN, taints: value.taints });
      return;
    }
    const value = evaluate(machine, loop.iterable, inner);
    if (loop.target.kind === 'opaque') {
      const decision = decided(machine, loop.iterable, inner);
      if (decision !== false && decision !== 'open') from(index + 1, apart(machine, loop.iterable, true, inner));
      return;
    }
    inTurns(machine, turnsOf(value), (one) => {
      const turn = new Scope(inner, 'layer');
      machine.bind(loop.target, one, turn, true);
      from(index + 1, turn);
    });
  };
  from(0, new Scope(scope, 'layer'));
  return { ...boxed(all), taints: loose.taints };
}

function subscript(machine: Machine, node: Subscript, scope: Scope): Value {
  const object = evaluate(machine, node.object, scope);
  // A text that is put together may have it whole in its beginning.
  const isOne = node.object.kind === 'name' || node.object.kind === 'attribute' || node.object.kind === 'subscript';
  if (node.index.kind === 'slice') return cut(object, isOne ? node.index : { ...node.index, isShort: false });
  const key = textOf(machine, node.index, scope);
  if (key !== null && isEnvironment(object) && evaluate(machine, node.index, scope).isAny)
    return { ...CLEAN, taints: object.taints };
  if (key === null || /^-?\d+$/.test(key)) {
    const index = evaluate(machine, node.index, scope);
    if (object.box) return (key === null ? null : object.box.entries.get(key)) ?? element(object);
    if (isEnvironment(object)) return CLEAN;
    // `Path(__file__).parents[1]`
    if (object.path === PROJECT) return object;
    if (node.index.kind === 'opaque') return limited(object, SOME);
    return index.isKnown || key !== null ? limited(object, key === null ? SOME : 1) : UNKNOWN;
  }
  const value = member(machine, object, key, false, node);
  return remarked(machine, node, value, spoken(machine, value, key, '', scope, node));
}

/** `value` without what its name says of it, `spoken`, where it is said about a field of that name: `errors.hfToken`. */
function remarked({ names }: Machine, node: Attribute | Subscript, value: Value, spoken: Value): Value {
  const isByName = spoken.taints.length > value.taints.length;
  return isByName && names.has('remarks', lastName(node.object)) ? { ...value, isKnown: true } : spoken;
}

/** `delete a.b`, `del a['b']`: takes an entry out. */
export function remove(machine: Machine, target: Expression, scope: Scope): void {
  if (target.kind !== 'attribute' && target.kind !== 'subscript') return;
  const key = target.kind === 'attribute' ? target.name : textOf(machine, target.index, scope);
  const object = evaluate(machine, target.object, scope);
  const isOpen = target.kind === 'attribute' && machine.language !== 'javascript' && !isSure(target, object, scope);
  if (key !== null && !isOpen) object.box?.entries.delete(key);
  if (object.box?.kind === 'list') object.box.add('*', CLEAN);
}

/** A text with values in it; JavaScript writes of an object only `[object Object]`. */
function text(machine: Machine, node: Text, scope: Scope): Value {
  const [only] = node.parts;
  if (node.parts.length === 0) return literal(machine, '', node);
  if (node.parts.length === 1 && typeof only === 'string') return literal(machine, only, node);
  let taints: readonly Taint[] = [];
  for (const [index, part] of node.parts.entries()) {
    if (typeof part === 'string') {
      const found = literal(machine, part, node);
      taints = union(taints, found.taints);
      continue;
    }
    const value = evaluate(machine, part, scope);
    atUrl(machine, node.parts, index, value, node);
    taints = union(taints, written(machine, value), true);
  }
  return { ...tainted(taints), text: headOf(machine, node.parts) };
}

/** What stands in a text that a value is put into; of what came out of the environment, which is a text, all. */
function written(machine: Machine, value: Value): readonly Taint[] {
  if (machine.language !== 'javascript') return shown(value);
  if (value.box ? value.box.kind === 'list' : value.path === null) return shown(value);
  return value.taints.filter(({ label }) => label === 'credential');
}

function operation(machine: Machine, node: Operation, scope: Scope): Value {
  const { operator, operands } = node;
  const [first] = operands;
  if (ASSIGNS.has(operator) && first && operands.length > 1) {
    const value =
      operands
        .slice(1)
        .map((one) => evaluate(machine, one, scope))
        .at(-1) ?? UNKNOWN;
    const before = operator === ':=' || operator === '=' ? null : evaluate(machine, first, scope);
    const after = before ? join(before, value) : value;
    machine.bind(first, after, scope, operator === ':=');
    return after;
  }
  if (operator === 'delete' && first) {
    remove(machine, first, scope);
    return CLEAN;
  }
  const guarded = operator === 'and' || operator === '&&';
  const values: Value[] = [];
  let inner = scope;
  for (const operand of operands) {
    values.push(evaluate(machine, operand, inner));
    if (guarded) inner = refined(inner, emptyNames(operand).held);
  }
  if (EITHER.has(operator)) return values.reduce((a, b) => join(a, b), values[0] ?? UNKNOWN);
  if (guarded || operator === ',') return values.at(-1) ?? UNKNOWN;
  if (operator === '|') return values.reduce((a, b) => join(a, b), values[0] ?? UNKNOWN);
  if (/^(?:await|\.{3}|\*{1,2}|yield)$/.test(operator) && values.length === 1) return values[0] ?? UNKNOWN;
  if (operator === '/' && values.at(-1)?.text) return below(values);
  if (operator !== '+' && operator !== '%') return CLEAN;
  const lists = values.filter(({ box }) => box?.kind === 'list');
  if (operator === '+' && lists.length === values.length && lists.length > 0) return lists.reduce(chained);
  const isFormat = operator === '%';
  for (const [index, value] of values.entries())
    if (!isFormat) atUrl(machine, operands, index, value, node);
    else if (index > 0) atUrlIn(machine, values[0]?.text ?? null, value, node);
  const parts = values.map((value, index) => {
    const isFilled = isFormat && index > 0 && machine.language !== 'javascript';
    const text = values[0]?.text ?? null;
    const taints = written(machine, isFilled ? shortened(text, filledIn(text, value)) : value);
    return operands[index]?.kind === 'sequence' ? loosened(taints) : taints;
  });
  const taints = parts.reduce((a, b) => union(a, b, true), []);
  return {
    ...tainted(taints),
    text: headOf(
      machine,
      values.map(({ text }) => text),
    ),
  };
}

/** The beginning of a text that is put together, unless the rest says that it is the path of a token. */
function headOf({ names }: Machine, parts: readonly unknown[]): string | null {
  const isPath = (part: unknown): part is string => typeof part === 'string' && names.matches('token-file', part);
  const head = parts.find(isPath) ?? parts[0];
  return typeof head === 'string' ? head : null;
}

const isSpread = (node: Expression): boolean =>
  node.kind === 'operation' && /^(?:\.{3}|\*)$/.test(node.operator) && node.operands.length === 1;
