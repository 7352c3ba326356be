// What a call gives, and what it shows: sources, sanitizers, propagators, sinks, functions of the file.
import type { Call, Expression } from '../syntax.ts';
import { callBack } from './callbacks.ts';
import { commandOf } from './commands.ts';
import { atBundler } from './configs.ts';
import { changed, parsed, replaced } from './containers.ts';
import { fileOf, PATHS, writes } from './files.ts';
import { iterated } from './iterables.ts';
import { type Argument, type Machine, positional } from './machine.ts';
import { dumped, entriesOf, filledIn, partsOf, selected } from './mappings.ts';
import { asObject, brought, called } from './modules.ts';
import type { Names } from './names.ts';
import { clientOf, localsOf, widgetOf } from './objects.ts';
import { heldBy, optionsOf, recordOf, recordsOf } from './options.ts';
import { chainName, dottedName, lastName } from './outlook.ts';
import type { Scope } from './scopes.ts';
import { atCall, atPlace } from './sinks.ts';
import { notice, type Site } from './site.ts';
import { credential, member, named, spoken, variable } from './sources.ts';
import { keysOf, pairsOf } from './turns.ts';
import {
  Box,
  boxed,
  CLEAN,
  join,
  listOf,
  loosened,
  shown,
  type Taint,
  tainted,
  UNKNOWN,
  union,
  type Value,
} from './values.ts';

/** What gives the keys of a mapping. */
const LISTS = /^(?:list|tuple|set|frozenset|sorted|reversed|iter)$/;
/** More arguments than anyone writes by hand are data. */
const MAX_ARGUMENTS = 2000;

