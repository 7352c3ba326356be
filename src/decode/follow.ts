// What must follow an anchor, as tables that are quick to ask.
import type { Follows } from './decoder.ts';

/** At least `min` characters must follow, each with a 1 in `table`, which is indexed by byte. */
export interface Demand {
  readonly table: Uint8Array;
  readonly min: number;
}

const known = new WeakMap<readonly Follows[], readonly Demand[]>();

/** The demands of which one must hold, one for each set of characters; `[]` where a rule demands nothing. Made once for each list. */
export function demandsOf(follows: readonly Follows[]): readonly Demand[] {
  let demands = known.get(follows);
  if (!demands) known.set(follows, (demands = makeDemands(follows)));
  return demands;
}

function makeDemands(follows: readonly Follows[]): readonly Demand[] {
  const shortest = new Map<string, number>();
  for (const { set, min } of follows) {
    if (min <= 0) return [];
    shortest.set(set, Math.min(min, shortest.get(set) ?? min));
  }
  return [...shortest].map(([set, min]) => ({ table: tableOf(set), min }));
}

function tableOf(set: string): Uint8Array {
  const table = new Uint8Array(256);
  if (set === '') return table.fill(1);
  for (let i = 0; i < set.length; i++) {
    const code = set.charCodeAt(i);
    if (code < 256) table[code] = 1;
  }
  return table;
}
