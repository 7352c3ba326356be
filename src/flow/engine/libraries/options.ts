// What the options of a command line give: as a namespace, or in records of the file.
import type { Call, Span } from '../../syntax.ts';
import type { Argument, Machine } from '../machine.ts';
import type { Knowledge, Site } from '../site.ts';
import { credential } from '../sources.ts';
import { Box, boxed, CLEAN, type Code, tainted, tupleOf, UNKNOWN, type Value } from '../values.ts';

/** Parsers of options, and what they give. */
export const parsers: Knowledge = {
  isAbout: ({ language, name }) =>
    name === 'HfArgumentParser' || /^parse_/.test(name) || (language === 'javascript' && name === 'opts'),
  result: ({ machine, object, args, name, node }) => {
    if (name === 'HfArgumentParser') return recordsOf(machine, args, node);
    if (object.path === 'HfArgumentParser()') return boxed(object.box ?? new Box('list'));
    return /^(?:opts|parse_(?:known_)?args|parse_args_into_dataclasses)$/.test(name) ? optionsOf(machine, name) : null;
  },
};

/** What fills records of the file from the command line: `HfArgumentParser((ModelArguments, ScriptArguments))`. */
function recordsOf(machine: Machine, args: readonly Argument[], node: Call): Value | null {
  const given = args.flatMap(({ value }) => (value.code ? [value] : [...(value.box?.entries.values() ?? [])]));
  const records = tupleOf(given.map(({ code }) => (code?.what === 'class' ? filled(machine, code, node) : UNKNOWN)));
  return given.some(({ code }) => code) ? { ...records, path: 'HfArgumentParser()' } : null;
}

/** The same of what makes one record: `tyro.cli(Args)`. */
export const makers: Knowledge = {
  isAbout: ({ names, path }) => names.has('makers', path),
  result: recordOf,
};

function recordOf({ machine, args, node }: Site): Value | null {
  const { code = null, box = null } = args.find(({ value }) => value.code?.what === 'class' || value.box)?.value ?? {};
  return code ? filled(machine, code, node) : box && boxed(box);
}

/** An object whose fields are options: also of one that is None by default something can be given. */
function filled(machine: Machine, code: Code, node: Call): Value {
  const value = machine.invoke(code, [], node);
  for (const [field, entry] of value.box?.entries ?? []) {
    const strength = machine.names.isCredential(field) ? 1 : machine.outlook.given.has(field) ? 3 : null;
    if (strength === null || entry.code || entry.taints.length + entry.sealed.length > 0) continue;
    value.box?.entries.set(field, tainted([credential(strength, entry.at ?? node, `the option ${field}`)]));
  }
  return value;
}

/** What the options of the command line that hold a credential give, as `name` parses them; of those `among` a command's own. */
export function optionsOf(machine: Machine, name: string, among?: readonly string[]): Value | null {
  // By their names: a program may have as many commands as options.
  const those = (all: ReadonlyMap<string, Span>): readonly (readonly [string, Span])[] =>
    among ? among.flatMap((option) => (all.has(option) ? [[option, all.get(option) as Span] as const] : [])) : [...all];
  const [options, lent] = [those(machine.outlook.options), those(machine.outlook.lent)];
  if (options.length + lent.length === 0) return null;
  const box = new Box('object', true, 'namespace');
  const isScript = machine.language === 'javascript';
  const add = (option: string, span: Span, strength: 1 | 3): void => {
    const own = isScript ? option.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) : option;
    box.add(own, tainted([credential(strength, span, `the option ${option}`)]));
  };
  for (const [option, span] of options) add(option, span, 1);
  for (const [option, span] of lent) add(option, span, 3);
  if (isScript || name === 'parse_args') return boxed(box);
  // The second is what the parser does not know.
  return tupleOf(name === 'parse_known_args' ? [boxed(box), CLEAN] : [boxed(box)]);
}

/** What a field of a record holds where nobody gives another value, if that is a credential: `field(default_factory=get_token)`. */
export const fields: Knowledge = {
  isAbout: ({ names, path }) => names.has('fields', path),
  result: heldBy,
};

function heldBy({ machine, names, args, node }: Site): Value | null {
  const maker = args.find(({ name }) => name === 'default_factory' || name === 'factory')?.value;
  const made = maker?.code ? machine.invoke(maker.code, [], node) : null;
  const own = maker?.path && names.has('credentials', maker.path) ? tainted([credential(1, node, maker.path)]) : null;
  const standard = args.find(({ name }, at) => name === 'default' || (name === null && at === 0))?.value;
  const value = made ?? own ?? standard;
  if (value && value.taints.length > 0) return value;
  // Where it is read from: `Field(alias="HF_TOKEN")`, `Option(None, "--hf-token", envvar=["HF_TOKEN"])`.
  const words = args
    .filter(({ name }) => name === null || /^(?:alias|validation_alias|env|envvar)$/.test(name))
    .flatMap(({ value: { text, box } }) => [text, ...[...(box?.entries.values() ?? [])].map((one) => one.text)]);
  const word = words.find((one) => one && machine.names.isCredential(one));
  return word ? tainted([credential(1, node, word)]) : null;
}
