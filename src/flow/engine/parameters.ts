// Parameters of functions: what they are bound to.
import type { Expression, Parameter } from '../syntax.ts';
import { optionsOf } from './libraries/options.ts';
import type { Argument, Machine } from './machine.ts';
import { Scope } from './scopes.ts';
import { credential } from './sources.ts';
import { Box, boxed, CLEAN, type Code, instanceOf, join, tainted, UNKNOWN, type Value } from './values.ts';

/** Binds a parameter to its argument, or to what its default, its annotation and the command line say. */
export function bindParameter(
  machine: Machine,
  parameter: Parameter,
  index: number,
  args: readonly Argument[] | null,
  code: Code,
  scope: Scope,
): void {
  const { target, standard, annotation } = parameter;
  const rest = target.kind === 'operation' ? target.operands[0] : undefined;
  if (rest && target.kind === 'operation' && target.operator !== '=') {
    const isMapping = target.operator === '**';
    const form = args?.find(({ name }) => name === '**')?.value.box?.form;
    const box = new Box(isMapping ? 'dict' : 'list', true, form);
    // What another parameter takes by name is not left for this one.
    const taken = isMapping ? code.parameters.filter((one) => one !== parameter).map((one) => nameOf(one.target)) : [];
    for (const [at, { name, value }] of spread(args ?? []).entries())
      if (isMapping ? name !== null && !taken.includes(name) : name === null && at >= index)
        box.add(name ?? String(at - index), value);
    const options = code.isCommand && !args && isMapping ? optionsOf(machine, 'parse_args')?.box : null;
    for (const [name, value] of options?.entries ?? []) if (!taken.includes(name)) box.add(name, value);
    machine.bind(rest, box.entries.size > 0 ? boxed(box) : UNKNOWN, scope, true);
    return;
  }
  const plain = (args ?? []).filter(({ name }) => name === null);
  const arg =
    (args ?? []).find(({ name }) => name !== null && name === nameOf(target)) ??
    plain[index] ??
    spread(args ?? []).find(({ name }) => name === nameOf(target));
  const fallback = standard ? machine.evaluate(standard, new Scope(code.scope, 'layer')) : null;
  const isOpen = !arg || arg.name === '*';
  let value: Value = isOpen ? recordOf(annotation, scope) : arg.value;
  const option = code.isCommand && !args ? optionsOf(machine, 'parse_args', [nameOf(target)]) : null;
  value = option?.box?.entries.get(nameOf(target)) ?? value;
  if (code.isCommand && !args && index === 0 && nameOf(target) === 'ctx') value = contextOf(machine, code);
  const [, variable = ''] = annotation.includes('envvar') ? (/envvar=\[?["'](\w{1,100})/.exec(annotation) ?? []) : [];
  if (isOpen && machine.names.isCredential(variable)) value = tainted([credential(1, target, variable)]);
  if (isOpen && fallback) value = args ? fallback : join(fallback, value);
  if (/\b(?:bool|int|float|boolean|number|Tokenizer)\b/.test(annotation) && value.taints.length === 0 && !value.box)
    value = CLEAN;
  const isSealed = /\bSecret(?:Str|Bytes)?\b/.test(annotation);
  machine.bind(target, isSealed ? { ...value, taints: [], sealed: value.taints, isKnown: true } : value, scope, true);
}

/** What click hands to a command besides: `ctx.params` are its options. */
function contextOf(machine: Machine, { parameters }: Code): Value {
  const own = optionsOf(
    machine,
    'parse_args',
    parameters.map(({ target }) => nameOf(target)),
  );
  const context = new Box('object', false);
  context.add('params', own?.box ? boxed(own.box.copy('dict')) : UNKNOWN);
  return boxed(context);
}

/** Mappings with more entries are data: what gets them, gets all. */
const MAX_SPREAD = 100;

/** Arguments with those that a mapping gives by name: `f(**vars(args))`. */
export function spread(args: readonly Argument[]): readonly Argument[] {
  if (!args.some(({ name }) => name === '**')) return args;
  return args.flatMap((arg) => {
    const entries = arg.name === '**' ? arg.value.box?.entries : null;
    return entries && entries.size <= MAX_SPREAD
      ? [...entries].map(([name, value]) => ({ name, value, span: arg.span }))
      : [arg];
  });
}

/** What a parameter holds that is a record of the file: `config: Config`, `config: Optional["Config"] = None`. */
function recordOf(annotation: string, scope: Scope): Value {
  const [, name = ''] = /^(?:Optional\[)?["']?(\w{1,100})["']?(?:\]|\s*\||\s*$)/.exec(annotation) ?? [];
  const { code = null } = (name !== '' && scope.lookup(name)) || UNKNOWN;
  return code?.self?.isRecord && code.what === 'class' ? instanceOf(code.self, code) : UNKNOWN;
}

/** The name that a target binds. */
export const nameOf = (target: Expression): string =>
  target.kind === 'name'
    ? target.name
    : target.kind === 'operation' && target.operands[0]
      ? nameOf(target.operands[0])
      : '';
