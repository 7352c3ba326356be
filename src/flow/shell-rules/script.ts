// A script run in thought: its commands in order, what they bind, what they print and where that goes.

import { embed } from '../embedded.ts';
import { parseShell } from '../shell/parse.ts';
import { type Descriptors, type Step, stepsOf } from '../shell/steps.ts';
import type { Group, Pipeline, SimpleCommand, Tracing, Word } from '../shell/syntax.ts';
import { exposeArguments, exposeClient } from './arguments.ts';
import { bind, READS, restore } from './binding.ts';
import { exposeDocument } from './code.ts';
import { exposeEdit } from './edits.ts';
import { copiedBy, exposeFile, forget } from './files.ts';
import { rawText } from './names.ts';
import { type Outline, outlineOf } from './outline.ts';
import { expose, isOpen, type Place } from './place.ts';
import { type Call, callOf, printedBy, SANITIZERS } from './prints.ts';
import { rolesIn } from './roles.ts';
import { exposePrinted, exposeTemplates } from './show.ts';
import { stronger, type Taint } from './taint.ts';
import { type State, taintOfWord, taintOfWords } from './values.ts';
import { layer, type Value, type Variables } from './variables.ts';

const MAX_CALLS = 5;
/** Characters that take as long as a step. */
const STEP_LENGTH = 16;
const SHELL = /^(?:ba|z|da|a|k)?sh$/;

/** What all parts of one script share. */
interface Run {
  readonly place: Place;
  readonly outline: Outline;
  readonly state: State & { readonly steps: Map<SimpleCommand, Step> };
  readonly called: Set<string>;
  readonly descriptors: Descriptors;
  /** What functions do, by name, as long as no descriptor changes where that goes. */
  readonly bodies: ReadonlyMap<string, readonly Step[]>;
}

/** One body of commands: the script, or a function with its arguments. */
interface Frame {
  readonly depth: number;
  /** Whether what is printed here is taken by whoever called. */
  readonly isCaptured: boolean;
  readonly tracing: Tracing;
  readonly groups: Set<Group>;
  result: Taint | null;
}

/** Runs the script; `variables` are those before it, and after it those that it leaves behind. */
export function runScript(place: Place, pipelines: readonly Pipeline[], variables: Variables): void {
  const outline = outlineOf(pipelines);
  const descriptors: Descriptors = new Map();
  const steps = stepsOf(outline.pipelines, descriptors);
  const bodies = new Map([...outline.functions].map(([name, body]) => [name, stepsOf(body, descriptors)]));
  const roles = rolesIn([...steps, ...[...bodies.values()].flat()]);
  const state = {
    variables,
    roles,
    outputs: new Map<SimpleCommand, Taint | null>(),
    steps: new Map<SimpleCommand, Step>(),
    files: place.files,
  };
  const run: Run = { place, outline, state, descriptors, called: new Set(), bodies };
  runSteps(run, steps, frameOf(0, false, 'off'));
  for (const [name, body] of bodies) {
    const own = { ...run, state: { ...state, variables: layer(variables) } };
    if (!run.called.has(name)) runSteps(own, body, frameOf(1, false, 'off'));
  }
}

function frameOf(depth: number, isCaptured: boolean, tracing: Tracing): Frame {
  return { depth, isCaptured, tracing, groups: new Set(), result: null };
}

function runSteps(run: Run, steps: readonly Step[], frame: Frame): void {
  for (const step of steps) run.state.steps.set(step.command, step);
  for (const step of steps) {
    if (!isOpen(run.place)) return;
    runStep(run, step, frame);
  }
}

function runStep(run: Run, step: Step, frame: Frame): void {
  const { place, state, outline } = run;
  const { command } = step;
  const call = callOf(command);
  const input = inputOf(state, step);
  const before = place.found.length;
  const prefixes = bind(state, step, input, frame.groups, outline.conditional.has(command));
  exposeClient(place, command, state);
  const printed = printedIn(run, step, call, input, frame);
  state.outputs.set(command, printed);
  if (call.name === 'tee' && input !== null) {
    for (const word of call.words.slice(1))
      if (!rawText(word).startsWith('-')) exposeFile(place, state, input, word, command, 'tee');
  }
  exposeEdit(place, state, call, command);
  const copied = copiedBy(state, call.name, call.words);
  forget(state, step, call.name, printed);
  if (copied !== null) exposeFile(place, state, copied.taint, copied.target, command, `${call.name} copies a token`);
  if (printed !== null) exposeOutput(run, step, call, printed, frame);
  if (!frame.isCaptured) exposeDocument(place, state, step);
  const isShown = place.found.slice(before).some(({ severity }) => severity === 'error');
  exposeArguments(place, state, call, step);
  exposeLogin(place, state, call, input, step);
  const own = place.found.slice(before).map(({ rule }) => rule);
  if (place.system === 'github' && !own.includes('hf-gha-run-secret') && !own.includes('hf-gha-unmasked'))
    exposeTemplates(place, state, step);
  const tracing = command.tracing === 'off' ? frame.tracing : command.tracing;
  if (tracing !== 'off' && !isShown) exposeTrace(place, state, step, tracing);
  restore(state, prefixes);
}

