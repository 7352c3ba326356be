// Commands that programs run: what they print of a credential, to the terminal or to who captures it, or write to a file.

import { positional } from '../machine.ts';
import { dottedName } from '../outlook.ts';
import { atCall, atPlace } from '../sinks.ts';
import type { Knowledge, Site } from '../site.ts';
import { credential, named } from '../sources.ts';
import { Box, boxed, CLEAN, shown, tainted, type Value } from '../values.ts';
import { isHere } from './files.ts';

/** Nobody runs a longer command; one that is a constant may be run many times. */
const MAX_LINE = 2000;
const SHELL = /^(?:\S*\/)?(?:ba|z|da)?sh -l?c /;
/** What prints its variable, and what prints the token that is stored, where nothing takes it on. */
const ECHO = /^(?:echo|printf)\b[^|>]*\$\{?(\w{1,100})\b[^|>]*$/;
const PRINTENV = /^printenv (\w{1,100})\s*$/;
const STORED = /^(?:hf|huggingface-cli) auth token\s*$/;
const CAT =
  /^cat\s+["']?(?:[^\s"'|>;&]{0,200}\/\.?huggingface\/token|\$\{?HF_(?:HOME\}?\/token|TOKEN_PATH\}?))["']?\s*$/;
/** What prints all variables, and what leaves those that are a credential. */
const DUMP = /^(?:env|printenv)$/;
const FILTER =
  /^(?:sort|grep(?: -[iEw]{1,3})? ["']?\^?(?:hf_?|hf_t\w{0,30}|hug\w{0,40}|\w{0,30}(?:token|secret|key))=?["']?)$/i;
const TO_FILE = /^[^|>]*>>?\s*["']?([\w./~-]{1,200})["']?\s*$/;

/** What the output of a command holds, if it is a credential that is captured. */
export const commands: Knowledge = {
  isAbout: ({ names, path }) => names.has('commands', path),
  result: commandOf,
};

function commandOf(site: Site): Value | null {
  const { machine, node, args, path } = site;
  const [first] = args;
  const told = first && shown(first.value).length > 0 ? putIn(site) : printed(site);
  if (!told) return null;
  if (machine.language === 'javascript') return outputOf(site, told);
  if (/check_output$|getoutput$/.test(path)) return told;
  const isCaptured = node.args.some(
    ({ name, value }) =>
      (name === 'capture_output' && value.kind === 'literal' && value.value === 'True') ||
      (name === 'stdout' && dottedName(value) !== 'sys.stdout'),
  );
  if (!isCaptured) atCall(machine, ['print'], positional([told], node), node);
  const result = new Box('client');
  if (isCaptured) result.add('stdout', told);
  return boxed(result);
}

/** What Node gives of it, to who reads the result or to a function, unless it goes where the program's own output does. */
function outputOf({ machine, node, args, path }: Site, told: Value): Value {
  const isInherited = args.some(({ value }) => value.box?.entries.get('stdio')?.text === 'inherit');
  if (isInherited) atCall(machine, ['console.log'], positional([told], node), node);
  if (path.endsWith('execSync') || path.endsWith('execFileSync')) return isInherited ? CLEAN : told;
  const code = args.at(-1)?.value.code;
  if (code) machine.invoke(code, positional([CLEAN, told], node), node);
  const result = new Box('client');
  if (path.endsWith('spawnSync') && !isInherited) result.add('stdout', told);
  return boxed(result);
}

/** The credential that a command of literal words prints, or all variables. */
function printed({ machine, args, node }: Site): Value | null {
  const { names } = machine;
  const words = args.flatMap(({ name, value }) => {
    if (name !== null || value.code || value.box?.kind === 'dict') return [];
    return value.box ? [...value.box.entries.values()] : [value];
  });
  if (words.reduce((sum, { text }) => sum + (text?.length ?? 1), 0) > MAX_LINE) return null;
  const line = words.map(({ text }) => text ?? '?').join(' ');
  const command = line.replace(SHELL, '');
  // Without a shell, nothing puts variables into words.
  const isShell = command !== line || !args.some(({ value }) => value.box?.kind === 'list');
  const [, variable = ''] = (isShell && ECHO.exec(command)) || (PRINTENV.exec(command) ?? []);
  const [first = '', ...filters] = command.split('|').map((one) => one.trim());
  const hasOwn = args.some(({ name, value }) => name === 'env' || value.box?.entries.has('env'));
  if (DUMP.test(first) && filters.every((one) => FILTER.test(one)) && !hasOwn)
    return named(machine, machine.language === 'javascript' ? 'process.env' : 'os.environ', node);
  const isStored = STORED.test(command) || CAT.test(command);
  return names.isCredential(variable) || isStored ? tainted([credential(1, node, variable || line)]) : null;
}

/** One that is put into the line of an `echo`, which prints it, or writes it to a file. */
function putIn({ machine, args: [first], node, name }: Site): Value | null {
  const line = node.args[0]?.value;
  if (line?.kind !== 'text' || !first || !/^\s*(?:echo|printf)\b/.test(String(line.parts[0]))) return null;
  const rest = line.parts.filter((part) => typeof part === 'string').join('');
  const [, file] = TO_FILE.exec(rest) ?? [];
  if (file) atPlace(machine, isHere(file) ? 'write-here' : 'write-elsewhere', first.value, node, name, file);
  return /[|>]/.test(rest) ? null : first.value;
}
