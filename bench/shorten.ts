import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * Loaded before a bench (`node --require`) it makes the loads of many clients smaller, so that a round is short; the
 * rest is left as it is. It works from outside, because a comparison drives each build by its own bench code, and that
 * of older commits takes no options.
 */

/** Smaller ones are warm-ups, and bundles of which each is needed. */
const smallest = 500;

interface Statistics {
  load(count: number, clients: number, call: (index: number) => Promise<void>): Promise<unknown>;
}

function shorten(bench: string, share: number): void {
  const statistics = createRequire(bench)('./statistics') as Statistics;
  const { load } = statistics;
  if (typeof load !== 'function') throw new Error(`${bench} has no loads that can be made shorter`);
  statistics.load = (count, clients, call) => load(count < smallest ? count : Math.ceil(count * share), clients, call);
}

const bench = process.argv[1];
// Worker threads load it too, without a bench.
if (bench !== undefined && process.env['BENCH_SHARE'] !== undefined) {
  shorten(path.resolve(bench), Number(process.env['BENCH_SHARE']));
}
