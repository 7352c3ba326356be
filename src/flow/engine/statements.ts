// Walks statements in order: bindings, branches, loops, returns, and the places where a statement shows a value.
import type { Assignment, Block, Definition, Exit, Expression, Statement } from '../syntax.ts';
import { branch, choose } from './branches.ts';
import { classOf } from './classes.ts';
import { functionOf } from './functions.ts';
import { atConfig } from './libraries/configs.ts';
import { atPage, atStore } from './libraries/pages.ts';
import { loop } from './loops.ts';
import type { Machine } from './machine.ts';
import { bring } from './modules.ts';
import { dottedName } from './outlook.ts';
import { chained } from './pieces.ts';
import { remove } from './propagate.ts';
import type { Scope } from './scopes.ts';
import { atPlace } from './sinks.ts';
import { credential, isPlaceholder } from './sources.ts';
import { bind } from './targets.ts';
import { emptyNames } from './tests.ts';
import { decided, element, turnsOf } from './turns.ts';
import { CLEAN, join, listOf, tainted, UNKNOWN, type Value } from './values.ts';

const LEAVES = new Set(['return', 'raise', 'throw', 'break', 'continue']);
const MAX_DEPTH = 300;

/** Executes `statements`; whether they always leave the block. */
export function execute(machine: Machine, statements: readonly Statement[], scope: Scope): boolean {
  if (machine.depth > MAX_DEPTH) return false;
  machine.depth++;
  let inner = scope;
  let isLeft = false;
  if (machine.language === 'javascript') hoist(machine, statements, scope);
  for (const statement of statements) {
    if (machine.budget-- < 0) break;
    isLeft = statementOf(machine, statement, inner);
    if (isLeft) break;
    // Behind `if not token: raise` the token is there; behind `if token: return` it is not.
    if (statement.kind === 'block' && statement.keyword === 'if') inner = afterGuard(statement, inner);
  }
  if (inner !== scope)
    for (const [name, value] of inner.values) if (!scope.values.has(name)) scope.values.set(name, value);
  machine.depth--;
  return isLeft;
}

/** Function declarations are there before the first statement. */
function hoist(machine: Machine, statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements)
    if (statement.kind === 'definition' && statement.what === 'function')
      scope.bind(statement.name, functionOf(machine, statement, scope, null));
}

function afterGuard(block: Block, scope: Scope): Scope {
  const [test] = block.tests;
  const [body] = block.bodies;
  const last = body?.at(-1);
  if (!test || block.tests.length > 1 || block.bodies.length > 1 || last?.kind !== 'exit' || !LEAVES.has(last.keyword))
    return scope;
  // `if args.report_to == 'wandb' and args.hub_token: raise` refuses what would be shown.
  const isRefused = last.keyword === 'raise' && test.kind === 'operation' && test.operator === 'and';
  for (const part of isRefused ? test.operands.slice(0, 8) : [test])
    for (const name of emptyNames(part).otherwise) {
      const [root = '', option = '', more] = name.split('.');
      const box = more === undefined ? scope.values.get(root)?.box : null;
      if (box?.form === 'namespace') box.entries.delete(option);
    }
  const names = emptyNames(test).otherwise.filter((name) => !name.includes('.'));
  for (const name of names) {
    const value = scope.lookup(name);
    if (value?.taints.length) scope.values.set(name, { ...value, taints: [], isKnown: true });
  }
  return scope;
}

function statementOf(machine: Machine, node: Statement, scope: Scope): boolean {
  switch (node.kind) {
    case 'assignment':
      assign(machine, node, scope);
      return false;
    case 'expression':
      machine.evaluate(node.value, scope);
      return false;
    case 'exit':
      return leave(machine, node, scope);
    case 'block':
      return block(machine, node, scope);
    case 'definition':
      define(machine, node, scope);
      return false;
    case 'import':
      bring(machine, node, scope);
      return false;
    case 'magic': {
      const [, name = '', given = ''] = /^%(?:set_)?env\s+([A-Za-z_]\w*)[=\s]\s*(\S.*)/.exec(node.text) ?? [];
      if (!machine.names.isCredential(name) || isPlaceholder(given)) return false;
      const source = { span: { start: node.start, end: node.end }, words: name };
      const taint = { label: 'credential', strength: 1, visible: 34, form: 'value', source, steps: [] } as const;
      atPlace(machine, 'env-set', tainted([taint]), node, '%env');
      return false;
    }
  }
}

function assign(machine: Machine, node: Assignment, scope: Scope): void {
  let value = machine.evaluate(node.value, scope);
  const isBare = node.value.kind === 'literal' && node.value.value === '';
  if (isBare) value = UNKNOWN;
  if (/\bSecret(?:Str|Bytes)?\b/.test(node.annotation))
    value = { ...CLEAN, sealed: value.taints.length > 0 ? value.taints : sealedBy(machine, node, value) };
  if (node.operator !== '=') {
    const [target] = node.targets;
    const before = target && machine.evaluate(target, scope);
    if (before) value = before.box?.kind === 'list' ? chained(before, value) : { ...join(before, value) };
  }
  const isDeclared = node.isDeclared ?? machine.language !== 'javascript';
  for (const target of node.targets) bind(machine, target, value, scope, isDeclared);
  if (machine.language !== 'javascript') return;
  for (const target of node.targets) {
    if (target.kind === 'name' || target.kind === 'attribute') atPage(machine, target.name, value, node);
    atStore(machine, target, value, node);
    if (dottedName(target) === 'module.exports') atConfig(machine, node.value, node, scope);
  }
}

