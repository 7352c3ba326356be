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
      if (isOuter && (before === null || isMoved(machine, scope, before))) pass(null);
    });
  machine.loops -= isOuter ? 1 : 0;
}

/** What the function that runs has bound, and of what may change in place how it is: a digest. */
type State = ReadonlyMap<string, { readonly value: Value; readonly held: number }>;

/** Null where that is too much. */
function stateOf(machine: Machine, scope: Scope): State | null {
  const state = new Map<string, { value: Value; held: number }>();
  const scale = new Scale(machine);
  for (const [name, value] of scope.bound()) {
    if (machine.compared-- < 0 || state.size >= MAX_VALUES) return null;
    state.set(name, { value, held: value.box ? scale.weigh(name, value, true) : 0 });
  }
  return scale.isFull ? null : state;
}

/** Whether a turn left something that the next one may show, or that is too much to tell. */
function isMoved(machine: Machine, scope: Scope, before: State): boolean {
  const scale = new Scale(machine);
  for (const [name, value] of scope.bound()) {
    if (machine.compared-- < 0) return true;
    const old = before.get(name);
    if (old?.value === value && !value.box) continue;
    const was = old ? (old.value.box ? old.held : scale.weigh(name, old.value, true)) : 0;
    if (scale.weigh(name, value, old !== undefined) !== was || scale.isFull) return true;
  }
  return false;
}

/**
 * Weighs values: digests of where credentials are, of what may be or show one, and, in what was there before the turn, of texts and what opens or
 * reads things. What several names hold counts for the first of them.
 */
class Scale {
  readonly #machine: Machine;
  readonly #boxes = new Set<Box>();
  isFull = false;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  weigh(key: string, value: Value, isOld: boolean, depth = 0): number {
    const { names } = this.#machine;
    const { taints, sealed, code, path, text, box, isKnown } = value;
    let digest = 0;
    for (const { source, visible } of taints) digest = mixed(digest, source.span.start * 64 + visible);
    for (const { source } of sealed) digest = mixed(digest, source.span.start);
    if (code) digest = mixed(digest, code.body[0]?.start ?? 0);
    if (path !== null && (names.isWatched(path) || (isOld ? TELLING.test(path) : isNamed(path))))
      digest = mixed(digest, hash(path));
    if (text !== null && isOld) digest = mixed(digest, hash(text));
    if (!isKnown && names.isCredential(key)) digest = mixed(digest, 1);
    if (box && !this.#boxes.has(box)) {
      this.#boxes.add(box);
      this.isFull ||= depth === MAX_DEPTH && box.entries.size > 0;
      for (const [inner, entry] of depth < MAX_DEPTH ? box.entries : []) {
        this.isFull ||= this.#machine.compared-- < 0 || this.#boxes.size > MAX_VALUES;
        if (this.isFull) break;
        digest = (digest + this.weigh(inner, entry, isOld, depth + 1)) | 0;
      }
    }
    return digest === 0 ? 0 : Math.imul(digest, hash(key) | 1);
  }
}

const mixed = (digest: number, number: number): number => (Math.imul(digest, 31) + number + 1) | 0;

function hash(text: string): number {
  let sum = text.length;
  for (let at = 0; at < text.length && at < MAX_TEXT; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum;
}