/** Evaluates a call: its arguments first, then what it does with them. */
export function call(machine: Machine, node: Call, scope: Scope): Value {
  const { callee } = node;
  const holder = callee.kind === 'attribute' ? machine.evaluate(callee.object, scope) : UNKNOWN;
  const known = calleeValue(machine, callee, holder, scope);
  const args = node.args
    .slice(0, MAX_ARGUMENTS)
    .map(({ name, value: arg }) => ({ name, value: machine.evaluate(arg, scope), span: arg }));
  // Of the objects of other files only loggers are looked at.
  const isTelling =
    (known.from ?? (holder.path === 'logger' && holder.from)) && args.some((arg) => shown(arg.value, true).length > 0);
  const object = isTelling ? called(machine, holder) : holder;
  const value = !isTelling
    ? known
    : object === holder
      ? called(machine, known)
      : calleeValue(machine, callee, object, scope);
  const path = value.path ?? '';
  const site: Site = { machine, node, scope, object, args, path, name: lastName(callee) };
  notice(site);
  writes(site);
  atBundler(site);
  const method = callee.kind === 'attribute' && !value.code && lastName(callee);
  const isOpen = object.path === null && !object.isKnown && object.taints.length === 0;
  const written = isOpen && method ? chainName(callee) : '';
  const paths = [value.code ? '' : path, written, method && `*.${method}`].filter((one) => one !== false && one !== '');
  atCall(machine, paths as string[], args, node);
  if (value.code) {
    if (machine.names.matches('sanitizer', site.name)) return CLEAN;
    return machine.invoke(value.code, args, node);
  }
  const result =
    callBack(site) ??
    widgetOf(site) ??
    commandOf(site) ??
    clientOf(site) ??
    recordOf(site) ??
    sourceOf(site) ??
    sanitized(site) ??
    iterated(site) ??
    changed(site) ??
    passedOn(site) ??
    sealedIn(site) ??
    heldBy(site) ??
    parsed(site);
  if (result) return result;
  const isLogger = machine.language !== 'javascript' && machine.names.matches('logger-maker', site.name);
  const plain = path === '' && !isLogger ? UNKNOWN : named(machine, isLogger ? 'logger' : `${path}()`, node);
  const made = redacting(machine, plain, args);
  // What is to be read of something is told by an object: `z.object({ HF_TOKEN: z.string() })`.
  const box = path.endsWith('.object') ? (args[0]?.value.box ?? null) : made.box;
  return fileOf(site) ?? { ...made, box, text: args[0]?.value.text ?? null, isKnown: false };
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

function sourceOf({ machine, node, object, args, path, name, scope }: Site): Value | null {
  const { names } = machine;
  const [first, second] = args;
  if (path === 'require' && first?.value.text) {
    const given = machine.importedFrom(first.value.text, 'credentials');
    const { text } = first.value;
    if (given) return brought(asObject(given), node);
    return { ...named(machine, text.replace(/^node:/, ''), node), from: { module: text, name: 'default' } };
  }
  const key = first?.value.text ?? '';
  if (names.has('readers', path)) {
    const value = variable(machine, key, node);
    return second && second.name !== 'cast' ? join(value, { ...second.value, isKnown: value.isKnown }) : value;
  }
  if (object.taints.some(({ label }) => label === 'environment') && names.has('getters', name))
    return variable(machine, key, node);
  const short = path.startsWith('huggingface_hub.') ? `huggingface_hub.${path.split('.').at(-1)}` : path;
  if (names.has('credentials', path) || names.has('credentials', short)) return tainted([credential(1, node, path)]);
  if (machine.language === 'notebook' && path === 'get_token') return tainted([credential(1, node, path)]);
  if (names.has('stores', path) && isSecret(names, key)) return tainted([credential(1, node, path)]);
  if (names.has('prompts', path) && args.some(({ value }) => names.matches('prompt', value.text ?? '')))
    return tainted([credential(1, node, path)]);
  if (name === 'HfArgumentParser') return recordsOf(machine, args, node);
  if (object.path === 'HfArgumentParser()' && /^parse_/.test(name)) return boxed(object.box ?? new Box('list'));
  const isOptions = machine.language === 'javascript' && name === 'opts';
  if (isOptions || /^parse_(?:known_)?args$|^parse_args_into_dataclasses$/.test(name)) return optionsOf(machine, name);
  if (
    names.has('getters', name) &&
    object.box?.kind !== 'client' &&
    (object.box || object.path) &&
    first &&
    name !== 'pop'
  ) {
    if (object.path && names.has('stores', object.path) && names.isCredential(key))
      return tainted([credential(1, node, object.path)]);
    const value = object.box?.entries.get(key);
    if (value) return value;
  }
  if (path === 'getattr' && first && second?.value.text)
    return member(machine, first.value, second.value.text, true, node);
  if (names.has('getters', name) && key && !object.box) {
    const value = names.has('visitors', object.path ?? '') ? member(machine, object, key, false, node) : UNKNOWN;
    return spoken(machine, value, key, '', scope, node);
  }
  const isRead = /^read/.test(name) && names.matches('token-file', object.text ?? '');
  if (!isRead && !(/^read(?:Text)?File(?:Sync)?$/.test(name) && names.matches('token-file', key))) return null;
  const value = tainted([credential(1, node, 'the token file')]);
  const given = args.at(-1)?.value.code;
  if (given) machine.invoke(given, positional([CLEAN, value], node), node);
  return value;
}

/** Whether a key of a store says what it is: also in a path, `prod/hf-token`, `huggingface/token`. */
const isSecret = ({ isCredential }: Names, key: string): boolean =>
  [...key.split('/'), key.replaceAll('/', '_')].some(isCredential) || /^(?:hf|hugging_?face)$/i.test(key);

const isRegex = (node: Expression | undefined): boolean => node?.kind === 'literal' && node.value.startsWith('/');

function sanitized({ machine, node, args, object, path, name }: Site): Value | null {
  const { names } = machine;
  if (object.sealed.length > 0) return name === 'get_secret_value' ? tainted(object.sealed) : CLEAN;
  if (names.has('sanitizers', path) || names.matches('sanitizer', name)) return CLEAN;
  if (path === 'JSON.stringify' && args[0] && args[1]) return replaced(args[0].value, args[1].value, node);
  if (object.taints.length > 0 && names.has('sanitizing-methods', name)) return CLEAN;
  if (node.callee.kind === 'attribute' && names.has('others', name)) return CLEAN;
  if ((name === 'replace' || name === 'replaceAll') && args[0])
    return args[0].value.taints.length > 0 || isRegex(node.args[0]?.value) ? CLEAN : null;
  return null;
}

function passedOn({ machine, object, args, path, name, node, scope }: Site): Value | null {
  const { names } = machine;
  if (names.has('dumpers', path) || (node.callee.kind === 'attribute' && names.has('dumpers', `*.${name}`))) {
    const values = path && names.has('dumpers', path) ? args.map(({ value }) => value) : [object];
    const writer = path === 'JSON.stringify' && args[0]?.value.box?.entries.get('toJSON')?.code;
    if (writer) return tainted(shown(machine.invoke(writer, [], node)));
    return dumped(
      machine,
      path,
      name,
      values.map((value) => selected(value, args)),
    );
  }
  if (names.has('copies', path) && args[0]?.value.box) {
    const { value } = args[0];
    return value.box?.kind === 'dict' && LISTS.test(path)
      ? keysOf(value)
      : { ...value, box: value.box?.copy() ?? null };
  }
  if (names.has('collectors', path)) {
    const box = new Box('object', true);
    for (const { name: key, value } of args) if (key && !/^\*/.test(key)) box.add(key, value);
    return boxed(box);
  }
  if (/^streamlit\.(?:columns|tabs)$/.test(path)) return listOf(named(machine, 'streamlit', node));
  if (names.has('propagators', path)) return together(args.map(({ value }) => value));
  if (args.length === 0 && machine.language !== 'javascript' && /^(?:locals|globals|vars)$/.test(path))
    return boxed(localsOf(machine, scope, node));
  if (names.has('mapping-makers', path)) {
    const box = new Box('dict', true, args[0]?.value.box?.form);
    for (const { name: key, value } of args)
      if (key) box.add(key, value);
      else for (const [inner, entry] of entriesOf(value)) box.add(inner, entry);
    return { ...boxed(box), taints: args.flatMap(({ value }) => value.taints) };
  }
  if (object.taints.some(({ label }) => label === 'environment') && /^(?:items|entries)$/.test(name))
    return pairsOf(object);
  if (path.startsWith('Object.')) {
    const parts = partsOf(path, args[0]?.value ?? UNKNOWN);
    if (parts) return parts;
  }
  if (name === 'format' || name === 'concat' || name === 'format_map') {
    for (const arg of args) urlParts(machine, object.text, arg.value, node);
    return together([
      object,
      ...args.map(({ name: key, value }) =>
        key === '**' || name === 'format_map' ? filledIn(object.text, value) : value,
      ),
    ]);
  }
  if (name === 'join' && !PATHS.test(path))
    return joined([args[0]?.value ?? UNKNOWN, object].filter((one) => one.taints.length > 0 || one.box));
  if (/^(?:slice|substring|substr)$/.test(name) && object.taints.length > 0) return sliced(object, node);
  const isSame = object.taints.length > 0 && names.has('propagating-methods', name);
  return isSame ? { ...object, path: null, isKnown: true } : null;
}

function urlParts(machine: Machine, text: string | null, value: Value, node: Call): void {
  if (!text || value.taints.length === 0) return;
  if (/[?&](?:access_)?token=\{/.test(text)) atPlace(machine, 'url-query', value, node, 'a URL');
  if (/:\/\/[^/@\s]*\{\w*\}@(?:huggingface|hf)\.co/.test(text)) atPlace(machine, 'url-userinfo', value, node, 'a URL');
}

const joined = (values: readonly Value[]): Value => tainted(loosened(together(values).taints));

const together = (values: readonly Value[]): Value =>
  tainted(values.map((value) => shown(value)).reduce<readonly Taint[]>((a, b) => union(a, b, true), []));

function sliced(object: Value, node: Call): Value {
  const bounds = node.args.map(({ value }) => numberOf(value));
  const [from = 0, to = null] = bounds;
  const end = lastName(node.callee) === 'substr' && from !== null && to !== null ? from + to : to;
  const place = (at: number): number => Math.max(0, Math.min(37, at < 0 ? at + 37 : at));
  const isSure = bounds.every((bound) => bound !== null);
  const letters = isSure ? Math.max(0, place(end ?? 37) - Math.max(3, place(from ?? 0))) : 8;
  const taints = object.taints.filter(({ label }) => label === 'credential');
  return tainted(letters === 0 ? [] : taints.map((taint) => ({ ...taint, visible: Math.min(taint.visible, letters) })));
}

function numberOf(node: Expression): number | null {
  if (node.kind === 'literal' && /^-?\d+$/.test(node.value)) return Number(node.value);
  const [inner] = node.kind === 'operation' && node.operator === '-' ? node.operands : [];
  return inner?.kind === 'literal' && /^\d+$/.test(inner.value) ? -Number(inner.value) : null;
}

function sealedIn({ machine, args, path, name }: Site): Value | null {
  const isSealer = machine.names.has('sealers', path) || machine.names.has('sealers', name);
  return isSealer ? { ...CLEAN, sealed: args.flatMap(({ value }) => value.taints) } : null;
}
