import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a piece of work did to the process it ran in. */
export interface Strain {
  /** Longest time in which nobody else had a turn, in milliseconds. */
  readonly stallMs: number;
  readonly tookMs: number;
  /** By how much the process grew at most while it ran, in MB. */
  readonly grownMb: number;
}

/** Watches the event loop and the memory of this process, in which the product runs too, while the work is done. */
export async function watched<T>(work: () => Promise<T>): Promise<Strain & { readonly result: T }> {
  const rss = () => process.memoryUsage.rss() / 1024 / 1024;
  const before = rss();
  let most = before;
  const look = setInterval(() => (most = Math.max(most, rss())), 10);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const startedAt = performance.now();
  try {
    const result = await work();
    const tookMs = performance.now() - startedAt;
    most = Math.max(most, rss());
    return { result, tookMs, stallMs: delay.max / 1e6, grownMb: most - before };
  } finally {
    delay.disable();
    clearInterval(look);
  }
}

export function say(figure: string, { stallMs, tookMs, grownMb }: Strain, more = ''): void {
  const numbers = `${tookMs.toFixed(0)} ms, longest stall ${stallMs.toFixed(0)} ms, RSS +${grownMb.toFixed(0)} MB`;
  process.stderr.write(`[attack] ${figure}: ${numbers}${more === '' ? '' : `, ${more}`}\n`);
}

/** The value below which this share of them lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
