// Parses JavaScript, TypeScript and JSX with one grammar for all, into what the flow analysis reads.
import type { Module } from '../syntax.ts';
import { prune } from './prune.ts';
import { Statements } from './statements.ts';

/**
 * Parses `text`, a module or a script, or a part of one. Never throws; time is linear in the length. Spans are in UTF-16 units of `text`.
 * Types are stepped over, and their text kept as annotations. Assignments inside expressions are operations with their operator, the
 * value last.
 */
export function parseJavaScript(text: string): Module {
  const parser = new Statements(text);
  const statements = parser.module();
  const gaps = [...parser.gapList];
  if (parser.isDeep) prune(statements, gaps);
  gaps.sort((a, b) => a.start - b.start);
  return { statements, gaps };
}
