// Names that other modules give, and what they mean here.
import type { Step } from '../exposure.ts';
import type { Import, Span } from '../syntax.ts';
import type { Machine } from './machine.ts';
import { submoduleOf } from './relevance.ts';
import type { Scope } from './scopes.ts';
import { named, variable } from './sources.ts';
import { Box, boxed, type Taint, type Value } from './values.ts';

const MAX_MEMBERS = 500;
const MAX_PARTS = 6;

/** A value of another file, as if it began at `span`: its own spans mean nothing here. */
export function brought(value: Value, span: Span): Value {
  const here = (taint: Taint): Taint => ({ ...taint, source: { span, words: taint.source.words }, steps: [] });
  return changed(value, here, () => span);
}

/** What a function of another file gives for a call at `span`: what it was given keeps its source. */
export function broughtBack(value: Value, span: Span, given: ReadonlySet<Step>): Value {
  const back = (taint: Taint): Taint => ({
    ...taint,
    source: given.has(taint.source) ? taint.source : { span, words: taint.source.words },
    steps: [],
  });
  return changed(value, back, () => span);
}

/** A value of an earlier part of the file, with its spans moved by `by`. */
export function moved(value: Value, by: number): Value {
  const place = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  const step = ({ span, words }: Step): Step => ({ span: place(span), words });
  const taint = (one: Taint): Taint => ({ ...one, source: step(one.source), steps: one.steps.map(step) });
  return changed(value, taint, (at) => at && place(at));
}

/** A value without some of its taints. */
export const rid = (value: Value, isOut: (taint: Taint) => boolean): Value =>
  changed(
    value,
    (taint) => (isOut(taint) ? null : taint),
    (at) => at,
  );

function changed(
  value: Value,
  change: (taint: Taint) => Taint | null,
  at: (span: Span | null) => Span | null,
  depth = 0,
): Value {
  const all = (taints: readonly Taint[]): readonly Taint[] => taints.flatMap((taint) => change(taint) ?? []);
  let { box } = value;
  if (box) {
    const copy = box.copy();
    copy.written = box.written && all(box.written);
    copy.entries.clear();
    if (depth < 3) for (const [key, entry] of box.entries) copy.entries.set(key, changed(entry, change, at, depth + 1));
    box = copy;
  }
  return { ...value, taints: all(value.taints), sealed: all(value.sealed), box, at: at(value.at) };
}

/** A module as a value of its own. */
export function asObject(given: ReadonlyMap<string, Value>): Value {
  const box = new Box('object', false);
  for (const [name, value] of [...given].slice(0, MAX_MEMBERS)) box.entries.set(name, value);
  return boxed(box);
}

/** `import app.config` binds `app`, beside other modules in it. */
function within(given: ReadonlyMap<string, Value> | null, path: string, scope: Scope): Value | null {
  const [first = '', ...inner] = path.split('.');
  if (!given || inner.length > MAX_PARTS) return null;
  let value = asObject(given);
  for (const part of inner.slice(1).reverse()) value = asObject(new Map([[part, value]]));
  const before = scope.lookup(first);
  const box = before?.box?.copy() ?? new Box('object', false);
  box.set(inner[0] ?? '', value);
  return { ...(before ?? boxed(box)), box };
}

/** Names that another module gives. */
export function bring(machine: Machine, node: Import, scope: Scope): void {
  const isInside = node.module.startsWith('.') && /(?:^|\/)huggingface_hub\//.test(machine.file);
  const module = isInside ? 'huggingface_hub' : node.module.replace(/^node:/, '');
  const isUsed = node.names.some(({ as }) => as === '*' || machine.relevance.isUsed(as.split('.')[0] ?? as));
  const given = isUsed ? machine.importedFrom(node.module, 'credentials') : null;
  for (const { name, as } of node.names) {
    const span = { start: node.start, end: node.end };
    const isModule = (name === null && !as.includes('.')) || (name === '*' && as !== '*');
    const value = isModule ? given && asObject(given) : name === null ? within(given, as, scope) : given?.get(name);
    const own =
      value || name === null || !isUsed ? null : machine.importedFrom(submoduleOf(node.module, name), 'credentials');
    if (name !== null && machine.names.has('environment', module)) {
      scope.bind(as, variable(machine, name, span));
      continue;
    }
    // `import { logger as L }`: what it is called where it comes from says what it is.
    const isLogger = name !== null && name !== as && machine.names.matches('logger', name);
    const isWhole = name === null || name === 'default' || name === '*';
    const path = isWhole
      ? module
      : isLogger && !machine.names.matches('no-logger', module)
        ? 'logger'
        : `${module}.${name}`;
    if (name === '*' && as === '*') {
      for (const [inner, one] of given ?? []) scope.bind(inner, brought(one, span));
      if (/^huggingface_hub\b/.test(module)) scope.bind('get_token', named(machine, 'huggingface_hub.get_token', span));
      continue;
    }
    scope.bind(
      as.split('.')[0] ?? as,
      value || own
        ? brought(value ?? asObject(own ?? new Map()), span)
        : {
            ...named(machine, as.includes('.') ? (as.split('.')[0] ?? path) : path, span),
            at: span,
            ...(name !== null && !given && { from: { module: node.module, name } }),
          },
    );
  }
}

/** A function, or an object with methods, of another file, which is read only when it is given a credential. */
export function called(machine: Machine, value: Value): Value {
  if (!value.from || value.code) return value;
  const given = machine.importedFrom(value.from.module, 'all')?.get(value.from.name);
  if (given?.code) return { ...value, code: given.code };
  if (given?.box?.kind === 'object' || given?.box?.kind === 'dict') return { ...value, box: given.box };
  return given?.path === 'redacting' ? { ...value, path: given.path } : value;
}
