// Pieces of credentials, and texts that put a credential into a URL.
import type { Call, Expression, Slice, Span, Text } from '../syntax.ts';
import type { Machine } from './machine.ts';
import { lastName } from './outlook.ts';
import { atPlace } from './sinks.ts';
import { Box, CLEAN, join, shown, tainted, type Value } from './values.ts';

type Part = Text['parts'][number];

const LENGTH = 37;
const PREFIX = 3;
/** What a parameter of an address is called that holds a token. */
const PARAMETER = '(?:access_|hf_|auth_|api_)?(?:token|api_?key)';
const PARAMETER_ALONE = new RegExp(`^${PARAMETER}$`, 'i');
const QUERY_BEFORE = new RegExp(`[?&]${PARAMETER}=$`, 'i');
const QUERY_IN = new RegExp(`[?&]${PARAMETER}=(?:\\{|%s)`, 'i');
/** Entries of longer lists have no certain place. */
export const MAX_PLACES = 50;
/** Letters that a slice with computed bounds is taken to show. */
export const SOME = 8;

/** `token[a:b]`, `command[a:b]`. */
export function cut(value: Value, { from, to, isStepped = false, isShort }: Omit<Slice, 'kind' | keyof Span>): Value {
  if (value.box?.kind === 'list')
    return isStepped ? unordered(value) : { ...value, box: partOf(value.box, from ?? 0, to) };
  if (value.box) return value;
  if (isShort) return limited(value, SOME);
  const place = (at: number): number => Math.max(0, Math.min(LENGTH, at < 0 ? at + LENGTH : at));
  return limited(value, Math.max(0, place(to ?? LENGTH) - Math.max(PREFIX, place(from ?? 0))));
}

/** What may be in a part of a list; all of it where places are not certain, or where it may run backwards. */
function partOf(list: Box, from: number, to: number | null): Box {
  const size = sizeOf(list);
  if (size === null || (to !== null && to >= 0 && from > to)) return list;
  const first = Math.max(0, from);
  const end = to === null ? size : to < 0 ? size + to : to;
  const part = new Box('list', list.isRecord, list.form);
  for (const [at, entry] of list.entries)
    if (Number(at) >= first && Number(at) < end) part.add(String(Number(at) - first), entry);
  return part;
}

/** How long a list may be of which every entry is known by its place; else null. */
function sizeOf({ entries }: Box): number | null {
  const size = Math.max(0, ...[...entries.keys()].map((at) => Number(at) + 1));
  return size < MAX_PLACES ? size : null;
}

/** The same list, of which nobody knows what stands where. */
export function unordered(list: Value): Value {
  const box = list.box?.copy() ?? null;
  box?.add('*', CLEAN);
  return { ...list, box };
}

/** One list behind the other. */
export function chained(a: Value, b: Value): Value {
  const size = a.box ? sizeOf(a.box) : null;
  if (!a.box || !b.box || size === null) return join(a, b);
  const both = a.box.copy();
  for (const [at, entry] of b.box.entries) both.add(Number(at) >= 0 ? String(Number(at) + size) : '*', entry);
  return { ...join({ ...a, box: null }, { ...b, box: null }), box: both };
}

/** `token.slice(a, b)`, `token.substr(a, length)`. */
export function sliced(object: Value, { callee, args }: Call): Value {
  const [from = 0, to = null, ...others] = args.map(({ value }) => numberOf(value));
  if (from === null || (args.length > 1 && to === null) || others.includes(null)) return limited(object, SOME);
  return cut({ ...object, box: null }, { from, to: lastName(callee) === 'substr' && to !== null ? from + to : to });
}

function numberOf(node: Expression): number | null {
  if (node.kind === 'literal' && /^-?\d+$/.test(node.value)) return Number(node.value);
  const [inner] = node.kind === 'operation' && node.operator === '-' ? node.operands : [];
  return inner?.kind === 'literal' && /^\d+$/.test(inner.value) ? -Number(inner.value) : null;
}

/** `value` with so many secret letters at most. */
export function limited(value: Value, letters: number): Value {
  const taints = value.taints.flatMap((taint) => {
    const visible = Math.min(taint.visible, letters);
    return visible > 0 && taint.label === 'credential' ? [{ ...taint, visible }] : [];
  });
  return tainted(taints);
}

/** What is left of `value` in a text that cuts it: `'%.5s…' % token`. */
export function shortened(text: string | null, value: Value): Value {
  const [, letters] = /^[^%]*%\.(\d{1,3})s[^%]*$/.exec(text ?? '') ?? [];
  return letters ? limited(tainted(shown(value)), Math.max(0, Number(letters) - PREFIX)) : value;
}

/** What a text takes from a mapping by name: `{model}`, `%(model)s`; all of it where the text is not known. */
export function filledIn(text: string | null, value: Value): Value {
  if (value.box?.kind !== 'dict' || text === null) return value;
  const unused = [...value.box.entries.keys()].filter(
    (key) => !text.includes(`{${key}`) && !text.includes(`%(${key})`),
  );
  return unused.includes('*') ? value : { ...value, box: value.box.copy('dict', new Set(unused)) };
}

/** Whether a parameter of an address is called as those are that hold a token. */
export const isParameter = (name: string): boolean => PARAMETER_ALONE.test(name);

/** What of a text stands before a value, as far as a URL needs it: `https://`, a user, `:`. */
const REACH = 4;

/** Tells of the value at `at` if the parts around it make a URL in which it is a parameter or the user. */
export function atUrl(machine: Machine, parts: readonly Part[], at: number, value: Value, span: Span): void {
  if (value.taints.length === 0) return;
  const before = parts
    .slice(Math.max(0, at - REACH), at)
    .map(writtenAs)
    .join('');
  const after = writtenAs(parts[at + 1] ?? '');
  if (QUERY_BEFORE.test(before)) atPlace(machine, 'url-query', value, span, 'a URL');
  const isHost = after === '@' || /^@(?:[\w-]+\.)*(?:huggingface\.co|hf\.co|hf\.space)\b/.test(after);
  if (isHost && /:\/\/(?:[^/@\s]*:)?$/.test(before)) atPlace(machine, 'url-userinfo', value, span, 'a URL');
}

/** The same of a text with places for values: `'https://{}:{}@huggingface.co'.format(user, token)`, `'…?token=%s' % token`. */
export function atUrlIn(machine: Machine, text: string | null, value: Value, span: Span): void {
  if (!text || shown(value).length === 0) return;
  if (QUERY_IN.test(text)) atPlace(machine, 'url-query', value, span, 'a URL');
  if (/:\/\/[^/@\s]*(?:\{\w*\}|%s)@(?:huggingface|hf)\.co/.test(text))
    atPlace(machine, 'url-userinfo', value, span, 'a URL');
}

/** The text of a part, with a sign for each value in it. */
function writtenAs(part: Part): string {
  if (typeof part === 'string') return part;
  return part.kind === 'text' ? part.parts.map((one) => (typeof one === 'string' ? one : '{}')).join('') : '{}';
}
