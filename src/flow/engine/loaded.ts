// What is loaded from a file of settings holds what is read from it: nothing else says what is in the file.
import type { Span } from '../syntax.ts';
import { isLoaded } from './holders.ts';
import type { Machine } from './machine.ts';
import { credential } from './sources.ts';
import { Box, boxed, isUncertain, tainted, type Value } from './values.ts';

/** `value` as what is bound to `name`, or stored as its `part`: if it was loaded, it holds what the file reads from that. */
export function withReads({ names, outlook }: Machine, value: Value, name: string, span: Span, part?: string): Value {
  const reads = outlook.reads.get(name);
  if (!reads || !isUncertain(value) || !isLoaded(names, value.path)) return value;
  const all = [...reads.values()];
  const own = part === undefined ? all : all.filter(([first]) => first === part).map((keys) => keys.slice(1));
  const box = new Box('dict');
  for (const keys of own) {
    const last = keys.at(-1);
    let at = box;
    for (const key of keys.slice(0, -1)) {
      const inner = at.entries.get(key)?.box ?? new Box('dict');
      at.set(key, boxed(inner));
      at = inner;
    }
    if (last !== undefined) at.set(last, tainted([credential(3, span, last)]));
  }
  return box.entries.size > 0 ? { ...value, box } : value;
}
