// What work costs, whoever else is at work on the machine.

/** Milliseconds of processor time since `start`, which is `process.cpuUsage()` of then. */
export function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
