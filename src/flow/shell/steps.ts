// The simple commands of a script in the order of writing, and where what they print goes.

import type { Group, Part, Pipeline, Redirection, SimpleCommand, Word } from './syntax.ts';

/** `terminal` is the log too. `captured` by `$(…)`, a pipe into `command` (the first simple one behind it), a file or descriptor. */
export type Destination =
  | { readonly kind: 'terminal' }
  | { readonly kind: 'captured' }
  | { readonly kind: 'pipe'; readonly to: SimpleCommand | null }
  | { readonly kind: 'file'; readonly target: Word; readonly isAppended: boolean };

export interface Step {
  readonly command: SimpleCommand;
  readonly output: Destination;
  readonly errors: Destination;
  /** What is piped into it, the last simple command before the pipe; null if nothing is. */
  readonly input: SimpleCommand | null;
  /** The groups around it, outermost first; those outside of a substitution are not counted. */
  readonly groups: readonly Group[];
}

interface Context {
  readonly output: Destination;
  readonly errors: Destination;
  readonly input: SimpleCommand | null;
  readonly groups: readonly Group[];
  readonly descriptors: Descriptors;
}

/** Where descriptors from 3 on lead: what opens one, as `exec 3>&1`, does so for all that comes behind it. */
export type Descriptors = Map<number, Destination>;

const TERMINAL: Destination = { kind: 'terminal' };
const CAPTURED: Destination = { kind: 'captured' };

/**
 * Gives every simple command once: those of groups and functions where they stand, those of substitutions before the command that
 * uses them. Redirections apply from left to right, as the shell does it: `2>&1 >f` leaves errors on the terminal.
 */
export function stepsOf(pipelines: readonly Pipeline[], descriptors: Descriptors = new Map()): readonly Step[] {
  const steps: Step[] = [];
  addPipelines(pipelines, { output: TERMINAL, errors: TERMINAL, input: null, groups: [], descriptors }, steps);
  return steps;
}

/** As deep as the parser lets the script be. */
function addPipelines(pipelines: readonly Pipeline[], context: Context, steps: Step[]): void {
  for (const { commands, pipes } of pipelines) {
    commands.forEach((command, index) => {
      const before = commands[index - 1];
      const behind = commands[index + 1];
      const pipe: Destination | null = behind === undefined ? null : { kind: 'pipe', to: edge(behind, 'first') };
      const own = redirected(command.redirections, {
        output: pipe ?? context.output,
        errors: pipe !== null && pipes[index] === '|&' ? pipe : context.errors,
        input: before === undefined ? context.input : edge(before, 'last'),
        groups: context.groups,
        descriptors: context.descriptors,
      });
      const words = [...command.bindings.flatMap(({ values }) => values), ...command.words];
      for (const word of [...words, ...command.redirections.map(({ target }) => target)]) {
        addWord(word, own, steps);
      }
      if (command.kind === 'simple') {
        const { output, errors, input, groups } = own;
        steps.push({ command, output, errors, input, groups });
      } else addPipelines(command.body, { ...own, groups: [...context.groups, command] }, steps);
    });
  }
}

function addWord(word: Word, context: Context, steps: Step[]): void {
  for (const part of word.parts) addPart(part, context, steps);
}

/** What runs in `$(…)` is captured; what runs in `>(…)` prints where the command around it would. */
function addPart(part: Part, context: Context, steps: Step[]): void {
  if (part.kind === 'variable' && part.argument !== null) addWord(part.argument, context, steps);
  if (part.kind !== 'substitution') return;
  const output = part.opener === '>(' ? context.output : CAPTURED;
  addPipelines(part.pipelines, { ...context, output, input: null, groups: [] }, steps);
}

function redirected(redirections: readonly Redirection[], context: Context): Context {
  const { descriptors } = context;
  let { output, errors } = context;
  for (const { operator, descriptor, target } of redirections) {
    if (!operator.includes('>') || operator === '<>') continue;
    const [part] = target.parts;
    const to = part?.kind === 'literal' && target.parts.length === 1 ? part.text : '';
    const isBoth = operator.startsWith('&') || (operator === '>&' && descriptor === null && !/^(?:\d|-$)/.test(to));
    let destination: Destination = { kind: 'file', target, isAppended: operator.endsWith('>>') };
    if (operator === '>&' && to === '1') destination = output;
    else if (operator === '>&' && to === '2') destination = errors;
    else if (operator === '>&' && descriptors.has(Number(to))) destination = descriptors.get(Number(to)) ?? destination;
    else if (to === '/dev/stdout') destination = output;
    else if (to === '/dev/stderr') destination = errors;
    else if (to === '/dev/tty') destination = TERMINAL;
    else if (part?.kind === 'substitution' && part.opener === '>(') destination = intoProcess(part.pipelines);
    if (isBoth || descriptor === null || descriptor === 1) output = destination;
    if (isBoth || descriptor === 2) errors = destination;
    if (descriptor !== null && descriptor > 2 && to !== '-') descriptors.set(descriptor, destination);
  }
  return { ...context, output, errors };
}

function intoProcess(pipelines: readonly Pipeline[]): Destination {
  const first = pipelines[0]?.commands[0];
  return { kind: 'pipe', to: first === undefined ? null : edge(first, 'first') };
}

/** The first or the last simple command of a command. */
function edge(command: SimpleCommand | Group, side: 'first' | 'last'): SimpleCommand | null {
  let inner: SimpleCommand | Group | undefined = command;
  while (inner?.kind === 'group') {
    const pipeline: Pipeline | undefined = inner.body.at(side === 'first' ? 0 : -1);
    inner = pipeline?.commands.at(side === 'first' ? 0 : -1);
  }
  return inner ?? null;
}
