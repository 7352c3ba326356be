// Walks what is executed or not: the branches of an `if`, of a `try`, of a loop.
import type { Block, Expression, Statement } from '../syntax.ts';
import type { Machine } from './machine.ts';
import { Scope } from './scopes.ts';
import { emptyNames, refined } from './tests.ts';
import type { Decision } from './turns.ts';

/** Walks what is left of a block where its tests are decided; what follows one that is not understood is walked for other keys only. */
export function choose(machine: Machine, node: Block, scope: Scope, decisions: readonly Decision[]): boolean {
  for (const [index, decision] of decisions.entries()) {
    if (decision === 'open') return true;
    const isElse = decision === false && index === decisions.length - 1;
    const body = node.bodies[isElse ? index + 1 : index];
    if ((decision === true || isElse) && body) return machine.execute(body, scope);
    if (decision === null) {
      const rest = [node.tests.slice(index), node.bodies.slice(index)] as const;
      return branch(machine, rest[1], scope, rest[0], rest[1].length > rest[0].length);
    }
  }
  return false;
}

/** Walks alternatives apart from each other, and joins what they bind. */
export function branch(
  machine: Machine,
  bodies: readonly (readonly Statement[])[],
  scope: Scope,
  tests: readonly Expression[],
  isTotal: boolean,
): boolean {
  const open: Scope[] = [];
  for (const [index, body] of bodies.entries()) {
    const layer = new Scope(scope, 'layer');
    const test = tests[index];
    if (test) layer.guarded = emptyNames(test).otherwise;
    const before = index === bodies.length - 1 && index > 0 && !test ? tests[index - 1] : undefined;
    const empty = test ? emptyNames(test).held : before ? emptyNames(before).otherwise : [];
    for (const [name, value] of refined(scope, empty) === scope ? [] : refined(scope, empty).values)
      layer.values.set(name, value);
    if (!machine.execute(body, layer)) open.push(layer);
  }
  scope.merge(open, isTotal);
  return isTotal && open.length === 0;
}
