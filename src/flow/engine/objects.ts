// Objects of libraries that keep what they are given, and scopes as objects.
import type { Call, Span } from '../syntax.ts';
import type { Machine } from './machine.ts';
import type { Scope } from './scopes.ts';
import type { Site } from './site.ts';
import { credential, named, spoken } from './sources.ts';
import { Box, boxed, shown, tainted, type Value } from './values.ts';

/**
 * A client keeps what it is given: its token, and headers that go out with each request, of which answers tell as well. It is not
 * shown whole.
 */
export function clientOf({ machine, object, args, path, name, node }: Site): Value | null {
  const { names } = machine;
  if (machine.language === 'javascript' || names.has('collectors', path) || names.has('propagators', path)) return null;
  if (names.has('sealers', name) || names.matches('sanitizer', name)) return null;
  const isRequest = /^(?:get|post|put|patch|delete|head|request)$/.test(name);
  const given = args.filter(
    (arg) => arg.name && (arg.name === 'headers' || names.has('hub-keywords', arg.name)) && shown(arg.value).length > 0,
  );
  const session = isRequest ? object.box?.entries.get('headers') : undefined;
  const isClient = names.has('clients', path);
  if (!isClient && given.length === 0 && !(session && shown(session).length > 0)) return null;
  if (!isClient && !isRequest && !/^[A-Z]/.test(name)) return null;
  const box = new Box('client');
  if (isClient || isRequest) box.add('headers', session ?? boxed(new Box('dict')));
  for (const { name: key, value } of given) box.set(key ?? '', value);
  if (!isRequest) return { ...named(machine, `${path}()`, node), box };
  const answer = new Box('client');
  answer.add('request', boxed(box));
  return boxed(answer);
}

/** A field that someone fills in: it is shown without what is in it. */
export function widgetOf({ machine, args, path, node }: Site): Value | null {
  const { names } = machine;
  if (!names.has('widgets', path)) return null;
  const box = new Box('client');
  const isAsked = args.some(({ value }) => names.matches('prompt', value.text ?? ''));
  if (isAsked) box.add('value', tainted([credential(1, node, path)]));
  return { ...boxed(box), path: `${path}()` };
}

/** The same under a name that says what is in it. */
export function entitled(machine: Machine, value: Value, name: string, span: Span): void {
  const { box, path } = value;
  if (box?.kind !== 'client' || box.entries.has('value') || !machine.names.isCredential(name)) return;
  if (path && machine.names.has('widgets', path.slice(0, -2))) box.add('value', tainted([credential(2, span, name)]));
}

/** What `locals()` gives: all variables of the function. */
export function localsOf(machine: Machine, scope: Scope, node: Call): Box {
  const box = new Box('dict', true, 'namespace');
  for (const { values } of scope.frames())
    for (const [name, value] of values)
      if (!box.entries.has(name)) box.add(name, spoken(machine, value, name, name, scope, node));
  return box;
}
