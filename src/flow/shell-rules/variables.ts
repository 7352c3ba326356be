// The variables of a script, in layers: what a step, a recipe or a RUN sets does not reach those beside it.

import type { Taint } from './taint.ts';

/** What a variable holds: a credential or not, and the plain texts that it may be. */
export interface Value {
  readonly taint: Taint | null;
  readonly texts: readonly string[];
}

export interface Variables {
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
  delete(name: string): void;
  /** What was set in this layer. */
  own(): Iterable<readonly [string, Value]>;
}

/** Gives an empty layer over another one. */
export function layer(outer: Variables | null = null): Variables {
  const values = new Map<string, Value | undefined>();
  return {
    get: (name) => (values.has(name) ? values.get(name) : outer?.get(name)),
    set: (name, value) => {
      values.set(name, value);
    },
    delete: (name) => {
      values.set(name, undefined);
    },
    *own() {
      for (const [name, value] of values) if (value !== undefined) yield [name, value];
    },
  };
}
