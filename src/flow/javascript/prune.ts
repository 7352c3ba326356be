// Cuts what is nested so deeply that a walk over it by recursion could overflow, without recursion itself.
import type { Span, Statement } from '../syntax.ts';
import { opaque } from './skip.ts';

/** Nodes inside one another that a module has at most. */
const MOST_LEVELS = 600;

/** Replaces every expression below the cap by an opaque one, and empties statements there; their spans are added to `gaps`. */
export function prune(statements: Statement[], gaps: Span[]): void {
  const stack: { readonly holder: object; readonly level: number }[] = [{ holder: statements, level: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { holder, level } = top;
    for (const key in holder) {
      const child: unknown = holder[key as keyof typeof holder];
      if (typeof child !== 'object' || child === null) continue;
      const isNode = 'kind' in child;
      if (isNode && level >= MOST_LEVELS) {
        const { start, end } = child as unknown as Span;
        const cut = isStatement(child) ? silent(start, end) : opaque(start, end);
        Object.assign(holder, { [key]: cut });
        gaps.push({ start, end });
      } else stack.push({ holder: child, level: isNode ? level + 1 : level });
    }
  }
}

const STATEMENT_KINDS: ReadonlySet<unknown> = new Set([
  ...['assignment', 'expression', 'exit', 'block', 'definition', 'import', 'magic'],
]);

function isStatement(node: object): boolean {
  return 'kind' in node && STATEMENT_KINDS.has(node.kind);
}

function silent(start: number, end: number): Statement {
  return { kind: 'expression', value: opaque(start, end), isSilenced: true, start, end };
}
