// Options of command lines as libraries of JavaScript give them: commander, cac, yargs, meow, `parseArgs` of node:util.
import type { Call, Expression, Parameter } from '../../syntax.ts';
import { positional } from '../machine.ts';
import { lastName } from '../outlook.ts';
import type { Knowledge, Site } from '../site.ts';
import { Box, CLEAN, UNKNOWN, type Value } from '../values.ts';
import { optionsOf } from './options.ts';

const YARGS = /^yargs(?:\/yargs)?(?:$|\.|\()/;
const OPTION = /^(?:requiredO|o)ption$/;
const MAX_CHAIN = 200;

/** What parses them, and what calls a function with them. */
export const commandLines: Knowledge = {
  isAbout: ({ language, path, name }) =>
    language === 'javascript' &&
    (name === 'action' || name === 'parseArgs' || name === 'meow' || path === 'cac().parse' || YARGS.test(path)),
  result: (site) => {
    const { machine, path, name } = site;
    if (name === 'action') return act(site);
    if (YARGS.test(path)) return ofYargs(site);
    const options = optionsOf(machine, 'opts');
    if (!options) return null;
    const parts: Record<string, string> = { parseArgs: 'values', meow: 'flags', parse: 'options' };
    return holding(parts[name] ?? '', options);
  },
};

/** An object that is not shown whole, with one part. */
function holding(part: string, value: Value, path: string | null = null): Value {
  const box = new Box('client');
  box.set(part, value);
  return { ...UNKNOWN, box, path };
}

/** `program.command('push <dir>').option('--hf-token <t>').action((dir, options) => …)`. */
function act({ machine, object, args, node }: Site): Value | null {
  const { code } = args[0]?.value ?? UNKNOWN;
  const chain = chainOf(node);
  const isOwn = chain.some(({ callee }) => lastName(callee) === 'command');
  const flags = textsOf(chain, OPTION);
  // Others have methods of that name: a button.
  if (flags === '' && !isOwn && !/^(?:commander|cac)\b/.test(object.path ?? '')) return null;
  const own = [...flags.matchAll(/--([\w-]{1,100})/g)].map(([, name = '']) => name.replaceAll('-', '_'));
  const options = code && optionsOf(machine, 'opts', isOwn ? own : undefined);
  const at = code && options ? optionsAt(code.parameters, chain, isOwn) : -1;
  if (!code || !options || at < 0) return null;
  const given = code.parameters.map((_, index) => (index === at ? options : UNKNOWN));
  machine.invoke(code, positional(given, node), node);
  return null;
}

/** The calls of a chain, the last first. */
function chainOf(node: Expression): readonly Call[] {
  const chain: Call[] = [];
  for (let at = node; at.kind === 'call' && chain.length < MAX_CHAIN; ) {
    chain.push(at);
    if (at.callee.kind !== 'attribute') break;
    at = at.callee.object;
  }
  return chain;
}

/** Which parameter gets the options: the one that is called so, else the one behind those of the declared arguments. */
function optionsAt(parameters: readonly Parameter[], chain: readonly Call[], isOwn: boolean): number {
  const named = parameters.findIndex(
    ({ target }) =>
      target.kind === 'mapping' || /^_*(?:cmd|command)?(?:opts?|options|args|argv|flags)$/i.test(lastName(target)),
  );
  if (named >= 0 || !isOwn) return named;
  return textsOf(chain, /^(?:command|arguments?)$/).match(/<[^<>]{0,100}>|\[[^[\]]{0,100}\]/g)?.length ?? 0;
}

/** The first arguments of the calls of such functions. */
const textsOf = (chain: readonly Call[], callees: RegExp): string =>
  chain
    .filter(({ callee }) => callees.test(lastName(callee)))
    .map(({ args }) => (args[0]?.value.kind === 'text' ? String(args[0].value.parts[0]) : ''))
    .join(' ');

/** yargs gives itself, with the options as `argv`; to the function of a command it hands them. */
function ofYargs({ machine, args, node, name }: Site): Value {
  const options = optionsOf(machine, 'opts') ?? CLEAN;
  if (/^parse(?:Sync|Async)?$/.test(name)) return options;
  const handler = name === 'command' && args.length > 2 ? args[args.length - 1]?.value.code : null;
  if (handler) machine.invoke(handler, positional([options], node), node);
  return options.box ? holding('argv', options, 'yargs()') : { ...UNKNOWN, path: 'yargs()' };
}
