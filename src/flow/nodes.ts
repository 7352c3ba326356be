// Visits the nodes of a module, without recursion and whatever their depth.
import type { Expression, Statement } from './syntax.ts';

export type Node = Statement | Expression;
/** The function a node stands in, as its definition or expression; null for the top level. */
export type Owner = Extract<Node, { readonly body: unknown }> | null;

const MAX_NODES = 400_000;
/** Longer lists of arguments and items are data. */
export const MAX_ITEMS = 5000;

/** Calls `enter` with each node below and with `roots`, parents before their children, and with its owner; the default is `owner`. */
export function visit(roots: readonly Node[], enter: (node: Node, owner: Owner) => void): void {
  const nodes: Node[] = [...roots];
  const owners: Owner[] = roots.map(() => null);
  for (let count = 0; count < MAX_NODES; count++) {
    const node = nodes.pop();
    if (!node) return;
    const owner = owners.pop() ?? null;
    enter(node, owner);
    pushChildren(node, nodes);
    const within = node.kind === 'function' || (node.kind === 'definition' && node.what === 'function') ? node : owner;
    while (owners.length < nodes.length) owners.push(within);
  }
}

function pushChildren(node: Node, to: Node[]): void {
  switch (node.kind) {
    case 'attribute':
      to.push(node.object);
      return;
    case 'subscript':
      to.push(node.object, node.index);
      return;
    case 'call':
      to.push(node.callee);
      for (let at = 0; at < node.args.length && at < MAX_ITEMS; at++)
        to.push((node.args[at] as { value: Expression }).value);
      return;
    case 'text':
      for (const part of node.parts) if (typeof part !== 'string') to.push(part);
      return;
    case 'operation':
      pushAll(node.operands, to);
      return;
    case 'conditional':
      to.push(node.test, node.then, node.otherwise);
      return;
    case 'sequence':
      for (let at = 0; at < node.items.length && at < MAX_ITEMS; at++) to.push(node.items[at] as Expression);
      return;
    case 'mapping':
      for (let at = 0; at < node.entries.length && at < MAX_ITEMS; at++) {
        const { key, value } = node.entries[at] as (typeof node.entries)[number];
        if (key) to.push(key);
        to.push(value);
      }
      return;
    case 'comprehension':
      to.push(node.element);
      for (const { target, iterable } of node.loops) to.push(target, iterable);
      return;
    case 'function':
      for (const { standard } of node.parameters) if (standard) to.push(standard);
      pushAll(node.body, to);
      return;
    case 'opaque':
      for (const { value } of node.parts) to.push(value);
      return;
    case 'assignment':
      pushAll(node.targets, to);
      to.push(node.value);
      return;
    case 'expression':
      to.push(node.value);
      return;
    case 'exit':
      pushAll(node.values, to);
      return;
    case 'block':
      for (const { target, value } of node.bindings) to.push(target, value);
      pushAll(node.tests, to);
      for (const body of node.bodies) pushAll(body, to);
      return;
    case 'definition':
      pushAll(node.decorators, to);
      for (const { standard } of node.parameters) if (standard) to.push(standard);
      pushAll(node.bases, to);
      pushAll(node.body, to);
  }
}

function pushAll(nodes: readonly Node[], to: Node[]): void {
  for (const node of nodes) to.push(node);
}
