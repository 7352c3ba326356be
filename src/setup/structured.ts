// Puts an entry into a YAML or JSON file of the user: only lines are added, and it is proven that nothing else changed.
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { HfleaksError } from '../errors.ts';
import { escapeText } from '../path.ts';

/** What a file says; `{}` for an empty one. Throws `config-invalid`, naming the file, for what is no YAML (or JSON) map. */
export function readStructured(text: string, file: string): Readonly<Record<string, unknown>> {
  const document = parse(text, file);
  const value: unknown = document.toJS() ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw broken(file, 'It must be a map of settings.');
}

/**
 * `text` with `entry` at the head of what `path` leads to: a pair `[key, value]` of a map, or the first item of a list where `path` ends in a
 * list. Null where that cannot be done by adding lines alone.
 */
export function withEntry(
  text: string,
  file: string,
  path: readonly string[],
  entry: { readonly key?: string; readonly value: unknown },
): string | null {
  const document = parse(text, file);
  const expected = expectedValue(document.toJS() ?? {}, path, entry);
  if (expected === null) return null;
  let depth = path.length;
  // What is not there yet is made, below the last that is.
  while (depth > 0 && document.getIn(path.slice(0, depth)) === undefined) depth--;
  const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
  const own = entry.key === undefined ? [entry.value] : { [entry.key]: entry.value };
  const value = path.slice(depth).reduceRight<unknown>((inner, key) => ({ [key]: inner }), own);
  const result = inserted(text, node, value);
  if (result === null) return null;
  const after = parseDocument(result);
  return after.errors.length === 0 && isDeepStrictEqual(after.toJS(), expected) ? result : null;
}

function parse(text: string, file: string): Document.Parsed {
  const document = parseDocument(text, { prettyErrors: true });
  let line = document.errors[0]?.linePos?.[0].line;
  if (!document.errors[0] && file.endsWith('.json'))
    try {
      JSON.parse(text.replace(/^\ufeff/, ''));
    } catch {
      line = 0;
    }
  if (line === undefined) return document;
  throw broken(file, line > 0 ? `See line ${line}.` : 'It is no JSON.');
}

function broken(file: string, where: string): HfleaksError {
  const message = `${escapeText(file)} cannot be read. ${where}`;
  return new HfleaksError('config-invalid', message, 'Mend it and run again; nothing was changed.');
}

/** What the file must say afterwards; null where something else stands in the way. */
function expectedValue(
  before: unknown,
  [key, ...path]: readonly string[],
  entry: { readonly key?: string; readonly value: unknown },
): unknown {
  if (key !== undefined) {
    const map = before === undefined ? {} : before;
    if (typeof map !== 'object' || map === null || Array.isArray(map)) return null;
    const inner = expectedValue((map as Record<string, unknown>)[key], path, entry);
    return inner === null ? null : { ...map, [key]: inner };
  }
  if (entry.key === undefined)
    return before === undefined || Array.isArray(before) ? [entry.value, ...(before ?? [])] : null;
  if (before === undefined) return { [entry.key]: entry.value };
  if (typeof before !== 'object' || before === null || Array.isArray(before) || entry.key in before) return null;
  return { ...before, [entry.key]: entry.value };
}

/** `text` with the lines of `value` in front of the first item of `node`. */
function inserted(text: string, node: unknown, value: unknown): string | null {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  if (node === null) return `${text}${text === '' || text.endsWith('\n') ? '' : end}${block(value, '', end)}`;
  if (!isMap(node) && !isSeq(node)) return null;
  const first = firstOf(node);
  if (node.flow && isSeq(node)) {
    const open = (node.range?.[0] ?? 0) + 1;
    const item = JSON.stringify((value as readonly unknown[])[0]);
    return `${text.slice(0, open)}${item}${first === null ? '' : ', '}${text.slice(open)}`;
  }
  if (node.flow) return isMap(node) ? inFlow(text, node.range?.[0] ?? 0, first, value as object, end) : null;
  if (first === null) return null;
  const start = text.lastIndexOf('\n', first - 1) + 1;
  const lead = text.slice(start, first);
  if (!(isSeq(node) ? /^ *- +$/ : /^ *$/).test(lead)) return null;
  return text.slice(0, start) + block(value, lead.replace(/-.*/, ''), end) + text.slice(start);
}

function firstOf(node: YAMLMap | YAMLSeq): number | null {
  const [item] = node.items as readonly unknown[];
  const head = isMap(node) ? (item as { key?: unknown } | undefined)?.key : item;
  return isScalar(head) || isMap(head) || isSeq(head) ? (head.range?.[0] ?? null) : null;
}

function block(value: unknown, indent: string, end: string): string {
  const lines = stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
  return lines.map((line) => `${indent}${line}${end}`).join('');
}

/** Behind the `{` at `open`, indented as what follows. */
function inFlow(text: string, open: number, first: number | null, value: object, end: string): string {
  const outer = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', open) + 1))?.[0] ?? '';
  const gap = first === null ? `${end}${outer}  ` : text.slice(open + 1, first);
  const inner = gap.slice(gap.lastIndexOf('\n') + 1);
  const step = inner.slice(outer.length) || '  ';
  const lines = JSON.stringify(value, null, step).split('\n').slice(1, -1);
  const spread = lines.map((line) => inner + line.slice(step.length)).join(end);
  const pair = gap.includes('\n') ? spread.slice(inner.length) : JSON.stringify(value).slice(1, -1);
  const head = `${text.slice(0, open + 1)}${gap}${pair}`;
  if (first !== null) return `${head},${gap || ' '}${text.slice(first)}`;
  return `${head}${end}${outer}${text.slice(text.indexOf('}', open))}`;
}
