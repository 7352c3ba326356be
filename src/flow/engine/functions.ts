// Follows values into functions and methods of the file, and back.
import type { Step } from '../exposure.ts';
import type { Definition, Span } from '../syntax.ts';
import { type Argument, type Machine, positional } from './machine.ts';
import { broughtBack } from './modules.ts';
import { lastName } from './outlook.ts';
import { bindParameter, nameOf, spread } from './parameters.ts';
import { Scope } from './scopes.ts';
import { gotBy } from './sources.ts';
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
  scope.roles = machine.outlook.roles.get(code.body) ?? scope.roles;
  scope.bearers = machine.outlook.bearers.get(code.body) ?? scope.bearers;
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
    isOfClass:
      machine.language === 'javascript' || decorators.some((one) => /^(?:class|static)method$/.test(lastName(one))),
    ...(wrappers.length > 0 && { wrappers }),
    isCommand: decorators.some((one) => lastName(one) === 'option'),
    home: machine.outlook,
  };
  if (!machine.visit) machine.pending.push({ code, key: node.body });
  const isProperty = decorators.some((one) => /^(?:cached_)?property$/.test(lastName(one)));
  if (!isProperty) return { ...CLEAN, code };
  // What it gives may be stored by the constructor, or later; a field is written before anybody reads it.
  if (decorators.some((one) => lastName(one) === 'computed_field')) return gotBy(machine, code, code.body[0] ?? node);
  return { ...CLEAN, code: { ...code, isGetter: true } };
}
