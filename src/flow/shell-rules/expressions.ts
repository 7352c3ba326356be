// What a `${{ … }}` of CI, or a `$(X)` of make, puts into a script.

import type { Expression } from '../syntax.ts';
import { isCredentialName, secretStrength } from './names.ts';
import { stronger, type Taint, taintOf } from './taint.ts';

/** Calls whose answer says nothing of what they are given. */
const TESTS = new Set(['contains', 'startswith', 'endswith', 'hashfiles', 'success', 'failure', 'always', 'cancelled']);

/** Gives what an expression holds of a credential; `variable` answers for `env.X` and `make.X`. */
export function taintOfExpression(
  expression: Expression,
  variable: (name: string, at: Expression) => Taint | null,
): Taint | null {
  const inner = (other: Expression) => taintOfExpression(other, variable);
  const all = (others: readonly Expression[]) =>
    others.reduce<Taint | null>((best, one) => stronger(best, inner(one)), null);
  switch (expression.kind) {
    case 'attribute':
    case 'subscript': {
      const names = namesOf(expression);
      if (names === null) return accessOf(expression, inner);
      return ofContext(names, expression, variable);
    }
    case 'operation':
      if (expression.operator === '||') return all(expression.operands);
      return expression.operator === '&&' ? all(expression.operands.slice(-1)) : null;
    case 'call': {
      const { callee, args } = expression;
      const name = callee.kind === 'name' ? callee.name.toLowerCase() : '';
      if (TESTS.has(name)) return null;
      const taint = all(args.map(({ value }) => value));
      return taint !== null && name === 'fromjson' ? { ...taint, isMasked: false, isChanged: true } : taint;
    }
    case 'opaque':
      return all(expression.parts.map(({ value }) => value));
    default:
      return null;
  }
}

/** `fromJSON(secrets.ALL).hf_token`: the part is not masked, as only the whole is known. */
function accessOf(expression: Expression, inner: (other: Expression) => Taint | null): Taint | null {
  if (expression.kind !== 'attribute' && expression.kind !== 'subscript') return null;
  const { object } = expression;
  const key = expression.kind === 'attribute' ? expression.name : textOf(expression.index);
  if (object.kind === 'call' && isFromSecrets(object)) {
    const name = secretNameOf(object);
    if (secretStrength(name) > 0 || isCredentialName(key) || /^(?:hf|hugging_?face)/i.test(key)) {
      return taintOf(2, expression, `fromJSON(secrets.${name}).${key}`, { origin: 'template', isChanged: true });
    }
    return null;
  }
  return inner(object);
}

/** Whether the call is `fromJSON(secrets.X)`. */
export function isFromSecrets(call: Expression): boolean {
  return call.kind === 'call' && /^fromjson$/i.test(nameOf(call.callee)) && secretNameOf(call) !== '';
}

function secretNameOf(call: Expression): string {
  const names = call.kind === 'call' && call.args[0] !== undefined ? namesOf(call.args[0].value) : null;
  return names?.[0] === 'secrets' ? (names[1] ?? '') : '';
}

function ofContext(
  names: readonly string[],
  at: Expression,
  variable: (name: string, at: Expression) => Taint | null,
): Taint | null {
  const [context = '', first = ''] = names;
  const last = names.at(-1) ?? '';
  const words = names.join('.');
  if (context === 'env' || context === 'make') {
    const taint = variable(first, at);
    return taint === null ? null : { ...taint, origin: 'template' };
  }
  if (context === 'secrets') {
    const strength = secretStrength(first);
    return strength === 0 ? null : taintOf(strength, at, words, { origin: 'template', isMasked: true });
  }
  const isGiven = ['inputs', 'steps', 'needs', 'vars', 'github', 'parameters'].includes(context);
  return isGiven && isCredentialName(last) ? taintOf(2, at, words, { origin: 'template' }) : null;
}

/** `a.b['c']` as its names; null if anything in it is computed. */
export function namesOf(expression: Expression): readonly string[] | null {
  const names: string[] = [];
  let at = expression;
  for (;;) {
    if (at.kind === 'name') return [at.name, ...names.reverse()];
    if (at.kind === 'attribute') names.push(at.name);
    else if (at.kind === 'subscript' && textOf(at.index) !== '') names.push(textOf(at.index));
    else return null;
    at = at.object;
  }
}

function nameOf(expression: Expression): string {
  return expression.kind === 'name' ? expression.name : '';
}

function textOf(expression: Expression): string {
  const [part] = expression.kind === 'text' ? expression.parts : [];
  return typeof part === 'string' ? part : '';
}
