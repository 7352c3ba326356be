// Which credentials a file reads from a variable, and by which keys: `login(config["hub"]["token"])`.
import type { Node } from '../nodes.ts';
import type { Expression } from '../syntax.ts';

const MAX_DEPTH = 4;
const MAX_NAMES = 1000;
const MAX_KEYS = 20;

/** Notes the keys by which `node` reads from a variable, if the last one is a credential that it takes. */
export function noteRead(
  reads: Map<string, Map<string, readonly string[]>>,
  node: Node,
  isTaken: (key: string, node: Node) => boolean,
): void {
  const last = keyOf(node);
  if (last === null || !isTaken(last, node)) return;
  const keys: string[] = [];
  for (let at = node; keys.length < MAX_DEPTH; ) {
    const key = keyOf(at);
    const object = objectOf(at);
    if (key === null || !object) return;
    keys.unshift(key);
    if (object.kind === 'name') return add(reads, object.name, keys);
    at = object;
  }
}

/** Counts what is bound to `a` or stored as `a.key`; a credential that is stored somewhere in `a` counts for two of it. */
export function noteBound(bound: Map<string, number>, target: Node, isCredential: (key: string) => boolean): void {
  let at = target;
  for (let depth = 0; depth < MAX_DEPTH && at.kind !== 'name'; depth++) at = objectOf(at) ?? at;
  if (at.kind !== 'name') return;
  const key = keyOf(target);
  const isStored = key !== null && isCredential(key);
  const place = key === null || isStored ? at.name : `${at.name}.${key}`;
  if (bound.has(place) || bound.size < MAX_NAMES) bound.set(place, (bound.get(place) ?? 0) + (isStored ? 2 : 1));
}

/** `key` of `a.key`, `a["key"]`, `a.get("key")`. */
function keyOf(node: Node): string | null {
  if (node.kind === 'attribute') return node.name;
  if (node.kind === 'subscript') return textOf(node.index);
  const isRead = node.kind === 'call' && node.callee.kind === 'attribute' && /^(?:get|pop)$/.test(node.callee.name);
  return isRead ? textOf(node.args[0]?.value) : null;
}

function textOf(index: Expression | undefined): string | null {
  const [text] = index?.kind === 'text' && index.parts.length === 1 ? index.parts : [];
  return typeof text === 'string' ? text : null;
}

/** `a` of the same. */
function objectOf(node: Node): Expression | null {
  const holder = node.kind === 'call' ? node.callee : node;
  return holder.kind === 'attribute' || holder.kind === 'subscript' ? holder.object : null;
}

function add(reads: Map<string, Map<string, readonly string[]>>, name: string, keys: readonly string[]): void {
  const before = reads.get(name);
  const own = before ?? new Map<string, readonly string[]>();
  if (own.size < MAX_KEYS) own.set(keys.join(' '), keys);
  if (!before && reads.size < MAX_NAMES) reads.set(name, own);
}
