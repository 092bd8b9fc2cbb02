/**
 * Milliseconds of processor time that the work takes, the least of a few goes: what else the machine does meanwhile, a
 * collection of garbage and a first compilation are not the work's own.
 */
export function leastCpuMs(work: () => void, goes = 3): number {
  let least = Infinity;
  for (let go = 0; go < goes; go += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}