/** What a field of type `SecretStr` holds that nothing is stored in here. */
function sealedBy(machine: Machine, { targets }: Assignment, value: Value): Value['sealed'] {
  const [target] = targets;
  const isOne = value.sealed.length === 0 && target?.kind === 'name' && machine.names.isCredential(target.name);
  return isOne ? [credential(2, target, target.name)] : value.sealed;
}

function leave(machine: Machine, node: Exit, scope: Scope): boolean {
  const { keyword, values } = node;
  if (keyword === 'global' || keyword === 'nonlocal') {
    for (const value of values) if (value.kind === 'name') scope.base.outer.add(value.name);
    return false;
  }
  if (keyword === 'del') {
    for (const value of values) remove(machine, value, scope);
    return false;
  }
  const results = values.map((value) => machine.evaluate(value, scope));
  if (keyword === 'raise' || keyword === 'throw') {
    const [first] = values;
    const args = first?.kind === 'call' ? first.args : [];
    if (keyword === 'raise')
      for (const { value } of args) atPlace(machine, 'raise', machine.evaluate(value, scope), node);
    // What is caught and thrown on is for whoever catches it next.
    if (first && first.kind !== 'call' && results[0]?.box?.kind !== 'client')
      atPlace(machine, 'raise', results[0] ?? CLEAN, node);
  }
  if (keyword === 'assert' && results[1]) atPlace(machine, 'assert', results[1], node);
  if (keyword === 'return' || keyword === 'yield') {
    const [value] = results;
    const { base } = scope;
    if (value && keyword === 'yield')
      base.returned = listOf(base.returned ? join(element(base.returned), value) : value);
    else if (value) base.returned = base.returned ? join(base.returned, value) : value;
    if (value && scope.isRoute) atPlace(machine, 'route-return', value, node, 'the answer to a request');
  }
  if (keyword === 'export default' && values[0]) atConfig(machine, values[0], node, scope);
  return LEAVES.has(keyword);
}

function block(machine: Machine, node: Block, scope: Scope): boolean {
  let turns: readonly Value[] = [];
  for (const { target, value } of node.bindings) {
    const of = machine.evaluate(value, scope);
    if (/for/.test(node.keyword)) turns = turnsOf(of, machine.names.isCredential);
    else if (/except|catch/.test(node.keyword)) bind(machine, target, machine.caught, scope, true);
    else if (node.keyword === 'case') capture(machine, target, of, scope);
    // `with` gets what the generator of a context manager yields.
    else bind(machine, target, of.box?.kind === 'list' && /with/.test(node.keyword) ? element(of) : of, scope, true);
  }
  for (const test of node.tests) machine.evaluate(test, scope);
  if (/^(?:with|async with|try|except|catch|finally|case|block)?$/.test(node.keyword)) {
    let isLeft = false;
    const before = machine.caught;
    if (node.keyword === 'try') machine.caught = CLEAN;
    for (const body of node.bodies)
      if (/except|catch/.test(node.keyword)) branch(machine, [body], scope, [], false);
      else isLeft = execute(machine, body, scope) && node.bodies.length === 1;
    if (node.keyword === 'try') machine.caught = before;
    return isLeft && /with|^block$|^$/.test(node.keyword);
  }
  if (node.keyword === 'if') {
    const decisions = machine.turns === 0 ? [] : node.tests.map((test) => decided(machine, test, scope));
    if (decisions.some((one) => one !== null)) return choose(machine, node, scope, decisions);
    return branch(machine, node.bodies, scope, node.tests, node.bodies.length > node.tests.length);
  }
  if (node.keyword === 'match' || node.keyword === 'switch') return branch(machine, node.bodies, scope, [], false);
  loop(machine, node, scope, turns);
  return false;
}

/** Binds a pattern of `case`: what a text is matched with is all of it, `str() as token`, `str(token)`. */
function capture(machine: Machine, pattern: Expression, value: Value, scope: Scope): void {
  const parts = pattern.kind === 'opaque' ? pattern.parts.map((part) => part.value) : [];
  const items =
    pattern.kind === 'sequence' && !value.box ? pattern.items : pattern.kind === 'operation' ? pattern.operands : parts;
  for (const item of items) capture(machine, item, value, scope);
  if (items.length === 0) bind(machine, pattern, value, scope, true);
}

function define(machine: Machine, node: Definition, scope: Scope): void {
  const wrappers = node.decorators.flatMap((decorator) => machine.evaluate(decorator, scope).code ?? []);
  if (node.what === 'class') scope.bind(node.name, classOf(machine, node, scope));
  else if (machine.language !== 'javascript') scope.bind(node.name, functionOf(machine, node, scope, null, wrappers));
  else atPage(machine, node.name, scope.lookup(node.name), node);
}
