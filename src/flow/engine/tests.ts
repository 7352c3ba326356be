// What a test tells of the names in it: that a value is empty or short in one of the branches.
import type { Expression } from '../syntax.ts';
import type { Machine } from './machine.ts';
import { dottedName } from './outlook.ts';
import { Scope } from './scopes.ts';
import { CLEAN, shown, type Value } from './values.ts';

/** Names that are empty or short where a test holds, and where it does not: `if not token`, `len(token) > 8`. */
export function emptyNames(test: Expression): {
  readonly held: readonly string[];
  readonly otherwise: readonly string[];
} {
  const none = { held: [], otherwise: [] };
  const name = dottedName(test);
  if (name) return { held: [], otherwise: [name] };
  if (test.kind !== 'operation') return none;
  const [first, second] = test.operands;
  if (!first) return none;
  if (test.operator === 'not' || test.operator === '!') {
    const inner = emptyNames(first);
    return { held: inner.otherwise, otherwise: inner.held };
  }
  if (test.operator === 'and' || test.operator === '&&')
    return test.operands.length > 8
      ? none
      : {
          held: test.operands.flatMap((one) => emptyNames(one).held),
          otherwise: test.operands
            .flatMap((one) => emptyNames(one).otherwise)
            .filter((_, __, all) => new Set(all).size === 1),
        };
  const subject = dottedName(first) ?? '';
  const isEmpty = second?.kind === 'literal' || (second?.kind === 'text' && second.parts.join('') === '');
  if (isEmpty && subject && /^(?:is|==|===)$/.test(test.operator)) {
    if (second?.kind === 'literal' && !/^(?:None|null|undefined|False|false)$/.test(second.value)) return none;
    return { held: [subject], otherwise: [] };
  }
  if (isEmpty && subject && /^(?:is not|!=|!==)$/.test(test.operator)) return { held: [], otherwise: [subject] };
  const measured = measuredName(first);
  if (measured && /^>=?$/.test(test.operator)) return { held: [], otherwise: [measured] };
  if (measured && /^<=?$/.test(test.operator)) return { held: [measured], otherwise: [] };
  return none;
}

/** `len(a)`, `a.length`. */
function measuredName(expression: Expression): string | null {
  if (expression.kind === 'attribute' && expression.name === 'length') return dottedName(expression.object);
  const [arg] = expression.kind === 'call' ? expression.args : [];
  if (expression.kind !== 'call' || expression.callee.kind !== 'name' || expression.callee.name !== 'len') return null;
  return arg ? dottedName(arg.value) : null;
}

/** `scope` with these names clean. */
export function refined(scope: Scope, names: readonly string[]): Scope {
  const plain = names.filter((name) => !name.includes('.'));
  if (plain.length === 0) return scope;
  const inner = new Scope(scope, 'layer');
  for (const name of plain) inner.values.set(name, { ...(scope.lookup(name) ?? CLEAN), taints: [], isKnown: true });
  return inner;
}

/** `scope` where `test` turned out as `is`: a name bound in it is not what it was compared with outside, `'***' if c == token else c`. */
export function apart(machine: Machine, test: Expression, is: boolean, scope: Scope): Scope {
  if (test.kind !== 'operation' || test.operands.length !== 2) return scope;
  const isNegated = /^(?:not |!)/.test(test.operator);
  if (isNegated !== is || !/^(?:not in|in|[!=]={1,2})$/.test(test.operator)) return scope;
  for (const [at, one] of test.operands.entries()) {
    const other = test.operands[1 - at];
    const value = one.kind === 'name' ? scope.values.get(one.name) : undefined;
    if (one.kind !== 'name' || !value?.taints.length || !other) continue;
    if (other.kind === 'name' && scope.values.has(other.name)) continue;
    const starts = new Set(shown(machine.evaluate(other, scope)).map(({ source }) => source.span.start));
    const inner = new Scope(scope, 'layer');
    inner.values.set(one.name, {
      ...value,
      taints: value.taints.filter(({ source }) => !starts.has(source.span.start)),
    });
    return inner;
  }
  return scope;
}

/**
 * Whether what a store or `del` changes is so from here on. Options of a command line: they were bound in the same branch, or the other has none. The
 * objects of a class have one box, and functions run in any order: what is lost here may still be there.
 */
export function isSure(target: Expression, { box }: Value, scope: Scope): boolean {
  const name = dottedName(target) ?? '';
  const root = name.replace(/\..*/, '');
  if (box?.form === 'namespace') return scope.values.has(root) || scope.guarded.includes(name);
  return box !== null && box.kind !== 'object' && scope.holds(root);
}
