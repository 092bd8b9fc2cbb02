export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly count: number;
}

/** Percentiles by nearest rank, in the unit of the samples, rounded to hundredths. */
export function latencyOf(samples: readonly number[]): Latency {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = (share: number) => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
  return { p50: rank(0.5), p95: rank(0.95), count: sorted.length };
}

/** The mean of the two in the middle where their number is even; undefined without values. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [upper, lower] = [sorted[half], sorted[half - 1]];
  if (upper === undefined) return undefined;
  return sorted.length % 2 === 1 || lower === undefined ? upper : round((lower + upper) / 2);
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Runs `count` calls, `clients` at a time; returns calls a second and each call's milliseconds. */
export async function load(
  count: number,
  clients: number,
  call: (index: number) => Promise<void>,
): Promise<{ perSecond: number; latency: Latency }> {
  const samples: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) {
        const index = next++;
        const at = performance.now();
        await call(index);
        samples.push(performance.now() - at);
      }
    }),
  );
  return { perSecond: round((count * 1_000) / (performance.now() - startedAt)), latency: latencyOf(samples) };
}
