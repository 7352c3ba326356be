// What must follow an anchor, as tables that are quick to ask.
import type { Follows } from '../types.ts';

/** What a text must be, character by character: one table for each, indexed by byte, with a 1 for what is allowed. */
export type Demand = readonly Uint8Array[];

const known = new WeakMap<readonly Follows[], readonly Demand[]>();
const exact = new Map<string, Uint8Array>();

/** The demands of which one must hold behind an anchor; `[]` where a rule demands nothing. Made once for each list. */
export function demandsOf(follows: readonly Follows[]): readonly Demand[] {
  let demands = known.get(follows);
  if (!demands) known.set(follows, (demands = makeDemands(follows)));
  return demands;
}

/** The demand that exactly `text` (latin1) stands there. */
export function literally(text: string): Demand {
  return Array.from(text, (char) => {
    let table = exact.get(char);
    if (!table) exact.set(char, (table = tableOf(char)));
    return table;
  });
}

/** Those that are met wherever another one is are enough: fewer characters, of a larger set. */
function makeDemands(follows: readonly Follows[]): readonly Demand[] {
  if (follows.some(({ literal, min }) => min <= 0 && !literal)) return [];
  const enough = follows.filter(
    (one, index) =>
      !follows.some((other, at) => at !== index && implies(one, other) && (at < index || !implies(other, one))),
  );
  return enough.map(({ literal = '', set, min }) => [
    ...literally(literal),
    ...new Array<Uint8Array>(min).fill(tableOf(set)),
  ]);
}

/** Whether what meets `one` meets `other`. */
function implies(one: Follows, other: Follows): boolean {
  if ((one.literal ?? '') !== (other.literal ?? '') || one.min < other.min) return false;
  return other.set === '' || (one.set !== '' && [...one.set].every((char) => other.set.includes(char)));
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
