// Weak names: `token` is a credential where what it was bound to is passed to the Hub, not wherever something is called so.
import type { Expression, Span } from '../syntax.ts';
import type { Machine } from './machine.ts';
import { credential } from './sources.ts';
import { isUncertain, shown, type Value } from './values.ts';

/** What a weak name is bound to: on trial, until `pass` sees it. Names that other bindings of the file pass to the Hub are weak. */
export function tried(machine: Machine, value: Value, name: string, span: Span): Value {
  const { given, borne } = machine.outlook;
  if (!given.has(name) && (value.isForeign || !borne.has(name))) return value;
  if (machine.visit || !isUncertain(value)) return value;
  const taint = credential(3, value.at ?? span, name);
  if (!machine.trials.has(taint.source.span.start)) machine.trials.set(taint.source.span.start, false);
  return { ...value, taints: [taint] };
}

/** Notes that `value`, which `node` gives, is passed to the Hub, if it is. */
export function pass(machine: Machine, node: Expression, value: Value): void {
  const by = machine.outlook.passed.get(node);
  if (by && !(by === 'bearer' && value.isForeign)) prove(machine, value);
}

/** Takes what `value` holds for a credential: it is passed to the Hub, or stored under the name of one. */
export function prove(machine: Machine, value: Value): void {
  if (machine.trials.size === 0) return;
  for (const { strength, source } of shown(value, true))
    if (strength === 3) machine.trials.set(source.span.start, true);
}
