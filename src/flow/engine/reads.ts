// Which credentials a file reads from a variable, and by which keys: `login(config["hub"]["token"])`.
import type { Node } from '../nodes.ts';
import type { Expression } from '../syntax.ts';

const MAX_DEPTH = 4;
const MAX_NAMES = 1000;
const MAX_KEYS = 20;

/** Notes the keys by which `node` reads from a variable, if the last one is a credential. */
export function noteRead(
  reads: Map<string, Map<string, readonly string[]>>,
  node: Node,
  isCredential: (key: string) => boolean,
): void {
  let step = stepOf(node);
  if (!step || !isCredential(step.key)) return;
  const keys: string[] = [];
  while (step && keys.length < MAX_DEPTH) {
    keys.unshift(step.key);
    const { object }: Step = step;
    if (object.kind === 'name') return add(reads, object.name, keys);
    step = stepOf(object);
  }
}

interface Step {
  readonly object: Expression;
  readonly key: string;
}

/** The last step of `a.key`, `a["key"]`, `a.get("key")`. */
function stepOf(node: Node): Step | null {
  if (node.kind === 'attribute') return { object: node.object, key: node.name };
  if (node.kind === 'subscript') return byText(node.object, node.index);
  if (node.kind !== 'call' || node.callee.kind !== 'attribute' || !/^(?:get|pop)$/.test(node.callee.name)) return null;
  return byText(node.callee.object, node.args[0]?.value);
}

function byText(object: Expression, index: Expression | undefined): Step | null {
  const [key] = index?.kind === 'text' && index.parts.length === 1 ? index.parts : [];
  return typeof key === 'string' ? { object, key } : null;
}

function add(reads: Map<string, Map<string, readonly string[]>>, name: string, keys: readonly string[]): void {
  const before = reads.get(name);
  const own = before ?? new Map<string, readonly string[]>();
  if (own.size < MAX_KEYS) own.set(keys.join(' '), keys);
  if (!before && reads.size < MAX_NAMES) reads.set(name, own);
}
