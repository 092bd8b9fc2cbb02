/** How often the event loop is asked for a turn. */
const turnMs = 5;

/** What a piece of work did to the process it ran in. */
export interface Strain {
  /**
   * Longest time in which nobody else had a turn, in milliseconds: as much of it as the process had the processor. What else a
   * busy machine did meanwhile is no fault of ours.
   */
  readonly stallMs: number;
  /** The same by the clock. */
  readonly waitedMs: number;
  readonly tookMs: number;
  /** By how much the process grew at most while it ran, in MB. */
  readonly grownMb: number;
}

/** Watches the event loop and the memory of this process, in which the product runs too, while the work is done. */
export async function watched<T>(work: () => Promise<T>): Promise<Strain & { readonly result: T }> {
  const rss = () => process.memoryUsage.rss() / 1024 / 1024;
  const before = rss();
  let most = before;
  const startedAt = performance.now();
  let [seenAt, cpu] = [startedAt, process.cpuUsage()];
  let [stallMs, waitedMs] = [0, 0];
  const look = () => {
    most = Math.max(most, rss());
    const now = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    waitedMs = Math.max(waitedMs, now - seenAt - turnMs);
    stallMs = Math.max(stallMs, Math.min(now - seenAt - turnMs, (user + system) / 1_000));
    [seenAt, cpu] = [now, process.cpuUsage()];
  };
  const looking = setInterval(look, turnMs);
  try {
    const result = await work();
    const tookMs = performance.now() - startedAt;
    look();
    return { result, tookMs, stallMs, waitedMs, grownMb: most - before };
  } finally {
    clearInterval(looking);
  }
}

export function say(figure: string, { stallMs, waitedMs, tookMs, grownMb }: Strain, more = ''): void {
  const stall = `longest stall ${stallMs.toFixed(0)} ms (by the clock ${waitedMs.toFixed(0)} ms)`;
  const numbers = `${tookMs.toFixed(0)} ms, ${stall}, RSS +${grownMb.toFixed(0)} MB`;
  process.stderr.write(`[attack] ${figure}: ${numbers}${more === '' ? '' : `, ${more}`}\n`);
}

/** The value below which this share of them lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
