// What GitHub's runner does with a step of ours, after its source: actions/runner, commit 258d6c857db3519913f7deb6004b60172f8043ae.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../repository.ts';

/** The commands that are registered: src/Runner.Worker/ActionCommandManager.cs, the classes from line 234 on. */
const REGISTERED = [
  ...['stop-commands', 'set-env', 'set-output', 'save-state', 'add-mask', 'add-path', 'add-matcher', 'remove-matcher'],
  ...['debug', 'warning', 'error', 'notice', 'group', 'endgroup', 'echo'],
];

export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** src/Runner.Common/ActionCommand.cs, 51-119 TryParseV2: `::name key=value,key=value::data` at the start of a line. */
export function parseV2(line: string, registered: ReadonlySet<string>): Command | null {
  const message = line.trimStart();
  const end = message.indexOf('::', 2);
  if (!message.startsWith('::') || end < 0) return null;
  const unescaped = (text: string, more: readonly (readonly [string, string])[]): string =>
    [['%0D', '\r'], ['%0A', '\n'], ...more, ['%25', '%']].reduce(
      (all, [from = '', to = '']) => all.replaceAll(from, to),
      text,
    );
  const property = (text: string): string =>
    unescaped(text, [
      ['%3A', ':'],
      ['%2C', ','],
    ]);
  return command(message.slice(2, end), ',', true, registered, property, () => unescaped(message.slice(end + 2), []));
}

/** src/Runner.Common/ActionCommand.cs, 121-189 TryParse: `##[name key=value;key=value]data` anywhere in a line. */
export function parseV1(line: string, registered: ReadonlySet<string>): Command | null {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  if (end < 0) return null;
  const unescaped = (text: string): string =>
    [
      ['%3B', ';'],
      ['%0D', '\r'],
      ['%0A', '\n'],
      ['%5D', ']'],
      ['%25', '%'],
    ].reduce((all, [from = '', to = '']) => all.replaceAll(from, to), text);
  return command(line.slice(start + 3, end), ';', false, registered, unescaped, () => unescaped(line.slice(end + 1)));
}

function command(
  info: string,
  separator: string,
  trims: boolean,
  registered: ReadonlySet<string>,
  unescaped: (text: string) => string,
  data: () => string,
): Command | null {
  const space = info.indexOf(' ');
  const name = space < 0 ? info : info.slice(0, space);
  if (!registered.has(name.toLowerCase())) return null;
  const rest = space > 0 ? info.slice(space + 1) : '';
  const properties: Record<string, string> = {};
  for (const one of (trims ? rest.trim() : rest).split(separator)) {
    // Of two pieces the first `=` parts; empty pieces are passed over.
    const pair = /^=*([^=]+)=+([\s\S]+)$/.exec(one);
    if (pair) properties[pair[1] as string] = unescaped(pair[2] as string);
  }
  return { name: name.toLowerCase(), properties, data: data() };
}

export interface Annotation {
  readonly level: string;
  readonly message: string;
  readonly data: Readonly<Record<string, string>>;
}

export interface Heard {
  /** The names of all commands that were executed, in order. */
  readonly executed: readonly string[];
  /** Those that GitHub keeps: ten of a level. */
  readonly annotations: readonly Annotation[];
  readonly dropped: number;
  /** What people see in the log. */
  readonly log: readonly string[];
}

/** src/Runner.Worker/Handlers/OutputManager.cs, 77-92, and ActionCommandManager.cs, 61-154: each line is a command, or is shown. */
export function hear(output: string): Heard {
  const registered = new Set(REGISTERED);
  const [executed, annotations, log]: [string[], Annotation[], string[]] = [[], [], []];
  let stop: string | null = null;
  let dropped = 0;
  for (const line of output.split(/\r\n|[\r\n]/)) {
    const found = parseV2(line, registered) ?? parseV1(line, registered);
    if (!found || (stop !== null && found.name !== stop)) {
      log.push(line);
      continue;
    }
    if (stop !== null) {
      registered.delete(stop);
      stop = null;
      continue;
    }
    executed.push(found.name);
    if (found.name === 'stop-commands') {
      stop = found.data.toLowerCase();
      // 156-188 ValidateStopToken
      if (registered.has(stop) || stop === '' || stop === 'pause-logging') throw new Error('the stop token is refused');
      registered.add(stop);
    }
    if (!/^(?:error|warning|notice)$/.test(found.name)) continue;
    // src/Runner.Worker/ExecutionContext.cs, 144-146 and 796-838: ten of a level, 4096 characters.
    if (annotations.filter(({ level }) => level === found.name).length >= 10) dropped++;
    else annotations.push({ level: found.name, message: found.data.slice(0, 4096), data: validated(found.properties) });
    log.push(`##[${found.name}]${found.data}`);
  }
  if (stop !== null) throw new Error('commands stay stopped for the steps that follow');
  return { executed, annotations, dropped, log };
}

/** src/Runner.Worker/ActionCommandManager.cs, 716-772 ValidateLinesAndColumns. */
function validated(properties: Command['properties']): Command['properties'] {
  const all = { ...properties };
  const number = (name: string): number => Number.parseInt(all[name] ?? '', 10);
  const drop = (...names: readonly string[]): void => {
    for (const name of names) delete all[name];
  };
  const hasColumn = 'col' in all || 'endColumn' in all;
  if (!('line' in all) && 'endLine' in all) all.line = all.endLine as string;
  if (!('line' in all) && hasColumn) drop('col', 'endColumn');
  if ('endLine' in all && all.line !== all.endLine && hasColumn) drop('col', 'endColumn');
  if (number('endLine') < number('line')) drop('line', 'endLine');
  if (number('endColumn') < number('col')) drop('col', 'endColumn');
  return all;
}

/** src/Runner.Worker/FileCommandManager.cs, 364-460 EnvFileKeyValuePairs: `name=value`, or `name<<delimiter`, value, delimiter. */
export function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (line === '') continue;
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) outputs[line.slice(0, equals)] = line.slice(equals + 1);
    else if (heredoc > 0 && line.length > heredoc + 2) {
      const end = lines.indexOf(line.slice(heredoc + 2), at + 1);
      if (end < 0) throw new Error('the delimiter is missing');
      outputs[line.slice(0, heredoc)] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else throw new Error('an output has no form');
  }
  return outputs;
}

/** src/Runner.Worker/FileCommandManager.cs, 223: bytes over which a summary is dropped. */
export const SUMMARY_LIMIT = 1024 * 1024;

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as ActionFile;

/** src/Runner.Worker/Handlers/Handler.cs, 185: the inputs that a step is given, and the defaults of all others. */
export function inputVariables(given: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = Object.entries(ACTION.inputs).map(([name, input]) => [
    name,
    input.default?.replace(/^\$\{\{.*\}\}$/, '') ?? '',
  ]);
  return Object.fromEntries(
    Object.entries({ ...Object.fromEntries(defaults), ...given }).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      String(value),
    ]),
  );
}