/** What stands in the here-document, of the groups around too, or came through the pipe. */
function inputOf(state: State, { command, input, groups }: Step): Taint | null {
  for (const { redirections } of [command, ...groups.toReversed()]) {
    const document = redirections.findLast(({ operator }) => operator.startsWith('<<'));
    if (document !== undefined) return taintOfWord(state, document.target);
  }
  return input === null ? null : (state.outputs.get(input) ?? null);
}

function printedIn(run: Run, step: Step, call: Call, input: Taint | null, frame: Frame): Taint | null {
  const { place, state, outline, called } = run;
  const { name, words } = call;
  const first = rawText(words[1]);
  if (first.startsWith('::add-mask::') || first.startsWith('##vso[task.setvariable')) {
    maskAll(state, words);
    return null;
  }
  const body = outline.functions.get(name);
  const isTaken = frame.isCaptured || step.output.kind !== 'terminal';
  const tracing = step.command.tracing === 'off' ? frame.tracing : step.command.tracing;
  if (body !== undefined) {
    called.add(name);
    if (SANITIZERS.test(name) || frame.depth >= MAX_CALLS) return null;
    const steps = stepsOfCall(run, name, body);
    place.budget.left -= costOf(steps);
    if (place.budget.left < 0) return null;
    const inner = frameOf(frame.depth + 1, isTaken, tracing);
    const saved = withArguments(state, words);
    const first = body[0]?.commands[0];
    runSteps(run, steps, inner);
    if (input !== null && first?.kind === 'simple' && inner.result === null && first.name === 'cat')
      inner.result = input;
    restore(state, saved);
    return inner.result;
  }
  const script = nestedScript(place, words);
  if (script !== null && frame.depth < MAX_CALLS) {
    const inner = frameOf(frame.depth + 1, isTaken, script.isTraced ? 'on' : 'off');
    runSteps(run, stepsOf(outlineOf(script.pipelines).pipelines), inner);
    return inner.result;
  }
  if (SANITIZERS.test(name)) return null;
  const printed = printedBy(state, call, step.command, input, place.hasContext);
  const isPassed = step.command.name === 'xargs' && (name === 'xargs' || name === 'echo' || name === 'printf');
  return isPassed ? stronger(printed, input) : printed;
}

function stepsOfCall({ bodies, descriptors }: Run, name: string, body: readonly Pipeline[]): readonly Step[] {
  return (descriptors.size === 0 && bodies.get(name)) || stepsOf(body, descriptors);
}

/** What the steps of a function take of the budget, with their here-documents. */
function costOf(steps: readonly Step[]): number {
  let cost = 0;
  for (const { command } of steps)
    for (const { start, end } of [command, ...command.redirections.map(({ target }) => target)])
      cost += 1 + (end - start) / STEP_LENGTH;
  return cost;
}

/** `::add-mask::$T`: GitHub knows it from here on. */
function maskAll(state: State, words: readonly Word[]): void {
  for (const part of words.flatMap(({ parts }) => parts)) {
    const value = part.kind === 'variable' ? state.variables.get(part.name) : undefined;
    if (part.kind !== 'variable' || value === undefined || value.taint === null) continue;
    state.variables.set(part.name, { ...value, taint: { ...value.taint, isMasked: true, isChanged: false } });
  }
}

/** The arguments of a function as `$1`, `$2`… and `$@`; gives what was there before. */
function withArguments(state: State, words: readonly Word[]): readonly (readonly [string, Value | undefined])[] {
  const values = new Map<string, Value>();
  for (let number = 1; number <= 9; number++) {
    const word = words[number];
    values.set(String(number), { taint: taintOfWord(state, word), texts: word === undefined ? [] : [rawText(word)] });
  }
  for (const name of ['@', '*']) values.set(name, { taint: taintOfWords(state, words.slice(1)), texts: [] });
  const saved = [...values.keys()].map((name) => [name, state.variables.get(name)] as const);
  for (const [name, value] of values) state.variables.set(name, value);
  return saved;
}

