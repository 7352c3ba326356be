// Objects of libraries that keep what they are given, and scopes as objects.
import type { Span } from '../../syntax.ts';
import type { Machine } from '../machine.ts';
import { atCall } from '../sinks.ts';
import type { Callee, Knowledge, Site } from '../site.ts';
import { credential, named, spoken } from '../sources.ts';
import { Box, boxed, listOf, shown, tainted, type Value } from '../values.ts';

const REQUEST = /^(?:get|post|put|patch|delete|head|request)$/;

/**
 * A client keeps what it is given: its token, and headers that go out with each request, of which answers tell as well. It is not
 * shown whole.
 */
export const clients: Knowledge = {
  isAbout: (callee) => callee.language !== 'javascript' && mayBeClient(callee),
  result: clientOf,
};

function mayBeClient({ names, path, name }: Callee): boolean {
  if (['collectors', 'propagators', 'mapping-makers'].some((list) => names.has(list, path))) return false;
  if (names.has('sealers', name) || names.matches('sanitizer', name)) return false;
  return names.has('clients', path) || REQUEST.test(name) || /^(?:[A-Z]|raise_for_status$)/.test(name);
}

function clientOf({ machine, names, object, args, path, name, node }: Site): Value | null {
  if (name === 'raise_for_status') return raised(machine, object);
  const isRequest = REQUEST.test(name);
  const given = args.filter(
    (arg) => arg.name && (arg.name === 'headers' || names.has('hub-keywords', arg.name)) && shown(arg.value).length > 0,
  );
  const session = isRequest ? object.box?.entries.get('headers') : undefined;
  const isClient = names.has('clients', path);
  if (!isClient && given.length === 0 && !(session && shown(session).length > 0)) return null;
  const box = new Box('client');
  if (isClient || isRequest) box.add('headers', session ?? boxed(new Box('dict')));
  for (const { name: key, value } of given) box.set(key ?? '', value);
  if (!isRequest) return { ...named(machine, `${path}()`, node), box };
  const answer = new Box('client');
  // As aiohttp calls it, too.
  for (const key of ['request', 'request_info']) answer.add(key, boxed(box));
  raised(machine, boxed(answer));
  return boxed(answer);
}

/** What an error of this answer knows is what is caught from now on. */
function raised(machine: Machine, { box }: Value): null {
  const error = box?.kind === 'client' && box.entries.has('request') ? box.copy() : null;
  error?.add('response', boxed(box as Box));
  if (error) machine.caught = boxed(error);
  return null;
}

/** A field that someone fills in: it is shown without what is in it. */
export const widgets: Knowledge = {
  isAbout: ({ names, path }) => names.has('widgets', path),
  result: widgetOf,
};

function widgetOf({ names, args, path, node }: Site): Value | null {
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

/** `st.columns(2)`, each of which shows what it is given as the page does. */
export const columns: Knowledge = {
  isAbout: ({ path }) => /^streamlit\.(?:columns|tabs)$/.test(path),
  result: ({ machine, node }) => listOf(named(machine, 'streamlit', node)),
};

/** What `locals()` gives: all variables of the function. */
export const locals: Knowledge = {
  isAbout: ({ language, path }) => language !== 'javascript' && /^(?:locals|globals|vars)$/.test(path),
  result: localsOf,
};

function localsOf({ machine, scope, args, node }: Site): Value | null {
  if (args.length > 0) return null;
  const box = new Box('dict', true, 'namespace');
  for (const [name, value] of scope.bound()) box.add(name, spoken(machine, value, name, name, scope, node));
  return boxed(box);
}

/** A logger of structlog, which shows what it was bound to with each message; others keep that to themselves. */
export const bound: Knowledge = {
  isAbout: ({ language, path }) => language !== 'javascript' && /^logger\.(?:bind|new)$/.test(path),
  result: ({ machine, scope, object, args, node }) => {
    const isShowing = ['structlog', 'get_logger'].some((name) => scope.lookup(name)?.path?.startsWith('structlog'));
    if (isShowing && object.from?.module !== 'loguru') atCall(machine, ['logger.info'], args, node);
    return null;
  },
};
