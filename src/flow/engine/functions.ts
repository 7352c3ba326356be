// Follows values into functions and methods of the file, and back.
import type { Step } from '../exposure.ts';
import type { Definition, Span } from '../syntax.ts';
import { type Argument, type Machine, positional } from './machine.ts';
import { broughtBack } from './modules.ts';
import { lastName } from './outlook.ts';
import { bindParameter, nameOf, spread } from './parameters.ts';
import { Scope } from './scopes.ts';
import { credential } from './sources.ts';
import { Box, boxed, CLEAN, type Code, instanceOf, shown, stepped, UNKNOWN, type Value } from './values.ts';

const MAX_CALLS = 12;
const CALL_COST = 40;
const MAX_RESULTS = 20_000;

/** Calls `code`: binds the arguments, walks the body, gives what it returns. The same arguments are walked once. */
export function invoke(machine: Machine, code: Code, args: readonly Argument[], span: Span): Value {
  if (code.what === 'class') {
    const made = construct(machine, code, args, span);
    const isHere = machine.visit || code.home === machine.outlook;
    return isHere ? made : broughtBack(made, { start: span.start, end: span.end }, sourcesOf(args));
  }
  const isOwn = !machine.visit && code.home === machine.outlook;
  if (isOwn && !args.some(({ value }) => isRich(value)) && machine.relevance.isIdle(code)) return UNKNOWN;
  const key = `${keyOf(code)}(${spread(args)
    .map(({ name, value }) => `${name}=${signature(machine, value)}`)
    .join()})`;
  const before = machine.results.get(key);
  if (before) return before;
  const isTold = code.wrappers && args.some(({ value }) => shown(value).length > 0);
  for (const wrapper of isTold && machine.running.size < MAX_CALLS ? (code.wrappers ?? []) : []) {
    const own: Value = { ...CLEAN, code: { ...code, wrappers: [] } };
    const wrapped = machine.invoke(wrapper, positional([own], span), span).code;
    if (wrapped && !machine.running.has(wrapped.body)) machine.invoke(wrapped, args, span);
  }
  if (machine.running.has(code.body) || machine.running.size >= MAX_CALLS || machine.budget < 0) return UNKNOWN;
  machine.budget -= CALL_COST;
  const returned =
    machine.visit || code.home === machine.outlook
      ? walk(machine, code, args, code.body)
      : abroad(machine, code, args, span);
  const value = stepped(returned ?? CLEAN, {
    span: { start: span.start, end: span.end },
    words: `${code.name || 'function'}()`,
  });
  const result = value.taints.length === 0 && !value.isKnown ? { ...value, at: null } : value;
  if (machine.results.size < MAX_RESULTS) machine.results.set(key, result);
  return result;
}

/** Whether a value is more than something unknown: what it holds or does can matter. */
const isRich = ({ taints, box, code, sealed, path }: Value): boolean =>
  taints.length > 0 || sealed.length > 0 || box !== null || code !== null || path !== null;

/** Walks a function of another file: what it shows and gives is told of at the call. */
function abroad(machine: Machine, code: Code, args: readonly Argument[], span: Span): Value | null {
  const given = sourcesOf(args);
  const { outlook } = machine;
  machine.visit = { span, sources: given };
  machine.outlook = code.home;
  const value = walk(machine, code, args, code.body);
  machine.visit = null;
  machine.outlook = outlook;
  return value && broughtBack(value, { start: span.start, end: span.end }, given);
}

const sourcesOf = (args: readonly Argument[]): ReadonlySet<Step> =>
  new Set(args.flatMap(({ value }) => shown(value, true).map(({ source }) => source)));

const keyOf = (code: Code): string => `${code.name}@${code.body[0]?.start ?? code.parameters[0]?.start ?? 0}`;

function signature({ names }: Machine, value: Value): string {
  const taints = shown(value, true).map(({ source, visible, form }) => `${source.span.start}/${visible}/${form}`);
  const { isKey, text } = value.box?.entries.get('0') ?? value;
  // A function that reads a variable by name, or decides by the key of an entry, is walked for each.
  const said = text !== null && (isKey || names.isCredential(text)) ? text : '';
  return `${said}${taints.join('+')}${value.isKnown ? '!' : '?'}${value.path ?? ''}${value.code ? keyOf(value.code) : ''}`;
}

/** Walks a body once; `args` null for a function that nobody is seen to call. */
export function walk(machine: Machine, code: Code, args: readonly Argument[] | null, key: unknown): Value | null {
  machine.running.add(key);
  const scope = new Scope(code.scope, 'function', code.isRoute);
  const owner = ownerOf(machine, code);
  if (owner) scope.roles = machine.outlook.roles.get(owner) ?? scope.roles;
  if (owner) scope.bearers = machine.outlook.bearers.get(owner) ?? scope.bearers;
  const { parameters } = code;
  const isMethod = code.self !== null && !code.isStatic && machine.language !== 'javascript';
  if (code.self) scope.values.set('this', boxed(code.self));
  const [first] = parameters;
  if (isMethod && first && code.self) machine.bind(first.target, boxed(code.self), scope, true);
  const own = isMethod ? parameters.slice(1) : parameters;
  for (const [index, parameter] of own.entries()) bindParameter(machine, parameter, index, args, code, scope);
  machine.execute(code.body, scope);
  machine.running.delete(key);
  return scope.returned;
}

