// Dockerfiles: what of a credential stays in an image or its history, and what its scripts show.

import { type Instruction, parseDockerfile } from '../dockerfile.ts';
import { stepsOf } from '../shell/steps.ts';
import type { Binding, Part, SimpleCommand, Word } from '../shell/syntax.ts';
import { isCredentialName, isTokenPath, literalKind, rawText } from './names.ts';
import { expose, type Place } from './place.ts';
import { runScript } from './script.ts';
import { type Taint, taintOf, through } from './taint.ts';
import { stateOf, taintOfWord } from './values.ts';
import { layer, type Variables } from './variables.ts';

/** One stage: what ARG and ENV set in it. */
interface Stage {
  /** Where the last RUN begins; -1 if there is none. */
  lastRun: number;
  readonly variables: Variables;
  /** All ARGs by name; those that may be left out have a value. */
  readonly declared: Map<string, 'empty' | 'set'>;
  /** ARGs that hold a credential, and whether a RUN shows its use. */
  readonly args: Map<string, { readonly binding: Binding; isUsed: boolean }>;
}

const REMOVES = /\brm\s|\bshred\s|auth logout/;
const NOTHING = /^(?:|dummy|none|null|false|true|0|1|test|changeme|unset|empty|x+)$/i;

/** Adds the exposures of a Dockerfile. */
export function runDockerfile(place: Place): void {
  const instructions = parseDockerfile(place.text);
  const last = instructions.at(-1)?.stage ?? 0;
  let stage: Stage = newStage();
  let number = 0;
  for (const instruction of instructions) {
    if (instruction.stage !== number) {
      exposeArgs(place, stage, number === last);
      stage = newStage();
      ({ stage: number } = instruction);
    }
    runInstruction(place, instruction, stage);
  }
  exposeArgs(place, stage, true);
}

function newStage(): Stage {
  return { variables: layer(), declared: new Map(), args: new Map(), lastRun: -1 };
}

function runInstruction(place: Place, instruction: Instruction, stage: Stage): void {
  const { keyword, bindings, pipelines, words, documents } = instruction;
  const state = stateOf(stage.variables);
  if (keyword === 'ARG') for (const binding of bindings) declare(place, binding, stage);
  if (keyword === 'ENV' || keyword === 'LABEL') for (const binding of bindings) bake(place, binding, keyword, stage);
  if (keyword === 'RUN') {
    markUses(place, instruction, stage);
    const before = place.found.length;
    runScript(place, pipelines, layer(stage.variables));
    const isRemoved = REMOVES.test(place.text.slice(instruction.start, instruction.end));
    if (!isRemoved) return;
    const own = place.found.splice(before);
    place.found.push(
      ...own.map((one) => (one.rule === 'hf-docker-bake' ? { ...one, severity: 'info' as const } : one)),
    );
  }
  if (keyword === 'CMD' || keyword === 'ENTRYPOINT' || keyword === 'HEALTHCHECK') {
    runScript({ ...place, system: 'shell' }, pipelines, layer());
  }
  if (keyword !== 'COPY' && keyword !== 'ADD') return;
  const file = words
    .slice(0, -1)
    .find((word) => isTokenPath(rawText(word)) || /(?:^|\/)huggingface\/token$/.test(rawText(word)));
  if (file !== undefined) {
    expose(
      place,
      'hf-docker-bake',
      taintOf(1, file, 'the token file'),
      instruction,
      `${keyword} puts it into the image`,
    );
  }
  for (const { target } of documents) {
    const taint = taintOfWord(state, target);
    if (taint !== null && isDeclared(target, stage))
      expose(place, 'hf-docker-bake', taint, instruction, `${keyword} puts it into the image`);
  }
}

