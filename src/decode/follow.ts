// What must follow an anchor, as tables that say of a character at once which of all demands it meets.
import type { Follows } from '../types.ts';

/** What a text must be, character by character: one table for each, indexed by byte, with a 1 for what is allowed. */
export type Demand = readonly Uint8Array[];

/** Bits of a number are sets of demands; those of more rules are asked for one group after the other. */
const MOST_DEMANDS = 30;
/** The place in a row of what is no byte: the end, or a character beyond latin1. No demand allows it. */
export const NO_BYTE = 256;

/** Some demands of which one must be met. A text is read once for all: `bits`, at first `all`, shrinks by `rows` until one is in `met`. */
export interface Group {
  readonly demands: readonly Demand[];
  readonly all: number;
  /** For the character number i: by byte, the demands that allow it there. */
  readonly rows: readonly Uint32Array[];
  /** The demands of i characters. */
  readonly met: readonly number[];
}

/** All demands of an anchor's rules. The tables are made when they are first asked for: most content has none of most spellings. */
export class Demands {
  readonly #anchor: string;
  readonly #follows: readonly Follows[];
  #groups: readonly Group[] | undefined;

  constructor(anchor: string, follows: readonly Follows[]) {
    this.#anchor = anchor;
    this.#follows = follows;
  }

  /** Whether every text meets them. */
  get isEmpty(): boolean {
    return this.#anchor === '' && isEmpty(this.#follows);
  }

  get groups(): readonly Group[] {
    return (this.#groups ??= groupsOf(makeDemands(this.#anchor, this.#follows)));
  }
}

const known = new WeakMap<readonly Follows[], Map<string, Demands>>();
const exact = new Map<string, Uint8Array>();

/** That `anchor` (latin1) stands there, and behind it what one of the rules wants. The same for the same arguments. */
export function demandsOf(anchor: string, follows: readonly Follows[]): Demands {
  let own = known.get(follows);
  if (!own) known.set(follows, (own = new Map()));
  let demands = own.get(anchor);
  if (!demands) own.set(anchor, (demands = new Demands(anchor, follows)));
  return demands;
}

/** Whether what stands in `bytes` from `from` on is one of the demands. */
export function follow(bytes: Uint8Array, from: number, demands: Demands): boolean {
  for (const { all, rows, met } of demands.groups)
    for (let bits = all, i = 0, at = from; bits !== 0; i++, at++) {
      if ((bits & (met[i] as number)) !== 0) return true;
      bits &= (rows[i] as Uint32Array)[bytes[at] ?? NO_BYTE] as number;
    }
  return false;
}

function isEmpty(follows: readonly Follows[]): boolean {
  return follows.length === 0 || follows.some(({ literal, min }) => min <= 0 && !literal);
}

/** Those that are met wherever another one is are enough: fewer characters, of a larger set. */
function makeDemands(anchor: string, follows: readonly Follows[]): readonly Demand[] {
  const own = literally(anchor);
  if (isEmpty(follows)) return [own];
  const enough = follows.filter(
    (one, index) =>
      !follows.some((other, at) => at !== index && implies(one, other) && (at < index || !implies(other, one))),
  );
  return enough.map(({ literal = '', set, min }) => [
    ...own,
    ...literally(literal),
    ...new Array<Uint8Array>(min).fill(tableFor(set)),
  ]);
}

/** Whether what meets `one` meets `other`. */
function implies(one: Follows, other: Follows): boolean {
  if ((one.literal ?? '') !== (other.literal ?? '') || one.min < other.min) return false;
  return other.set === '' || (one.set !== '' && [...one.set].every((char) => other.set.includes(char)));
}

function literally(text: string): Demand {
  return Array.from(text, tableFor);
}

function tableFor(set: string): Uint8Array {
  let table = exact.get(set);
  if (table) return table;
  exact.set(set, (table = new Uint8Array(256)));
  if (set === '') return table.fill(1);
  for (let i = 0; i < set.length; i++) {
    const code = set.charCodeAt(i);
    if (code < 256) table[code] = 1;
  }
  return table;
}

function groupsOf(demands: readonly Demand[]): readonly Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < demands.length; at += MOST_DEMANDS) groups.push(groupOf(demands.slice(at, at + MOST_DEMANDS)));
  return groups;
}

function groupOf(demands: readonly Demand[]): Group {
  const rows: Uint32Array[] = [];
  const met: number[] = [];
  const longest = Math.max(...demands.map(({ length }) => length));
  for (let i = 0; i <= longest; i++) {
    met.push(demands.reduce((bits, { length }, bit) => bits | (length === i ? 1 << bit : 0), 0));
    // Most characters of a credential are of one set.
    const isSame = i > 0 && demands.every((demand) => demand[i] === demand[i - 1]);
    rows.push(isSame ? (rows[i - 1] as Uint32Array) : rowOf(demands.map((demand) => demand[i])));
  }
  return { demands, all: 2 ** demands.length - 1, rows, met };
}

function rowOf(tables: readonly (Uint8Array | undefined)[]): Uint32Array {
  const row = new Uint32Array(NO_BYTE + 1);
  // Most allow one byte: to look at 256 of each takes a millisecond of every run.
  for (const [bit, table] of tables.entries())
    for (let byte = table?.indexOf(1) ?? -1; byte >= 0; byte = (table as Uint8Array).indexOf(1, byte + 1))
      (row[byte] as number) |= 1 << bit;
  return row;
}
