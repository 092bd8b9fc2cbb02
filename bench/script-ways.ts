import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptJob, ScriptOutcome } from '../src/domain/scripts/run';
import type { Runtime } from '../src/domain/scripts/runtime';
import { createScriptRunner, type OpenScriptRunner } from '../src/scripts/runner';
import { latencyOf, round } from './statistics';

export interface WaysOptions {
  readonly runtime: Extract<Runtime, 'node' | 'pwsh'>;
  /** The program itself, and not a launcher that has to look for it. */
  readonly command: readonly string[];
  /** Arguments before the file of the bare process's script. */
  readonly flags: readonly string[];
  /** The same task for the bare program and for a run: make a table with `a` = 1 and say a line. */
  readonly texts: { readonly bare: string; readonly run: string; readonly file: string };
  readonly rounds: number;
  /** How long a process takes to start and to practise: a ready one is asked for after it. */
  readonly pauseMs: number;
}

export interface WayRow {
  readonly way: 'bare process' | ScriptOutcome['process'];
  /** Median of one run after another. */
  readonly latencyMs: number;
  readonly runsPerSecond: number;
  /** Runs a second beside those of bare processes; a ready process spends its time before the run, so it has none. */
  readonly timesBare: number | null;
  /** Latency beside that of a bare process. */
  readonly ofBareLatency: number;
}

/** Runs a second are those of a stretch of one way alone, as long for each: 10 runs behind a pause would be measured cold. */
const stretchMs = 500;

/** Runs a script in every way, in turn, so that all meet the same noise. */
export async function measureWays(options: WaysOptions): Promise<readonly WayRow[]> {
  const { runtime, command, rounds, pauseMs } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-bench-ways-'));
  const common = { folder, commands: { [runtime]: command } };
  const alone = await createScriptRunner({ ...common, pooled: false });
  const pooled = await createScriptRunner(common);
  const bare = bareProcess(folder, options);
  const times: Record<WayRow['way'], number[]> = { 'bare process': [], fresh: [], ready: [], warm: [] };
  const run = (runner: OpenScriptRunner, way: ScriptOutcome['process']) => () => runOnce(runner, way, options);
  const stretches = [
    ['bare process', bare],
    ['fresh', run(alone, 'fresh')],
    ['warm', run(pooled, 'warm')],
  ] as const;
  try {
    // The first ones start what the others need.
    for (const first of [run(pooled, 'warm'), run(alone, 'fresh'), bare]) await first();
    for (let index = 0; index < rounds; index += 1) {
      for (const [way, call] of stretches) times[way].push(...(await stretchOf(call)));
      await sleep(pauseMs);
      times.ready.push(await timed(run(pooled, 'ready')));
      await sleep(pauseMs); // what is started behind it does not slow the others
    }
  } finally {
    await Promise.all([alone.close(), pooled.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
  return rowsOf(times);
}

/** @param times milliseconds of each run */
export function rowsOf(times: Readonly<Record<WayRow['way'], readonly number[]>>): readonly WayRow[] {
  const mean = (way: WayRow['way']) => times[way].reduce((sum, ms) => sum + ms, 0) / times[way].length;
  const median = (way: WayRow['way']) => latencyOf([...times[way]]).p50;
  return (['bare process', 'fresh', 'ready', 'warm'] as const).map((way) => ({
    way,
    latencyMs: round(median(way)),
    runsPerSecond: round(1000 / mean(way)),
    timesBare: way === 'ready' ? null : round(mean('bare process') / mean(way)),
    ofBareLatency: round(median(way) / median('bare process')),
  }));
}

function bareProcess(folder: string, { command, flags, texts }: WaysOptions): () => Promise<void> {
  const [program, ...args] = command;
  const script = path.join(folder, texts.file);
  writeFileSync(script, texts.bare);
  return async () => {
    const child = spawn(program!, [...args, ...flags, script], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.resume();
    await new Promise((resolve) => child.once('close', resolve));
    if (!said.includes('{"a":1}')) throw new Error(`the bare process said ${said}`);
  };
}

let runs = 0;

async function runOnce(runner: OpenScriptRunner, way: ScriptOutcome['process'], { runtime, texts }: WaysOptions) {
  runs += 1;
  const job: ScriptJob = {
    runId: `bench-ways-${process.pid}-${runs}`,
    runtime,
    mode: 'workflow',
    name: 'bench',
    source: { kind: 'text', content: texts.run },
    sha256: createHash('sha256').update(texts.run).digest('hex'),
    neighbours: [],
    context: {},
    params: {},
    secrets: {},
    settings: { strict: false, windows: false, reuse: way === 'warm' },
    lenientParams: false,
    limits: { timeoutSeconds: 60, memoryMiB: 1_024 },
    securityContext: 'service',
  };
  const outcome = await runner.run(job, { signal: new AbortController().signal });
  const { status, result, stderr } = outcome;
  if (status !== 'succeeded' || result['a'] !== 1) throw new Error(`a ${way} run ${status}: ${stderr}`);
  if (outcome.process !== way) throw new Error(`a run that should be ${way} was ${outcome.process}: give it more time`);
}

async function stretchOf(call: () => Promise<void>): Promise<readonly number[]> {
  const times: number[] = [];
  for (const until = performance.now() + stretchMs; performance.now() < until;) times.push(await timed(call));
  return times;
}

async function timed(call: () => Promise<void>): Promise<number> {
  const at = performance.now();
  await call();
  return performance.now() - at;
}

/** A script of node as `measureWays` takes it. */
export const nodeTask = {
  file: 'task.mjs',
  bare: 'console.log("said"); console.log(JSON.stringify({ a: 1 }));\n',
  run: 'export default async ({ log }) => { log.info("said"); return { a: 1 }; };\n',
};
