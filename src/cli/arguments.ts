// Reads the arguments of the commands that must start fast, without a library.
import { parseArgs } from 'node:util';
import { HfleaksError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { mention } from '../path.ts';
import { COMMANDS, type CommandName, OPTIONS, type Option, type OptionName } from './options.ts';

/** What was typed: every option that was given, and the rest in order. */
export interface Arguments {
  readonly flags: ReadonlySet<OptionName>;
  readonly texts: ReadonlyMap<OptionName, string>;
  readonly lists: ReadonlyMap<OptionName, readonly string[]>;
  readonly rest: readonly string[];
}

/** Reads `argv`, without the command's own name. Throws `usage` for an option the command does not have, or a value it does not take. */
export function readArguments(command: CommandName, argv: readonly string[]): Arguments {
  // As hooks are called, without a word for the parser.
  if (!argv.some((word) => word.startsWith('-')))
    return { flags: new Set(), texts: new Map(), lists: new Map(), rest: argv };
  const names: readonly OptionName[] = COMMANDS[command].options;
  const known = Object.fromEntries(names.map((name) => [name, declaration(OPTIONS[name])]));
  const { tokens } = parseArgs({
    args: [...argv],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const [flags, texts, lists, rest] = [
    new Set<OptionName>(),
    new Map<OptionName, string>(),
    new Map<OptionName, string[]>(),
    [] as string[],
  ];
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value);
    if (token.kind !== 'option') continue;
    const name = names.find((one) => one === token.name);
    if (!name) throw unknownOption(command, token.rawName, names);
    const option: Option = OPTIONS[name];
    const value = checked(name, option, token.value);
    if (option.type === 'boolean') flags.add(name);
    else if (option.type === 'list') lists.set(name, [...(lists.get(name) ?? []), value]);
    else if (texts.has(name)) throw new HfleaksError('usage', `--${name} is given twice.`, 'Give it once.');
    else texts.set(name, value);
  }
  return { flags, texts, lists, rest };
}

function declaration({ type, short }: Option): { type: 'boolean' | 'string'; short?: string } {
  return { type: type === 'boolean' ? 'boolean' : 'string', ...(short && { short }) };
}

function checked(name: OptionName, option: Option, value: string | undefined): string {
  if (option.type === 'boolean') {
    if (value !== undefined) throw new HfleaksError('usage', `--${name} takes no value.`, `Write --${name} alone.`);
    return '';
  }
  if (!value || value.startsWith('--'))
    throw new HfleaksError(
      'usage',
      `--${name} needs a value.`,
      `Write --${name} ${option.choices?.join('|') ?? option.value ?? 'VALUE'}`,
    );
  if (option.choices && !option.choices.includes(value))
    throw new HfleaksError('usage', `--${name} does not take "${mention(value)}".`, didYouMean(value, option.choices));
  return value;
}

function unknownOption(command: CommandName, typed: string, names: readonly OptionName[]): HfleaksError {
  const known = names.map((name) => `--${name}`);
  return new HfleaksError('usage', `"hfleaks ${command}" has no option ${mention(typed)}.`, didYouMean(typed, known));
}
