// Gathers what a whole file says before its values are followed: roles of weak names, options of command lines, sealed fields.
import type { Expression, Module, Span, Statement } from '../syntax.ts';
import type { Outlook } from './machine.ts';
import type { Names } from './names.ts';

type Node = Statement | Expression;
const HUB = /hugging_?face|\bhf[_-]|\bHF_|\bhf\.co\b/i;
const HUB_URL = /huggingface\.co|\bhf\.co\b/;
const MAX_NODES = 400_000;
/** Longer lists of arguments and items are data. */
const MAX_ITEMS = 5000;

/** Reads `module` once, without recursion. */
export function outlookOf(module: Module, text: string, names: Names): Outlook {
  const roles = new Map<object | null, Set<string>>();
  const bearers = new Map<object | null, Set<string>>();
  const options = new Map<string, Span>();
  const sealed = new Set<string>();
  const isHub = HUB.test(text);
  const isUrl = HUB_URL.test(text);
  const add = (to: Map<object | null, Set<string>>, owner: object | null, name: string | null): void => {
    if (name) to.set(owner, (to.get(owner) ?? new Set()).add(name));
  };
  const stack: (readonly [Node, object | null])[] = module.statements.map((one) => [one, null] as const);
  for (let count = 0; stack.length > 0 && count < MAX_NODES; count++) {
    const [node, owner] = stack.pop() ?? [];
    if (!node) break;
    const within = node.kind === 'function' || (node.kind === 'definition' && node.what === 'function') ? node : owner;
    if (node.kind === 'call') {
      const callee = lastName(node.callee);
      const isHubCall = names.has('hub-callees', callee);
      for (const [index, { name, value }] of node.args.slice(0, MAX_ITEMS).entries()) {
        const isToken = name === null ? callee === 'login' && index === 0 : names.has('hub-keywords', name);
        if (isHubCall && isToken) add(roles, owner ?? null, weak(value, names));
        if (isHubCall && value.kind === 'mapping')
          for (const { key, value: inner } of value.entries)
            if (key?.kind === 'text' && names.has('hub-keywords', String(key.parts[0])))
              add(roles, owner ?? null, weak(inner, names));
        if (isHubCall && index === 0 && /^Hf|^Inference/.test(callee)) add(roles, owner ?? null, weak(value, names));
        if (callee === 'add_argument' || callee === 'option' || callee === 'Option') {
          const option = value.kind === 'text' && typeof value.parts[0] === 'string' ? value.parts[0] : '';
          const dashed = option.startsWith('--') ? option.slice(2).replaceAll('-', '_') : '';
          if (names.isCredential(dashed)) options.set(dashed, node);
        }
      }
    }
    if (node.kind === 'text' && isUrl)
      for (const [index, part] of node.parts.entries()) {
        const before = node.parts[index - 1];
        if (typeof part !== 'string' && typeof before === 'string' && /\bBearer $/.test(before))
          add(bearers, owner ?? null, weak(part, names));
      }
    if (node.kind === 'operation' && isUrl && node.operator === '+')
      for (const [index, operand] of node.operands.entries()) {
        const before = node.operands[index - 1];
        if (before?.kind === 'text' && /\bBearer $/.test(String(before.parts.at(-1))))
          add(bearers, owner ?? null, weak(operand, names));
      }
    if (node.kind === 'assignment' && /\bSecret(?:Str|Bytes)?\b/.test(node.annotation))
      for (const target of node.targets) sealed.add(lastName(target));
    const children = childrenOf(node);
    const isData = node.kind === 'call' || node.kind === 'sequence' || node.kind === 'mapping';
    const most = isData ? Math.min(children.length, MAX_ITEMS) : children.length;
    for (let index = 0; index < most; index++) {
      const child = children[index];
      if (child) stack.push([child, within ?? null]);
    }
  }
  return { roles, bearers, options, sealed, isHub };
}

/** `token`, `args.token`: the name of a value that is a credential only by its role. */
function weak(value: Expression, names: Names): string | null {
  if (!names.matches('weak', lastName(value))) return null;
  return dottedName(value);
}

/** `a.b.c`; null for anything else and for long chains. */
export function dottedName(expression: Expression): string | null {
  const parts: string[] = [];
  let at = expression;
  for (; at.kind === 'attribute' && parts.length < 5; at = at.object) parts.push(at.name);
  return at.kind === 'name' ? [at.name, ...parts.reverse()].join('.') : null;
}

export function lastName(expression: Expression): string {
  return expression.kind === 'name' || expression.kind === 'attribute' ? expression.name : '';
}

function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'attribute':
      return [node.object];
    case 'subscript':
      return [node.object, node.index];
    case 'call':
      return [node.callee, ...node.args.slice(0, MAX_ITEMS).map(({ value }) => value)];
    case 'text':
      return node.parts.filter((part) => typeof part !== 'string');
    case 'operation':
      return node.operands;
    case 'conditional':
      return [node.test, node.then, node.otherwise];
    case 'sequence':
      return node.items;
    case 'mapping':
      return node.entries.flatMap(({ key, value }) => (key ? [key, value] : [value]));
    case 'comprehension':
      return [node.element, ...node.loops.flatMap(({ target, iterable }) => [target, iterable])];
    case 'function':
      return [...node.parameters.flatMap(({ standard }) => (standard ? [standard] : [])), ...node.body];
    case 'opaque':
      return node.parts.map(({ value }) => value);
    case 'assignment':
      return [...node.targets, node.value];
    case 'expression':
      return [node.value];
    case 'exit':
      return node.values;
    case 'block':
      return [...node.bindings.flatMap(({ target, value }) => [target, value]), ...node.tests, ...node.bodies.flat()];
    case 'definition':
      return [
        ...node.decorators,
        ...node.parameters.flatMap(({ standard }) => (standard ? [standard] : [])),
        ...node.body,
      ];
    default:
      return [];
  }
}
