// Gathers what a whole file says before its values are followed: roles of weak names, options of command lines, sealed fields.
import { MAX_ITEMS, type Node, type Owner, visit } from '../nodes.ts';
import type { Call, Expression, Mapping, Module, Span, Text } from '../syntax.ts';
import type { Names } from './names.ts';
import { noteBound, noteRead } from './reads.ts';
import type { Outlook } from './values.ts';

/** Longer names are no options. */
const MAX_NAME = 100;
const HUB = /hugging_?face|\bhf[_-]|\bHF_|\bhf\.co\b/i;
const HUB_URL = /huggingface\.co|\bhf\.co\b/;

/** Whether a text speaks of the Hub. */
export const isOfHub = (text: string): boolean => HUB.test(text);

/** Reads `module` once, without recursion. */
export function outlookOf(
  module: Module,
  text: string,
  names: Names,
  isScript: boolean,
): Omit<Outlook, 'isHub' | 'isClient'> {
  const roles = new Map<object | null, Set<string>>();
  const bearers = new Map<object | null, Set<string>>();
  const passed = new Map<object, 'token' | 'bearer'>();
  const options = new Map<string, Span>();
  const weakOptions = new Map<string, Span>();
  const sealed = new Set<string>();
  const reads = new Map<string, Map<string, readonly string[]>>();
  const stored = new Set<object>();
  const bound = new Map<string, number>();
  const isTaken = (key: string, node: Node): boolean =>
    (names.isCredential(key) || (passed.has(node) && names.matches('weak', key))) && !stored.has(node);
  const isUrl = HUB_URL.test(text);
  const add = (to: Map<object | null, Set<string>>, owner: Owner, value: Expression): void => {
    const name = weak(value, names);
    const body = owner?.body ?? null;
    if (name) to.set(body, (to.get(body) ?? new Set()).add(name));
    if (to === roles || !passed.has(value)) passed.set(value, to === roles ? 'token' : 'bearer');
  };
  const call = (node: Call, owner: Owner): void => {
    const callee = lastName(node.callee);
    const isHubCall = names.has('hub-callees', callee);
    if (isScript && DESCRIBES.test(callee))
      for (const option of describedIn(node, callee))
        if (names.isCredential(option)) options.set(option, node);
        else if (names.matches('weak', option)) weakOptions.set(option, node);
    const isOption = callee === 'add_argument' || callee === 'option' || callee === 'Option';
    for (const { name, value } of node.args) if (name !== null && names.isCredential(name)) passed.set(value, 'token');
    if (!isHubCall && !isOption && callee !== 'login') return;
    for (const [index, { name, value }] of node.args.slice(0, MAX_ITEMS).entries()) {
      // Whichever parameter it is for: what is called a token is one for the Hub.
      const isMeant = name === null ? weak(value, names) !== null : /^\*/.test(name);
      if (isHubCall && isMeant) passed.set(value, 'token');
      const isToken = name === null ? callee === 'login' && index === 0 : names.has('hub-keywords', name);
      if (isHubCall && isToken) add(roles, owner, value);
      if (isHubCall && value.kind === 'mapping')
        for (const { key, value: inner } of value.entries)
          if (key?.kind === 'text' && names.has('hub-keywords', String(key.parts[0]))) add(roles, owner, inner);
      if (isHubCall && index === 0 && /^Hf|^Inference/.test(callee)) add(roles, owner, value);
    }
    const option = isOption ? optionIn(node, names, isScript) : null;
    // One without a name is a parameter, of typer.
    if (option?.isCredential && option.name) options.set(option.name, node);
    else if (option && names.matches('weak', option.name)) weakOptions.set(option.name, node);
  };
  /** Both of `"Bearer " + token` and of `f"Bearer {token}"`. */
  const bearer = (before: Text['parts'][number] | undefined, node: Text['parts'][number], owner: Owner): void => {
    const text = typeof before === 'object' && before.kind === 'text' ? before.parts.at(-1) : before;
    if (typeof node !== 'string' && typeof text === 'string' && /\bBearer $/.test(text)) add(bearers, owner, node);
  };
  visit(module.statements, (node, owner) => {
    if (node.kind === 'assignment' && !isScript)
      for (const target of node.targets) {
        noteBound(bound, target, (key) => names.isCredential(key) || names.matches('weak', key));
        if (target.kind !== 'name') stored.add(target);
      }
    if (!isScript) noteRead(reads, node, isTaken);
    if (node.kind === 'call') call(node, owner);
    else if (node.kind === 'text' && isUrl && node.parts.length > 1)
      for (const [index, part] of node.parts.entries()) bearer(node.parts[index - 1], part, owner);
    else if (node.kind === 'operation' && isUrl && node.operator === '+')
      for (const [index, operand] of node.operands.entries()) bearer(node.operands[index - 1], operand, owner);
    else if (node.kind === 'assignment' && /\bSecret(?:Str|Bytes)?\b/.test(node.annotation))
      for (const target of node.targets) sealed.add(lastName(target));
  });
  // Where several are bound to one name, or the program itself puts one in, nothing says which of them holds it.
  for (const [name, times] of bound) if (times > 1) reads.delete(name.replace(/\..*/, ''));
  const [given, borne] = [lastParts(roles), lastParts(bearers)];
  const lent = new Map([...weakOptions].filter(([option]) => given.has(option)));
  return { roles, bearers, passed, options, lent, given, borne, reads, sealed };
}

