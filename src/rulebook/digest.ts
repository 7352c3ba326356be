// Names a set of rules by what they say.
import { createHash } from 'node:crypto';
import type { Rule } from '../types.ts';

/** The first 16 hex digits of SHA-256 over the rules as JSON, with keys sorted and the rules in their order. */
export function digestOf(rules: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(rules)))
    .digest('hex')
    .slice(0, 16);
}

/** Token rules first, then by id: the order of a rulebook. */
export function sortRules(rules: readonly Rule[]): readonly Rule[] {
  const key = (rule: Rule): string => `${rule.family === 'token' ? 0 : 1} ${rule.id}`;
  return [...rules].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]));
}
