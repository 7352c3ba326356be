// Evaluates calls: their arguments, what sinks make of them, and what they give.
import type { Call, Expression } from '../syntax.ts';
import { ERROR, isError } from './classes.ts';
import { type Known, knownOf } from './libraries/index.ts';
import { atOptions } from './libraries/insecure.ts';
import { unsealed } from './libraries/sanitizers.ts';
import type { Argument, Machine } from './machine.ts';
import { called } from './modules.ts';
import { chainName, dottedName, lastName } from './outlook.ts';
import type { Scope } from './scopes.ts';
import { atCall } from './sinks.ts';
import type { Site } from './site.ts';
import { member, named, spoken } from './sources.ts';
import { listed } from './turns.ts';
import { CLEAN, shown, UNKNOWN, type Value } from './values.ts';
import { fillBy } from './visitors.ts';

/** More arguments than anyone writes by hand are data. */
const MAX_ARGUMENTS = 2000;

/** Evaluates a call: its arguments first, then what it does with them. */
export function call(machine: Machine, node: Call, scope: Scope): Value {
  const { callee } = node;
  const holder = callee.kind === 'attribute' ? machine.evaluate(callee.object, scope) : UNKNOWN;
  const found = calleeValue(machine, callee, holder, scope);
  const args = node.args
    .slice(0, MAX_ARGUMENTS)
    .map(({ name, value: arg }) => ({ name, value: given(machine, name, arg, scope), span: arg }));
  // Of the objects of other files only loggers are looked at.
  const isTelling =
    (found.from ?? (holder.path === 'logger' && holder.from)) && args.some((arg) => shown(arg.value, true).length > 0);
  const object = isTelling ? called(machine, holder) : holder;
  const value = !isTelling
    ? found
    : object === holder
      ? called(machine, found)
      : calleeValue(machine, callee, object, scope);
  const { names, language } = machine;
  const name = lastName(callee);
  const isMethod = callee.kind === 'attribute';
  const site: Site = { machine, node, scope, object, args, names, language, path: value.path ?? '', name, isMethod };
  const known = knownOf(site);
  atOptions(site);
  fillBy(machine, object.path, name, args);
  for (const show of known.shows) show(site);
  if (args.some(({ value }) => value.taints.length > 0 || value.box))
    atCall(machine, [...pathsOf(callee, object, value), ...errorOf(site, value)], args, node);
  if (value.code) {
    if (names.matches('sanitizer', name)) return CLEAN;
    return machine.invoke(value.code, args, node);
  }
  return resultOf(site, known) ?? objectOf(site);
}

/** An argument; `*headers` gives keys. */
function given(machine: Machine, name: string | null, arg: Expression, scope: Scope): Value {
  const value = machine.evaluate(arg, scope);
  return name === '*' && machine.language !== 'javascript' ? listed(value) : value;
}

/** By which names rules may watch what is called: through imports, as written, and that of a method. */
function pathsOf(callee: Expression, object: Value, { path, code }: Value): readonly string[] {
  if (callee.kind !== 'attribute' || code) return path && !code ? [path] : [];
  const isOpen = object.path === null && !object.isKnown && object.taints.length === 0;
  return [path ?? '', isOpen ? chainName(callee) : '', `*.${callee.name}`].filter((one) => one !== '');
}

/** What is called an error is one in JavaScript, unless its class says itself what it makes of what it is given. */
function errorOf({ language, name, scope }: Site, { code }: Value): readonly string[] {
  const isOwn = code !== null && (code.what === 'function' || code.self?.entries.has('constructor'));
  const isMade = name === 'super' ? scope.lookup('this')?.box?.entries.has(ERROR) : isError(name) && !isOwn;
  return language === 'javascript' && isMade ? ['Error'] : [];
}

function resultOf(site: Site, { results }: Known): Value | null {
  let value = unsealed(site);
  for (let at = 0; at < results.length && !value; at++) value = results[at]?.(site) ?? null;
  return value;
}

/** What is known of nothing else: an object of its own, `wandb.Table()`. */
function objectOf({ machine, args, path, name, node }: Site): Value {
  const isLogger = machine.language !== 'javascript' && machine.names.matches('logger-maker', name);
  const plain = path === '' && !isLogger ? UNKNOWN : named(machine, isLogger ? 'logger' : `${path}()`, node);
  const made = redacting(machine, plain, args);
  // What is to be read of something is told by an object: `z.object({ HF_TOKEN: z.string() })`.
  const box = path.endsWith('.object') ? (args[0]?.value.box ?? null) : made.box;
  return { ...made, box, text: args[0]?.value.text ?? null, isKnown: false };
}

/** A logger that is told to hide entries, `pino({ redact: ['token'] })`, shows objects without them. */
function redacting({ names }: Machine, made: Value, args: readonly Argument[]): Value {
  if (made.path !== 'logger') return made;
  const keys = args.flatMap(({ value }) => [...(value.box?.entries.keys() ?? [])]);
  const isHiding = keys.some((key) => names.matches('sanitizer', key));
  return isHiding ? { ...made, path: 'redacting' } : made;
}

function calleeValue(machine: Machine, callee: Expression, object: Value, scope: Scope): Value {
  if (callee.kind !== 'attribute') return machine.evaluate(callee, scope);
  if (object.sealed.length > 0) return UNKNOWN;
  const value = member(machine, object, callee.name, true, callee);
  const known = object.path ? value : spoken(machine, value, callee.name, dottedName(callee) ?? '', scope, callee);
  const isPlain = known.path || known.code || object.taints.length > 0 || object.box;
  return isPlain ? known : { ...UNKNOWN, path: null };
}
