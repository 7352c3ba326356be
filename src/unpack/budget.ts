// What unpacking one object may cost, and where that ends.
import type { Budget } from './container.ts';

const MIB = 2 ** 20;
/** Up to this many bytes anything may unfold; beyond it only `RATIO` times its packed size. */
const FREE = 8 * MIB;
const RATIO = 200;

/** What is allowed for one object and all that is in it: 100,000 members, 256 MiB, 20 seconds from now. */
export function createBudget(): Budget {
  return { entries: 100_000, bytes: 256 * MIB, deadline: performance.now() + 20_000 };
}

/**
 * The bytes that may come out of `packed` bytes: 8 MiB, 200 times as many, or what the container says to expect, whatever is more, within what
 * the budget has left.
 */
export function allowance(budget: Budget, packed: number, expected = 0): number {
  if (performance.now() > budget.deadline) return 0;
  return Math.max(0, Math.min(budget.bytes, Math.max(FREE, RATIO * packed, expected)));
}
