// Walks loops: turn by turn where entries hold credentials, else again only where the first turn left something that the next one may show.
import type { Block } from '../syntax.ts';
import { isNamed } from '../worth.ts';
import { branch } from './branches.ts';
import type { Machine } from './machine.ts';
import type { Scope } from './scopes.ts';
import { bind } from './targets.ts';
import { inTurns } from './turns.ts';
import { type Box, CLEAN, type Value } from './values.ts';

/** Loops in loops that may be walked twice; deeper ones are walked once. */
const MAX_LOOPS = 3;
/** Of more, whatever they hold is taken for changed. */
const MAX_VALUES = 3000;
const MAX_DEPTH = 6;
const MAX_TEXT = 100;
/** Names of what opens files, reads variables, or gives credentials, whatever it is called here. */
const TELLING = /open|file|path|env|secret|hugging|hf_|keyring|log|print|write/i;

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
      if (isOuter && (before === null || before.digest !== stateOf(machine, scope, before)?.digest)) pass(null);
    });
  machine.loops -= isOuter ? 1 : 0;
}

interface State {
  readonly names: ReadonlySet<string>;
  readonly digest: number;
}

/**
 * What the function that runs has bound: a digest of where credentials are, what may be or show one, and, of names that were there `before`,
 * texts and what opens or reads things. Null where that is too much.
 */
function stateOf(machine: Machine, scope: Scope, before?: State): State | null {
  const names = new Set<string>();
  const boxes = new Set<Box>();
  let isCut = false;
  const weigh = (key: string, value: Value, isOld: boolean, depth: number): number => {
    const { taints, sealed, code, path, text, box, isKnown } = value;
    let digest = 0;
    const mix = (number: number): void => {
      digest = (Math.imul(digest, 31) + number + 1) | 0;
    };
    for (const { source, visible } of taints) mix(source.span.start * 64 + visible);
    for (const { source } of sealed) mix(source.span.start);
    if (code) mix(code.body[0]?.start ?? 0);
    if (path !== null && (machine.names.isWatched(path) || (isOld ? TELLING.test(path) : isNamed(path))))
      mix(hash(path));
    if (text !== null && isOld) mix(hash(text));
    if (!isKnown && machine.names.isCredential(key)) mix(1);
    if (box && !boxes.has(box)) {
      boxes.add(box);
      isCut ||= depth === MAX_DEPTH && box.entries.size > 0;
      for (const [inner, entry] of depth < MAX_DEPTH ? box.entries : []) {
        isCut ||= machine.compared-- < 0 || boxes.size > MAX_VALUES;
        if (isCut) break;
        digest = (digest + weigh(inner, entry, isOld, depth + 1)) | 0;
      }
    }
    return digest === 0 ? 0 : Math.imul(digest, hash(key) | 1);
  };
  let digest = 0;
  for (const { values } of scope.frames())
    for (const [key, value] of values) {
      if (names.has(key)) continue;
      names.add(key);
      isCut ||= machine.compared-- < 0 || names.size > MAX_VALUES;
      if (isCut) return null;
      digest = (digest + weigh(key, value, before === undefined || before.names.has(key), 0)) | 0;
    }
  return isCut ? null : { names, digest };
}

function hash(text: string): number {
  let sum = text.length;
  for (let at = 0; at < text.length && at < MAX_TEXT; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum;
}
