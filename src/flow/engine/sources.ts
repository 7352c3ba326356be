// Where credentials come from: variables of the environment, stores, names that say it, roles that show it.
import { redactTokens } from '../../secret.ts';
import type { Span } from '../syntax.ts';
import type { Machine } from './machine.ts';
import type { Scope } from './scopes.ts';
import { atPlace } from './sinks.ts';
import {
  boxed,
  CLEAN,
  type Code,
  heldIn,
  isUncertain,
  shown,
  type Taint,
  tainted,
  UNKNOWN,
  type Value,
  WHOLE,
} from './values.ts';
import { isVisitors, keptAt } from './visitors.ts';

const LITERAL = /hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])/;
const IN_CODE = 'a token in the code';
const MAX_WORDS = 60;

/** A new credential; `words` are names. */
export function credential(strength: 1 | 2 | 3, span: Span, words: string): Taint {
  const source = { span: { start: span.start, end: span.end }, words: redactTokens(words.slice(0, MAX_WORDS)) };
  return { label: 'credential', strength, visible: WHOLE, form: 'value', source, steps: [] };
}

/** What a literal string is: now and then a credential, else its content, which may be a key or a path. */
export function literal(machine: Machine, text: string, span: Span): Value {
  if (text.length >= 37 && LITERAL.test(text)) return tainted([credential(1, span, IN_CODE)]);
  const isName = /^[A-Z][A-Z0-9_]+$/.test(text) && !/^YOUR|X{4}/.test(text);
  const isPlace = /^[~./]|\/|\.txt$|\*{3}|redact|censored|\bhidden\b/i.test(text);
  const isOpen = text === '' || machine.names.matches('prompt', text) || /your|x{4}|^hf_|\.\.\.|</i.test(text);
  return { ...CLEAN, text, isKnown: isName || isPlace || !isOpen };
}

/** Whether a credential stands in the code as it is. */
export const isWritten = ({ source }: Taint): boolean => source.words === IN_CODE;

/** Whether a literal only says what to write there. */
export const isPlaceholder = (text: string): boolean =>
  !/[${]/.test(text) && /your|x{3}|\.\.\.|<|\*{3}|_here\b|change_?me|placeholder/i.test(text);

/** The variable `key` of the environment. */
export function variable(machine: Machine, key: string, span: Span): Value {
  if (!machine.names.isCredential(key) && !machine.environment.has(key)) return { ...UNKNOWN, isForeign: true };
  const value = tainted([credential(1, span, `${key} of the environment`)]);
  if (machine.names.matches('client', key)) atPlace(machine, 'client-env', value, span, key);
  return value;
}

/** A value with a name of its own: `os.environ`, `streamlit`. */
export function named(machine: Machine, path: string, span: Span): Value {
  const canonical = machine.names.canonical(path);
  if (canonical === '') return UNKNOWN;
  if (canonical === 'undefined' && machine.language === 'javascript') return CLEAN;
  if (machine.names.has('environment', canonical)) {
    const source = { span: { start: span.start, end: span.end }, words: canonical };
    const taint: Taint = { label: 'environment', strength: 1, visible: WHOLE, form: 'value', source, steps: [] };
    return { ...CLEAN, path: canonical, taints: [taint] };
  }
  return { ...UNKNOWN, path: canonical };
}

/** `value` if it is certain, else what `name` says of it; `dotted` is the name with its objects. */
export function spoken(machine: Machine, value: Value, name: string, dotted: string, scope: Scope, span: Span): Value {
  if (!isUncertain(value)) return isWeak(value) && machine.names.isCredential(name) ? strengthened(value) : value;
  const named = (strength: 2 | 3): Taint =>
    credential(strength, value.at ?? span, value.path && isVisitors(machine, value.path) ? value.path : name);
  if (machine.names.isCredential(name)) {
    const taint = named(2);
    if (machine.outlook.sealed.has(name)) return { ...value, sealed: [taint], isKnown: true };
    return { ...value, taints: [taint] };
  }
  const isRole = scope.isOneOf('roles', dotted) || (!value.isForeign && scope.isOneOf('bearers', dotted));
  if (isRole) return { ...value, taints: [named(3)] };
  // Whatever it was bound by, what is called a logger is one, unless it is known to be something else: a sink, a file, `math.log`.
  const isElse =
    value.path !== null && (machine.names.isWatched(value.path) || machine.names.matches('no-logger', value.path));
  return machine.names.matches('logger', name) && !isElse ? { ...value, path: 'logger' } : value;
}

/** Whether it is a credential by its role alone; a name that says so is better. */
const isWeak = ({ taints }: Value): boolean => taints.length > 0 && taints.every(({ strength }) => strength === 3);
const strengthened = (value: Value): Value => ({
  ...value,
  taints: value.taints.map((taint) => ({ ...taint, strength: 2 })),
});

/** What stands at `key` of `value`: an attribute or an entry. */
export function member(machine: Machine, value: Value, key: string, isAttribute: boolean, span: Span): Value {
  const stored = storedAt(machine, value.path, key, span) ?? keptAt(machine, value.path, key);
  if (stored) return stored;
  if (value.taints.some(({ label }) => label === 'environment')) {
    if (!isAttribute || machine.language === 'javascript') return variable(machine, key, span);
  }
  const held = heldIn(value);
  if (isAttribute && key === '__dict__' && held) return boxed(held.live());
  if (isAttribute && (key === '__dict__' || key === 'model_fields')) return tainted(shown(value, true));
  const entry = held?.entries.get(key);
  if (entry && (value.box || !entry.code || entry.code.isOfClass))
    return entry.code?.isGetter && entry.taints.length === 0 ? gotBy(machine, entry.code, span) : entry;
  const any = value.box?.entries.get('*');
  if (any && !isAttribute) return any;
  // Of a text only the member of an enumeration has it.
  if (isAttribute && key === 'value' && value.isKnown && value.text !== null && !value.path) return value;
  const isValue = value.taints.length > 0 && !value.box;
  if (isValue && machine.names.has('contents', key) && value.taints[0]?.strength === 1) return value;
  if (isValue)
    return isAttribute && !value.path ? CLEAN : { ...CLEAN, path: isAttribute ? pathOf(machine, value, key) : null };
  const isNamed = isAttribute || machine.language === 'javascript' || machine.names.has('visitors', value.path ?? '');
  if (!value.path || !isNamed) return UNKNOWN;
  return named(machine, `${value.path}.${key}`, span);
}

/** A property reads as what its method returns; in Python, of what is not known its name speaks. */
export function gotBy(machine: Machine, code: Code, span: Span): Value {
  const value = machine.invoke(code, [], span);
  return value.taints.length > 0 || machine.language === 'javascript' ? value : UNKNOWN;
}

/** What a store keeps under `key`, or a part of it that holds ours: `st.secrets["huggingface"]["token"]`. */
export function storedAt(machine: Machine, path: string | null, key: string, span: Span): Value | null {
  const { names } = machine;
  if (!path || !names.has('stores', path)) return null;
  const isOwn = path.endsWith('.huggingface');
  if (names.isCredential(key) || (isOwn && names.matches('weak', key)))
    return tainted([credential(1, span, `${key} of ${path}`)]);
  const part = isOwn ? '' : names.canonical(`${path}.${key}`);
  return part.endsWith('.huggingface') && names.has('stores', part) ? named(machine, part, span) : null;
}

const pathOf = (machine: Machine, value: Value, key: string): string | null =>
  value.path ? machine.names.canonical(`${value.path}.${key}`) || null : null;