const lastParts = (names: ReadonlyMap<object | null, ReadonlySet<string>>): ReadonlySet<string> =>
  new Set([...names.values()].flatMap((own) => [...own].map((name) => name.replace(/^.*\./, ''))));

/** The name by which an option is read, and whether its flags, its variable, its default or its help say that it is a credential. */
function optionIn({ args }: Call, names: Names, isScript: boolean): { name: string; isCredential: boolean } {
  let [flag, own, isCredential, isSwitch] = ['', '', false, false];
  for (const { name, value } of args.slice(0, MAX_ITEMS)) {
    const text = value.kind === 'text' && typeof value.parts[0] === 'string' ? value.parts[0] : '';
    if (name === null) {
      const [, long = ''] = /^(?:-\w,? )?--([\w-]{1,100})/.exec(text) ?? [];
      const dashed = long.replaceAll('-', '_');
      flag ||= dashed;
      isCredential ||= names.isCredential(dashed);
      if (!isScript && /^[a-z_]\w*$/i.test(text)) own = text;
    } else if (name === 'dest') own = text;
    else if (name === 'help') isCredential ||= names.matches('weak', flag) && names.matches('prompt', text);
    else if (name === 'envvar') isCredential ||= textsOf(value).some(names.isCredential);
    else if (name === 'default') isCredential ||= isRead(value, names);
    // A switch is no text: `action="store_true"`.
    else if ((name === 'action' && /^store_(?:true|false)$/.test(text)) || name === 'is_flag') isSwitch = true;
  }
  return { name: isSwitch ? '' : own || flag, isCredential: isCredential && !isSwitch };
}

/** What takes a description of options: yargs, node:util, meow. */
const DESCRIBES = /^(?:options?|parseArgs|meow)$/;

/** The options that an object describes: `options({ 'hf-token': … })`, `parseArgs({ options: … })`, `option('hf-token', { … })`. */
function describedIn({ args }: Call, callee: string): readonly string[] {
  const [first, last] = [args[0]?.value, args.at(-1)?.value];
  if (last?.kind !== 'mapping') return [];
  if (callee === 'option') return first?.kind === 'text' ? textsOf(first).map(attributeOf) : [];
  if (callee === 'options') return keysOf(last).map(attributeOf);
  return last.entries.flatMap(({ key, value }) => {
    const isList = key && /^(?:options|flags)$/.test(textsOf(key)[0] ?? '');
    return isList && value.kind === 'mapping' ? keysOf(value) : [];
  });
}

const keysOf = ({ entries }: Mapping): readonly string[] => entries.flatMap(({ key }) => (key ? textsOf(key) : []));
/** As yargs gives it: `hfToken` of `hf-token`. */
const attributeOf = (option: string): string =>
  option.slice(0, MAX_NAME).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A literal text, or those of a list. */
const textsOf = (value: Expression): readonly string[] =>
  (value.kind === 'sequence' ? value.items : [value]).flatMap((one) =>
    one.kind === 'text' ? String(one.parts[0]) : [],
  );

/** Whether `value` is a credential by its name, or reads one: `os.getenv("HF_TOKEN")`, also in a function, or as one of several. */
function isRead(value: Expression, names: Names): boolean {
  if (value.kind === 'operation' && value.operator !== 'or') return false;
  if (value.kind === 'call' && names.has('sanitizers', lastName(value.callee))) return false;
  let is = false;
  visit([value], (node) => {
    const [key] =
      node.kind === 'call' && /^(?:getenv|get|pop)$/.test(lastName(node.callee))
        ? node.args.map((arg) => arg.value)
        : [];
    const at = node.kind === 'subscript' ? node.index : key;
    if (node.kind === 'name') is ||= names.isCredential(node.name);
    else if (at) is ||= textsOf(at).some(names.isCredential);
  });
  return is;
}

/** `token`, `args.token`: the name of a value that is a credential only by its role. */
function weak(value: Expression, names: Names): string | null {
  if (!names.matches('weak', lastName(value))) return null;
  return dottedName(value);
}

/** `a.b.c`; null for anything else and for long chains. */
export function dottedName(expression: Expression): string | null {
  const parts: string[] = [];
  let at = expression;
  for (; at.kind === 'attribute' && parts.length < 5; at = at.object) parts.push(at.name);
  return at.kind === 'name' ? [at.name, ...parts.reverse()].join('.') : null;
}

/** The same of a chain of calls: `res.status().json`; `''` for anything else and for long ones. */
export function chainName(expression: Expression, room = 6): string {
  if (expression.kind === 'name') return expression.name;
  if (room === 0 || (expression.kind !== 'call' && expression.kind !== 'attribute')) return '';
  const inner = chainName(expression.kind === 'call' ? expression.callee : expression.object, room - 1);
  return inner && (expression.kind === 'call' ? `${inner}()` : `${inner}.${expression.name}`);
}

export function lastName(expression: Expression): string {
  return expression.kind === 'name' || expression.kind === 'attribute' ? expression.name : '';
}
