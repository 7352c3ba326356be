// Calls that give credentials: variables of the environment, the Hub's library, stores, prompts, files.
import { positional } from '../machine.ts';
import { asObject, brought } from '../modules.ts';
import type { Names } from '../names.ts';
import type { Knowledge, Site } from '../site.ts';
import { credential, member, named, spoken, storedAt, variable } from '../sources.ts';
import { isEnvironment } from '../turns.ts';
import { Box, boxed, CLEAN, join, shown, tainted, UNKNOWN, type Value } from '../values.ts';

/** What another file gives, `require('./config')`. */
export const required: Knowledge = {
  isAbout: ({ path }) => path === 'require',
  result: ({ machine, args: [first], node }) => {
    const { text = null } = first?.value ?? {};
    if (!text) return null;
    const given = machine.importedFrom(text, 'credentials');
    if (given) return brought(asObject(given), node);
    return { ...named(machine, text.replace(/^node:/, ''), node), from: { module: text, name: 'default' } };
  },
};

/** `os.getenv('HF_TOKEN', default)`. */
export const readers: Knowledge = {
  isAbout: ({ names, path }) => names.has('readers', path),
  result: ({ machine, args: [first, second], node }) => {
    if (first?.value.isAny) return null;
    const value = variable(machine, first?.value.text ?? '', node);
    return second && second.name !== 'cast' ? join(value, { ...second.value, isKnown: value.isKnown }) : value;
  },
};

/** `get_token()`. */
export const givers: Knowledge = {
  isAbout: ({ names, language, path }) => {
    const short = path.startsWith('huggingface_hub.') ? `huggingface_hub.${path.split('.').at(-1)}` : path;
    const isMagic = language === 'notebook' && path === 'get_token';
    return isMagic || names.has('credentials', path) || names.has('credentials', short);
  },
  result: ({ node, path }) => tainted([credential(1, node, path)]),
};

/** `userdata.get('HF_TOKEN')`, `getpass('Hugging Face token')`. */
export const stores: Knowledge = {
  isAbout: ({ names, path }) => names.has('stores', path) || names.has('prompts', path),
  result: ({ names, args, node, path }) => {
    const isStored = names.has('stores', path) && isSecret(names, args[0]?.value.text ?? '');
    const isAsked = names.has('prompts', path) && args.some(({ value }) => names.matches('prompt', value.text ?? ''));
    return isStored || isAsked ? tainted([credential(1, node, path)]) : null;
  },
};

/** Whether a key of a store says what it is: also in a path, `prod/hf-token`, `huggingface/token`. */
const isSecret = ({ isCredential }: Names, key: string): boolean =>
  [...key.split('/'), key.replaceAll('/', '_')].some(isCredential) || /^(?:hf|hugging_?face)$/i.test(key);

/** `environ.get('HF_TOKEN')`, and the same of mappings and objects. */
export const getters: Knowledge = {
  isAbout: ({ names, name }) => names.has('getters', name),
  result: gotten,
};

function gotten({ machine, names, object, args: [first, second], name, node, scope }: Site): Value | null {
  const key = first?.value.text ?? '';
  if (first?.value.isAny && isEnvironment(object)) return { ...CLEAN, taints: object.taints };
  if (isEnvironment(object)) return storedAt(machine, object.path, key, node) ?? variable(machine, key, node);
  if (object.box?.kind !== 'client' && (object.box || object.path) && first && name !== 'pop') {
    const stored = storedAt(machine, object.path, key, node);
    if (stored) return stored;
    const value = object.box?.entries.get(key);
    if (value) return value.taints.length > 0 ? spoken(machine, value, key, '', scope, node) : value;
  }
  if (!key || object.box || (name === 'setdefault' && second && shown(second.value).length > 0)) return null;
  const value = names.has('visitors', object.path ?? '') ? member(machine, object, key, false, node) : UNKNOWN;
  return spoken(machine, value, key, '', scope, node);
}

/** `getattr(args, 'hf_token')`. */
export const attributes: Knowledge = {
  isAbout: ({ path }) => path === 'getattr',
  result: ({ machine, args: [first, second], node }) =>
    first && second?.value.text ? member(machine, first.value, second.value.text, true, node) : null,
};

/** The file in which the Hub's library keeps the token: `Path('~/.cache/huggingface/token').read_text()`. */
export const tokenFiles: Knowledge = {
  isAbout: ({ name }) => /^read/.test(name),
  result: ({ machine, names, object, args, name, node }) => {
    const isRead = names.matches('token-file', object.text ?? '');
    const isFile = /^read(?:Text)?File(?:Sync)?$/.test(name);
    if (!isRead && !(isFile && names.matches('token-file', args[0]?.value.text ?? ''))) return null;
    const value = tainted([credential(1, node, 'the token file')]);
    const given = args.at(-1)?.value.code;
    if (given) machine.invoke(given, positional([CLEAN, value], node), node);
    return value;
  },
};

/** What is read of the environment by an object that says what: `schema.parse(process.env)`, `cleanEnv(process.env, { HF_TOKEN: str() })`. */
export const schemas: Knowledge = {
  isAbout: ({ language }) => language === 'javascript',
  result: declared,
};

function declared({ machine, object, args, node }: Site): Value | null {
  if (!args.some(({ value }) => isEnvironment(value))) return null;
  const keys = [object, ...args.map(({ value }) => value)].flatMap(({ box }) => [...(box?.entries.keys() ?? [])]);
  const box = new Box('dict');
  for (const key of keys) if (machine.names.isCredential(key)) box.entries.set(key, variable(machine, key, node));
  return box.entries.size > 0 ? boxed(box) : null;
}
