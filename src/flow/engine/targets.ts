// Binds targets of assignments, loops and parameters to values.
import type { Expression, Span } from '../syntax.ts';
import { holderOf, textOf } from './holders.ts';
import { entitled } from './libraries/objects.ts';
import { withReads } from './loaded.ts';
import { type Machine, positional } from './machine.ts';
import { prove, tried } from './roles.ts';
import type { Scope } from './scopes.ts';
import { atCall } from './sinks.ts';
import { member } from './sources.ts';
import { isSure } from './tests.ts';
import { element } from './turns.ts';
import { Box, CLEAN, join, shown, stepped, UNKNOWN, type Value } from './values.ts';
import { fill, keep } from './visitors.ts';

/** Binds a target to a value: names, attributes, entries, patterns. */
export function bind(machine: Machine, target: Expression, value: Value, scope: Scope, isDeclared: boolean): void {
  const span: Span = { start: target.start, end: target.end };
  switch (target.kind) {
    case 'name': {
      if (machine.names.isCredential(target.name)) prove(machine, value);
      const at = value.taints.length === 0 && !value.at ? { ...value, at: span } : value;
      entitled(machine, value, target.name, span);
      const next = stepped(withReads(machine, tried(machine, at, target.name, span), target.name, span), {
        span,
        words: target.name,
      });
      return isDeclared ? scope.bind(target.name, next) : scope.rebind(target.name, next);
    }
    case 'attribute': {
      const object = machine.evaluate(target.object, scope);
      stored(machine, object, target.name, value, span);
      const isOpen = !value.isKnown && value.taints.length === 0;
      const given =
        target.object.kind === 'name' ? withReads(machine, value, target.object.name, span, target.name) : value;
      const next = isOpen ? { ...given, at: span } : stepped(given, { span, words: target.name });
      const box = object.box ?? (shown(value).length > 0 ? holderOf(machine, target.object, true, scope) : null);
      if (isSure(target, object, scope)) box?.set(target.name, next);
      else box?.add(target.name, next);
      return;
    }
    case 'subscript': {
      const object = machine.evaluate(target.object, scope);
      const key = textOf(machine, target.index, scope);
      stored(machine, object, key, value, span);
      const box = object.box ?? (shown(value).length > 0 ? holderOf(machine, target.object, false, scope) : null);
      if (key !== null) box?.entries.set(key, value);
      else box?.add('*', value);
      return;
    }
    case 'sequence':
      for (const [index, item] of target.items.entries()) {
        const [rest] = item.kind === 'operation' && /^(?:\*|\.{3})$/.test(item.operator) ? item.operands : [];
        const part =
          value.box?.entries.get(String(index)) ?? (value.box ? element(value) : value.isKnown ? CLEAN : UNKNOWN);
        bind(machine, rest ?? item, rest ? value : part, scope, isDeclared);
      }
      return;
    case 'mapping': {
      const taken: string[] = [];
      for (const { key, value: inner } of target.entries) {
        const name = key ? textOf(machine, key, scope) : null;
        if (name === null) bind(machine, inner, without(machine, value, taken), scope, isDeclared);
        else bind(machine, inner, member(machine, value, name, true, inner), scope, isDeclared);
        if (name !== null) taken.push(name);
      }
      return;
    }
    case 'operation': {
      const [first, standard] = target.operands;
      if (!first) return;
      const fallback = target.operator === '=' && standard ? machine.evaluate(standard, scope) : null;
      bind(machine, first, fallback ? join(value, fallback) : value, scope, isDeclared);
    }
  }
}

/** What a store says of the value; in something that is watched it is what that is updated with: `wandb.config["a"] = token`. */
function stored(machine: Machine, { path }: Value, key: string | null, value: Value, span: Span): void {
  if (key !== null && machine.names.isCredential(key)) prove(machine, value);
  fill(machine, path, key, value);
  keep(machine, path, key, value);
  if (path && machine.names.isWatched(path) && shown(value).length > 0)
    atCall(machine, [`${path}.update`], positional([value], span), span);
}

/** What a pattern leaves of a value that takes `keys` out of it: `{ a, ...rest }`; of the environment without its credential nothing. */
function without(machine: Machine, value: Value, keys: readonly string[]): Value {
  if (!value.box) {
    const isEnvironment = value.taints.some(({ label }) => label === 'environment');
    return isEnvironment && keys.some(machine.names.isCredential) ? CLEAN : value;
  }
  const rest = new Box('dict', true, value.box.form);
  for (const [key, entry] of value.box.entries) if (!keys.includes(key)) rest.entries.set(key, entry);
  return { ...value, box: rest };
}
