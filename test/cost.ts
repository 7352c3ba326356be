// What work costs, whoever else is at work on the machine.

/** Milliseconds that `reference` takes on the machine for which the bounds were set. */
const USUAL = 12;

/**
 * Milliseconds of processor time since `start`, which is `process.cpuUsage()` of then. Neighbours make the same work dearer, on two
 * threads of one core up to twice: what a known piece of work takes too long just now is taken off.
 */
export function cpuSince(start: NodeJS.CpuUsage): number {
  const cost = spent(start);
  const before = process.cpuUsage();
  reference();
  return cost / Math.max(1, spent(before) / USUAL);
}

function spent(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Arithmetic, branches, memory, and some garbage. */
function reference(): void {
  let state = 1;
  const words = Array.from({ length: 20_000 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state.toString(36);
  });
  words.sort();
}
