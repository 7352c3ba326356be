// What is loaded from a file of settings holds what is read from it: nothing else says what is in the file.
import type { Span } from '../syntax.ts';
import { isLoaded } from './holders.ts';
import type { Machine } from './machine.ts';
import { credential } from './sources.ts';
import { Box, boxed, isUncertain, tainted, type Value } from './values.ts';

/** `value` as what is bound to `name`: if it was loaded, it holds what the file reads from that. */
export function withReads({ names, outlook }: Machine, value: Value, name: string, span: Span): Value {
  const keys = outlook.reads.get(name);
  if (!keys || !isUncertain(value) || !isLoaded(names, value.path)) return value;
  const box = new Box('dict');
  for (const path of keys.values()) {
    let at = box;
    for (const key of path.slice(0, -1)) {
      const inner = at.entries.get(key)?.box ?? new Box('dict');
      at.set(key, boxed(inner));
      at = inner;
    }
    const last = path.at(-1) ?? '';
    at.set(last, tainted([credential(3, span, last)]));
  }
  return { ...value, box };
}
