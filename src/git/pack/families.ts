// Which objects of a pack were made from which, and which of them are on the way to what is wanted.
import { shared } from './pack-index.ts';

/** What was made from what, by the numbers of entries, in memory that threads can share; -1 for none. */
export interface Kin {
  /** The first that was made from an entry, and the next that was made from the same one; the one from which most was made comes last. */
  readonly first: Int32Array;
  readonly next: Int32Array;
}

/** Entries by number, each with those that were made from it. */
export interface Families {
  /** Those that were made from nothing here, and lead to something wanted; ascending. */
  readonly roots: Int32Array;
  /** Of those that lead to something wanted, the first that was made from an entry, -1 for none. */
  firstOf(number: number): number;
  /** The next one behind it that was made from the same entry. */
  nextOf(number: number): number;
}

/** `bases` as in `Entries`. */
export function kinOf(bases: Int32Array): Kin {
  const count = bases.length;
  const [first, next] = [sharedNumbers(count), sharedNumbers(count)];
  for (let number = count - 1; number >= 0; number--) {
    const base = bases[number] as number;
    if (base < 0) continue;
    next[number] = first[base] as number;
    first[base] = number;
  }
  const weights = weightsOf(bases, first, next);
  for (let number = 0; number < count; number++) heaviestLast(number, first, next, weights);
  return { first, next };
}

/** Of each entry and all that was made from it, how many there are; 0 in a circle of deltas. */
function weightsOf(bases: Int32Array, first: Int32Array, next: Int32Array): Uint32Array {
  const weights = new Uint32Array(bases.length);
  const add = (number: number): void => {
    (weights[number] as number)++;
    const base = bases[number] as number;
    if (base >= 0) weights[base] = (weights[base] as number) + (weights[number] as number);
  };
  // Where bases are named by their distance, they come before their children.
  if (bases.every((base, number) => base < number))
    for (let number = bases.length - 1; number >= 0; number--) add(number);
  else {
    const order = inOrder(bases, first, next);
    for (let at = order.length - 1; at >= 0; at--) add(order[at] as number);
  }
  return weights;
}

/** All entries but those of circles, bases before their children. */
function inOrder(bases: Int32Array, first: Int32Array, next: Int32Array): Int32Array {
  const order = new Int32Array(bases.length);
  let filled = 0;
  for (const [number, base] of bases.entries()) if (base < 0) order[filled++] = number;
  for (let at = 0; at < filled; at++)
    for (let child = first[order[at] as number] as number; child >= 0; child = next[child] as number)
      order[filled++] = child;
  return order.subarray(0, filled);
}

/** The entries of circles, and those that were made from them; ascending. */
export function* circlesOf(bases: Int32Array): Generator<number> {
  const [UNKNOWN, ENTERED, ENDS, ENDLESS] = [0, 1, 2, 3];
  const states = new Uint8Array(bases.length);
  for (let number = 0; number < bases.length; number++) {
    let at = number;
    for (; at >= 0 && states[at] === UNKNOWN; at = bases[at] as number) states[at] = ENTERED;
    const state = at < 0 || states[at] === ENDS ? ENDS : ENDLESS;
    for (at = number; at >= 0 && states[at] === ENTERED; at = bases[at] as number) states[at] = state;
    if (states[number] === ENDLESS) yield number;
  }
}

function heaviestLast(number: number, first: Int32Array, next: Int32Array, weights: Uint32Array): void {
  let [before, heaviest, last] = [-1, -1, -1];
  let most = 0;
  for (let child = first[number] as number; child >= 0; child = next[child] as number) {
    if ((weights[child] as number) >= most) [before, heaviest, most] = [last, child, weights[child] as number];
    last = child;
  }
  if (heaviest === last) return;
  if (before < 0) first[number] = next[heaviest] as number;
  else next[before] = next[heaviest] as number;
  next[last] = heaviest;
  next[heaviest] = -1;
}

function sharedNumbers(count: number): Int32Array {
  return new Int32Array(shared(count, 4)).fill(-1);
}

/** Nothing of a circle of deltas is reached from a root. */
export function familiesOf(bases: Int32Array, { first, next }: Kin, isWanted: (number: number) => boolean): Families {
  const count = bases.length;
  const leads = new Uint8Array(count);
  let found = 0;
  for (let number = 0; number < count; number++) {
    if (!isWanted(number)) continue;
    for (let at = number; at >= 0 && leads[at] === 0; at = bases[at] as number) {
      leads[at] = 1;
      if ((bases[at] as number) < 0) found++;
    }
  }
  const roots = new Int32Array(found);
  for (let number = 0, at = 0; number < count; number++)
    if ((bases[number] as number) < 0 && leads[number] === 1) roots[at++] = number;
  const leading = (from: number): number => {
    let number = from;
    while (number >= 0 && leads[number] === 0) number = next[number] as number;
    return number;
  };
  return {
    roots,
    firstOf: (number) => leading(first[number] as number),
    nextOf: (number) => leading(next[number] as number),
  };
}
