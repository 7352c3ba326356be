// Walks loops: turn by turn where entries hold credentials, else again only where the first turn left something that the next one may show.
import type { Block } from '../syntax.ts';
import { isNamed } from '../worth.ts';
import { branch } from './branches.ts';
import type { Machine } from './machine.ts';
import type { Scope } from './scopes.ts';
import { bind } from './targets.ts';
import { inTurns } from './turns.ts';
import { type Box, CLEAN, type Frame, type Value } from './values.ts';

/** Loops in loops that may be walked twice; deeper ones are walked once. */
const MAX_LOOPS = 3;
/** Of more, whatever they hold is taken for changed. */
const MAX_VALUES = 3000;
const MAX_DEPTH = 6;

/** Walks the loop `node`, whose target gets each of `turns`. */
export function loop(machine: Machine, node: Block, scope: Scope, turns: readonly Value[]): void {
  const [target] = /for/.test(node.keyword) ? node.bindings : [];
  const pass = (one: Value | null): void => {
    if (target && one) bind(machine, target.target, one, scope, true);
    branch(machine, node.bodies, scope, node.tests, false);
  };
  const isOuter = machine.loops < MAX_LOOPS;
  machine.loops += isOuter ? 1 : 0;
  if (turns.length > 1) inTurns(machine, turns, pass);
  else
    inTurns(machine, [turns[0] ?? CLEAN], (one) => {
      const before = isOuter ? stateOf(machine, scope) : null;
      pass(one);
      if (isOuter && (before === null || before !== stateOf(machine, scope))) pass(null);
    });
  machine.loops -= isOuter ? 1 : 0;
}

/** A digest of where credentials are, and what may be or show one, in what the function that runs has bound; null where that is too much. */
function stateOf(machine: Machine, scope: Scope): number | null {
  const { names } = machine;
  const seen = new Set<Box>();
  let [digest, count] = [0, 0];
  const add = (key: string, value: Value, at: number, depth: number): void => {
    const { taints, sealed, code, path, box, isKnown } = value;
    const mix = (number: number): void => {
      digest = (Math.imul(digest, 31) + number + at) | 0;
    };
    for (const { source, visible } of taints) mix(source.span.start * 64 + visible);
    for (const { source } of sealed) mix(source.span.start);
    if (code) mix(code.body[0]?.start ?? 0);
    if (path !== null && (names.isWatched(path) || isNamed(path))) mix(path.length);
    if (!isKnown && names.isCredential(key)) mix(1);
    if (!box || depth > MAX_DEPTH || seen.has(box)) return;
    seen.add(box);
    addAll(box.entries, depth + 1);
  };
  const addAll = (values: ReadonlyMap<string, Value>, depth: number): void => {
    let at = 0;
    for (const [key, value] of values) {
      if (count++ > MAX_VALUES || machine.compared-- < 0) return;
      add(key, value, at++, depth);
    }
  };
  for (let frame: Frame | null = scope; frame; frame = frame.kind === 'layer' ? frame.parent : null)
    addAll(frame.values, 0);
  return count > MAX_VALUES || machine.compared < 0 ? null : digest;
}
