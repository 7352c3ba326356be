// Classes: what their bodies give to all objects of them.
import type { Definition, Statement } from '../syntax.ts';
import { functionOf, walk } from './functions.ts';
import type { Machine } from './machine.ts';
import { dottedName, lastName } from './outlook.ts';
import { nameOf } from './parameters.ts';
import { Scope } from './scopes.ts';
import { credential } from './sources.ts';
import { Box, boxed, CLEAN, type Code, type Value } from './values.ts';

/** Fields of a record that say they hold a credential, and that nothing is known of, do. */
function markFields(machine: Machine, { body }: Definition, box: Box): void {
  for (const node of body) {
    const [target] = node.kind === 'assignment' && node.annotation !== '' ? node.targets : [];
    const value = target && box.entries.get(nameOf(target));
    if (!value || value.isKnown || value.taints.length > 0 || !machine.names.isCredential(nameOf(target))) continue;
    if (value.sealed.length === 0)
      box.entries.set(nameOf(target), { ...value, taints: [credential(2, target, nameOf(target))] });
  }
}

/** Fields that are not shown: `field(repr=False)`, `Field(exclude=True)`, also in an annotation. */
function hideFields({ body }: Definition, box: Box): void {
  for (const node of body) {
    if (node.kind !== 'assignment') continue;
    const [name = ''] = node.targets.map(nameOf);
    const args = node.value.kind === 'call' ? node.value.args : [];
    const says = (key: string, word: string): boolean =>
      args.some((arg) => arg.name === key && arg.value.kind === 'literal' && arg.value.value === word) ||
      new RegExp(`\\b${key}\\s*=\\s*${word}\\b`).test(node.annotation);
    if (says('repr', 'False')) box.silent.add(name);
    if (says('exclude', 'True')) box.left.add(name);
  }
}

/** Whether a property is written with its object all the same, by pydantic. */
const isField = ({ decorators }: Definition): boolean =>
  decorators.some((one) => lastName(one.kind === 'call' ? one.callee : one) === 'computed_field');

/** Fields that the class has, `static key`, and no object of it. */
const staticOf = (statement: Statement, { name }: Definition): readonly string[] =>
  statement.kind === 'assignment'
    ? statement.targets.flatMap((one) => (one.kind === 'attribute' && dottedName(one.object) === name ? one.name : []))
    : [];

/** What objects of a class have that is an error. */
export const ERROR = '#error';

/** Whether this is what errors are called in JavaScript: `HTTPException`. */
export const isError = (name: string): boolean => /^(?:[A-Z]\w*)?(?:Error|Exception)$/.test(name);

/** The value of a class; its body is walked with the box that all its objects share. */
export function classOf(machine: Machine, node: Definition, scope: Scope): Value {
  const names = [...node.bases, ...node.decorators].map((one) => lastName(one.kind === 'call' ? one.callee : one));
  const bases = node.bases.map((base) => machine.evaluate(base, scope).code?.self);
  const isRecord =
    machine.language === 'javascript' ||
    names.some((name) => machine.names.has('records', name)) ||
    bases.some((own) => own?.isRecord);
  const box = new Box('object', isRecord);
  for (const own of bases) {
    for (const name of own?.silent ?? []) box.silent.add(name);
    for (const name of own?.left ?? []) box.left.add(name);
    for (const [key, value] of own?.entries ?? []) box.entries.set(key, value);
    for (const key of own?.computed ?? []) box.computed.add(key);
  }
  if (machine.language === 'javascript' && names.some(isError)) box.entries.set(ERROR, CLEAN);
  const inner = new Scope(scope, 'class');
  inner.values.set('this', boxed(box));
  if (machine.language === 'javascript') inner.values.set(node.name, boxed(box));
  const getters = new Set<string>();
  for (const statement of node.body)
    if (statement.kind === 'definition' && statement.what === 'function') {
      const method = functionOf(machine, statement, inner, box);
      // With a setter what is stored in a property is kept as a field.
      const isMethod = method.code && (!method.code.isGetter || machine.language === 'javascript');
      if (isMethod || isField(statement)) box.computed.delete(statement.name);
      else box.computed.add(statement.name);
      // A setter has the name of its getter.
      if (!getters.has(statement.name)) box.entries.set(statement.name, method);
      if (method.code?.isGetter) getters.add(statement.name);
    } else {
      machine.execute([statement], inner);
      for (const name of staticOf(statement, node)) box.computed.add(name);
    }
  const own = new Set(['this', node.name]);
  for (const [name, value] of inner.values) if (!own.has(name) && !box.entries.has(name)) box.entries.set(name, value);
  if (isRecord && machine.language !== 'javascript') markFields(machine, node, box);
  hideFields(node, box);
  const maker = box.entries.get('__init__') ?? box.entries.get('constructor');
  if (maker?.code && !machine.relevance.isIdle(maker.code)) walk(machine, maker.code, null, maker.code);
  const code: Code = {
    what: 'class',
    name: node.name,
    parameters: [],
    body: node.body,
    scope,
    self: box,
    isRoute: false,
    isStatic: true,
    home: machine.outlook,
  };
  return { ...CLEAN, code };
}