function declare(place: Place, binding: Binding, { variables, declared, args }: Stage): void {
  const { name, values } = binding;
  const text = rawText(values[0]);
  declared.set(name, NOTHING.test(text) ? 'empty' : 'set');
  if (!isCredentialName(name)) return;
  const kind = literalKind(text);
  const taint = taintOf(1, binding, `ARG ${name}`);
  if (text !== '' && kind !== 'harmless') {
    expose(place, 'hf-docker-bake', taint, binding, `default value of ${name}`, kind === 'token' ? 'error' : 'warning');
  }
  variables.set(name, { taint, texts: [] });
  args.set(name, { binding, isUsed: false });
}

/** An ENV or LABEL stays in the image. One that takes a variable which was never declared is empty: that only looks as if. */
function bake(place: Place, binding: Binding, keyword: string, stage: Stage): void {
  const { name, values } = binding;
  const [value] = values;
  if (value === undefined) return;
  const text = rawText(value);
  const taint = taintOfWord(stateOf(stage.variables), value);
  const isPlain = value.parts.every(({ kind }) => kind === 'literal');
  // `ENV HF_TOKEN=$TOKEN`: the ARG is no name for a token, but this is.
  const [part] = value.parts;
  const given = part?.kind === 'variable' && value.parts.length === 1 ? stage.declared.get(part.name) : undefined;
  let severity: 'error' | 'warning' | null = null;
  if (taint !== null) severity = isDeclared(value, stage) || isPlain ? 'error' : 'warning';
  else if (isCredentialName(name) && isPlain && !NOTHING.test(text))
    severity = literalKind(text) === 'token' ? 'error' : 'warning';
  else if (isCredentialName(name) && given !== undefined) severity = given === 'empty' ? 'error' : 'warning';
  const held: Taint | null = taint ?? (severity === null ? null : taintOf(2, binding, name));
  for (const arg of usedIn(value, stage)) arg.isUsed = true;
  if (severity !== null && held !== null)
    expose(place, 'hf-docker-bake', held, binding, `${keyword} ${name}`, severity);
  if (keyword === 'ENV' && (held !== null || isCredentialName(name))) {
    stage.variables.set(name, { taint: through(held, binding, name), texts: [] });
  }
}

function isDeclared(value: Word, { variables }: Stage): boolean {
  return value.parts.some((part) => part.kind === 'variable' && (variables.get(part.name)?.taint ?? null) !== null);
}

function usedIn(word: Word, { args }: Stage) {
  return variablesIn(word.parts).flatMap((name) => args.get(name) ?? []);
}

function variablesIn(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => (part.kind === 'variable' ? [part.name, ...nested(part.argument)] : []));
}

function nested(word: Word | null): readonly string[] {
  return word?.parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])) ?? [];
}

/** A RUN that has an ARG's value in it: the history of the image keeps the value beside the command. */
function markUses(place: Place, { pipelines, start }: Instruction, stage: Stage): void {
  if (stage.args.size === 0) return;
  stage.lastRun = start;
  for (const { command } of stepsOf(pipelines)) {
    for (const arg of wordsOf(command).flatMap((word) => usedIn(word, stage))) {
      if (arg.isUsed) continue;
      arg.isUsed = true;
      const taint = stage.variables.get(arg.binding.name)?.taint ?? null;
      if (taint !== null) expose(place, 'hf-docker-bake', taint, command, `RUN with ${taint.source.words}`);
    }
  }
}

function wordsOf({ words, bindings, redirections }: SimpleCommand): readonly Word[] {
  return [...words, ...bindings.flatMap(({ values }) => values), ...redirections.map(({ target }) => target)];
}

/** Every RUN behind an ARG has its value in the environment, and in the history of the image. */
function exposeArgs(place: Place, { args, lastRun }: Stage, isLast: boolean): void {
  for (const { binding, isUsed } of args.values()) {
    if (isUsed || lastRun < binding.start) continue;
    const taint = taintOf(1, binding, `ARG ${binding.name}`);
    expose(place, 'hf-docker-bake', taint, binding, 'the RUN instructions behind it', isLast ? 'error' : 'warning');
  }
}