/** The function expressions and definitions have the same body, by which their facts are found. */
function ownerOf(machine: Machine, code: Code): object | null {
  for (const owner of machine.outlook.roles.keys())
    if (owner && 'body' in owner && owner.body === code.body) return owner;
  for (const owner of machine.outlook.bearers.keys())
    if (owner && 'body' in owner && owner.body === code.body) return owner;
  return null;
}

/** A new object: its class's one box, with what the constructor stores. */
function construct(machine: Machine, code: Code, args: readonly Argument[], span: Span): Value {
  const box = code.self ?? new Box('object');
  const maker = box.entries.get('__init__') ?? box.entries.get('constructor');
  if (maker?.code) machine.invoke(maker.code, args, span);
  else
    for (const [at, { name, value }] of args.entries()) {
      const field = name ?? fieldsOf(code)[at];
      if (field !== undefined && !/^\*/.test(field)) store(box, field, value);
    }
  write(machine, box);
  return instanceOf(box, code);
}

/** Asks the object what it writes of itself. */
function write(machine: Machine, box: Box): void {
  const { code } = box.entries.get('__str__') ?? box.entries.get('__repr__') ?? UNKNOWN;
  if (!code || machine.running.has(code) || machine.language === 'javascript') return;
  const told = walk(machine, code, [], code);
  box.written = told ? shown(told) : [];
}

/** The names that a record is made of, in the order in which their values are given: `a: int`. */
function fieldsOf({ body }: Code): readonly string[] {
  return body.flatMap((node) => (node.kind === 'assignment' && node.annotation !== '' ? node.targets.map(nameOf) : []));
}

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

/** Keeps sealed what a field seals. */
function store(box: Box, name: string, value: Value): void {
  const isSealed = (box.entries.get(name)?.sealed.length ?? 0) > 0;
  box.add(name, isSealed ? { ...CLEAN, sealed: value.taints } : value);
}

/** The value of a `def` or `function`. */
export function functionOf(
  machine: Machine,
  node: Definition,
  scope: Scope,
  self: Box | null,
  wrappers: readonly Code[] = [],
): Value {
  const decorators = node.decorators.map((one) => (one.kind === 'call' ? one.callee : one));
  const code: Code = {
    what: 'function',
    name: node.name,
    parameters: node.parameters,
    body: node.body,
    scope,
    self,
    isRoute: decorators.some((one) => one.kind === 'attribute' && machine.names.matches('route', one.name)),
    isStatic: decorators.some((one) => lastName(one) === 'staticmethod'),
    ...(wrappers.length > 0 && { wrappers }),
    isCommand: decorators.some((one) => lastName(one) === 'option'),
    home: machine.outlook,
  };
  if (!machine.visit) machine.pending.push({ code, key: node.body });
  const isProperty = decorators.some((one) => /^(?:cached_)?property$/.test(lastName(one)));
  if (isProperty && machine.language === 'javascript') return { ...CLEAN, code: { ...code, isGetter: true } };
  return isProperty ? propertyOf(machine, code) : { ...CLEAN, code };
}

/** A property reads as what its method returns. */
function propertyOf(machine: Machine, code: Code): Value {
  const value = machine.invoke(code, [], code.body[0] ?? { start: 0, end: 0 });
  return value.taints.length > 0 ? value : UNKNOWN;
}

/** Whether a property is written with its object all the same, by pydantic. */
const isField = ({ decorators }: Definition): boolean =>
  decorators.some((one) => lastName(one.kind === 'call' ? one.callee : one) === 'computed_field');

/** The value of a class; its body is walked with the box that all its objects share. */
export function classOf(machine: Machine, node: Definition, scope: Scope): Value {
  const names = [...node.bases, ...node.decorators].map((one) => lastName(one.kind === 'call' ? one.callee : one));
  const isRecord = machine.language === 'javascript' || names.some((name) => machine.names.has('records', name));
  const box = new Box('object', isRecord);
  for (const base of node.bases) {
    const own = machine.evaluate(base, scope).code?.self;
    for (const [key, value] of own?.entries ?? []) box.entries.set(key, value);
    for (const key of own?.computed ?? []) box.computed.add(key);
  }
  const inner = new Scope(scope, 'class');
  inner.values.set('this', boxed(box));
  for (const statement of node.body)
    if (statement.kind === 'definition' && statement.what === 'function') {
      const method = functionOf(machine, statement, inner, box);
      // A property has no code, but in JavaScript; with a setter what is stored in it is kept as a field.
      if (method.code || isField(statement)) box.computed.delete(statement.name);
      else box.computed.add(statement.name);
      // A setter has the name of its getter.
      if (!box.entries.get(statement.name)?.code?.isGetter) box.entries.set(statement.name, method);
    } else machine.execute([statement], inner);
  for (const [name, value] of inner.values) if (name !== 'this' && !box.entries.has(name)) box.entries.set(name, value);
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
