// Which objects of a pack were made from which, and which of them are on the way to what is wanted.

/** Entries by number, each with those that were made from it. */
export interface Families {
  /** Those that were made from nothing here, and lead to something wanted; ascending. */
  readonly roots: readonly number[];
  /** The entries made from one, of those that lead to something wanted; the one that leads to most of it comes last. */
  childrenOf(number: number): number[];
}

/** `bases` as in `Entries`. Nothing of a circle of deltas is reached from a root. */
export function familiesOf(bases: Int32Array, isWanted: (number: number) => boolean): Families {
  const count = bases.length;
  const [first, next] = [new Int32Array(count).fill(-1), new Int32Array(count).fill(-1)];
  for (let number = count - 1; number >= 0; number--) {
    const base = bases[number] as number;
    if (base < 0) continue;
    next[number] = first[base] as number;
    first[base] = number;
  }
  // What is wanted of each and all that was made from it: bases come before their children in `order`.
  const order = new Int32Array(count);
  let filled = 0;
  for (let number = 0; number < count; number++) if ((bases[number] as number) < 0) order[filled++] = number;
  for (let at = 0; at < filled; at++)
    for (let child = first[order[at] as number] as number; child >= 0; child = next[child] as number)
      order[filled++] = child;
  const weights = new Uint32Array(count);
  for (let at = filled - 1; at >= 0; at--) {
    const number = order[at] as number;
    if (isWanted(number)) (weights[number] as number)++;
    const base = bases[number] as number;
    if (base >= 0) weights[base] = (weights[base] as number) + (weights[number] as number);
  }
  const roots: number[] = [];
  for (let number = 0; number < count; number++)
    if ((bases[number] as number) < 0 && (weights[number] as number) > 0) roots.push(number);
  return {
    roots,
    childrenOf: (number) => {
      const children: number[] = [];
      for (let child = first[number] as number; child >= 0; child = next[child] as number) {
        if (weights[child] === 0) continue;
        children.push(child);
        const last = children.length - 1;
        const before = children[last - 1];
        if (before === undefined || (weights[before] as number) <= (weights[child] as number)) continue;
        children[last] = before;
        children[last - 1] = child;
      }
      return children;
    },
  };
}