/** The script of `sh -c '…'`, wherever it stands among the words, of `eval "…"`, `su -c '…'` and `ssh host '…'`. */
function nestedScript(
  place: Place,
  words: readonly Word[],
): { pipelines: readonly Pipeline[]; isTraced: boolean } | null {
  const at = words
    .slice(0, 40)
    .findIndex(
      (word, index) => SHELL.test(rawText(word).replace(/^.*\//, '')) && /^-\w*c$/.test(rawText(words[index + 1])),
    );
  const first = rawText(words[0]);
  const isEval = (first === 'eval' && words.length === 2) || first === 'trap';
  const flag = /^(?:su|runuser)$/.test(first) ? words.findIndex((word) => rawText(word) === '-c') : -1;
  const last = words.length > 2 ? words.at(-1) : undefined;
  const other = first === 'ssh' && /\s/.test(rawText(last)) ? last : flag > 0 ? words[flag + 1] : undefined;
  const script = isEval ? words[1] : at >= 0 ? words[at + 2] : other;
  if (script === undefined) return null;
  const source = place.text.slice(script.start, script.end);
  const quote = /^(["'])[\s\S]*\1$/.exec(source)?.[1] ?? '';
  const inner = quote === '' ? source : source.slice(1, -1);
  // Escapes give way to blanks, so that positions stay.
  const plain = quote === '"' ? inner.replace(/\\(["$`\\])/g, ' $1') : inner;
  const text = place.system === 'compose' ? plain.replaceAll('$$', ' $') : plain;
  const isTraced = !isEval && /^-\w*x/.test(rawText(words[at + 1]));
  return { pipelines: parseShell(embed(text, script.start + quote.length), { isTraced }), isTraced };
}

function exposeOutput(run: Run, step: Step, call: Call, printed: Taint, frame: Frame): void {
  const { place, state } = run;
  const { output, command } = step;
  const text = rawText(call.words[1]);
  // `>>> hf env` is a prompt of Python's documentation, no redirection.
  const isPrompt = output.kind === 'file' && output.target.start < (command.words[0]?.start ?? 0);
  if (output.kind === 'file' && isPrompt && printed.shown === 'environment') return;
  if (output.kind === 'file') {
    exposeFile(
      place,
      state,
      printed,
      output.target,
      command,
      `${call.name || 'a command'} writes ${printed.source.words}`,
    );
    const name = /^"?(?<name>[A-Za-z_]\w{0,99})=/.exec(text)?.groups?.name;
    if (name !== undefined && rawText(output.target) === '$GITHUB_ENV')
      state.variables.set(name, { taint: { ...printed, origin: 'value' }, texts: [] });
  } else if (output.kind === 'terminal' && text.startsWith('::set-output')) {
    expose(place, 'hf-gha-artifact-output', printed, command, 'an output of the step');
  } else if (output.kind === 'terminal' && frame.isCaptured) {
    frame.result = stronger(frame.result, printed);
  } else if (output.kind === 'terminal') {
    exposePrinted(place, printed, call, step);
  }
}

/** `set -x` prints commands and assignments with all values put in. */
function exposeTrace(place: Place, state: State, { command }: Step, tracing: Tracing): void {
  const { words, bindings } = command;
  const values = bindings.filter(({ via }) => !READS.has(via)).flatMap((binding) => binding.values);
  const held = bindings.map(({ name, via }) => (READS.has(via) ? null : (state.variables.get(name)?.taint ?? null)));
  const taint = [...held, taintOfWords(state, [...words, ...values])].reduce(stronger, null);
  if (taint === null || taint.shown === 'environment') return;
  expose(
    place,
    'hf-log-sh-xtrace',
    taint,
    command,
    `set -x prints ${taint.source.words}`,
    tracing === 'maybe' ? 'info' : undefined,
  );
}

/** A login while an image is built leaves the token in it. */
function exposeLogin(place: Place, state: State, { name, words }: Call, input: Taint | null, { command }: Step): void {
  if (place.system !== 'docker' || !/^(?:hf|huggingface-cli)$/.test(name)) return;
  if (!words.some((word) => rawText(word) === 'login')) return;
  const taint = stronger(taintOfWords(state, words), input);
  if (taint !== null) expose(place, 'hf-docker-bake', taint, command, 'the login stays in the image', 'warning');
}
