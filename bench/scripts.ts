import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScriptJob, ScriptRunner } from '../src/domain/scripts/run';
import { createScriptRunner } from '../src/scripts/runner';
import { measureWays, nodeTask, type WayRow } from './script-ways';
import { latencyOf, round } from './statistics';
import { judge, type Target } from './targets';

/** Pairs of a bare process and a run, in turn, so that both meet the same noise. */
const pairs = Number(process.env['BENCH_PAIRS'] ?? 60);
const warmUps = 5;

type Measured = 'bash' | 'python';

interface RunRow {
  readonly runtime: Measured;
  readonly bareMs: number;
  readonly runMs: number;
  readonly moreMs: number;
  readonly ratio: number;
}

interface Task {
  readonly flags: readonly string[];
  readonly file: string;
  readonly text: string;
}

/** The same task for the bare program and for the runner: read the input, write a result and a line. */
const scripts: Readonly<Record<Measured, Task>> = {
  bash: {
    flags: ['--noprofile', '--norc'],
    file: 'script.sh',
    text: 'read -r input < "$CERTLOOM_INPUT"; echo "read ${#input}"; echo \'{"a": 1}\' > "$CERTLOOM_RESULT"\n',
  },
  python: {
    flags: ['-E', '-s'],
    file: 'script.py',
    text: [
      'import json, os',
      'input = json.load(open(os.environ["CERTLOOM_INPUT"]))',
      'print("read", len(input))',
      'json.dump({"a": 1}, open(os.environ["CERTLOOM_RESULT"], "w"))',
    ].join('\n'),
  },
};

/** What the runner costs over the bare child process, without Temporal and records. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-bench-scripts-'));
  // The very program for both, and not a launcher that has to look for it.
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  const programs = { bash: '/bin/bash', python };
  const commands = { bash: [programs.bash], python: [programs.python] };
  const runner = await createScriptRunner({ folder, commands, pooled: false });
  try {
    const rows: RunRow[] = [];
    for (const runtime of ['bash', 'python'] as const) {
      say(`${runtime}: ${pairs} bare processes and as many runs, in turn`);
      const bare = bareProcess(folder, runtime, programs[runtime]);
      const bareMs: number[] = [];
      const runMs: number[] = [];
      for (let index = -warmUps; index < pairs; index++) {
        const [b, r] = [await timed(bare), await timed(() => runOnce(runner, runtime))];
        if (index < 0) continue;
        bareMs.push(b);
        runMs.push(r);
      }
      const [b, r] = [latencyOf(bareMs), latencyOf(runMs)];
      rows.push({ runtime, bareMs: b.p50, runMs: r.p50, moreMs: round(r.p50 - b.p50), ratio: round(r.p50 / b.p50) });
    }
    console.table(rows);
    say('node: a bare process, and runs in a process of their own, a ready and a warm one, in turn');
    const node = { runtime: 'node', command: [process.execPath], flags: [], texts: nodeTask } as const;
    const ways = await measureWays({ ...node, rounds: Math.ceil(pairs / 3), pauseMs: 500 });
    console.table(ways);
    const targets = judge(targetsOf(rows, ways));
    console.log(JSON.stringify({ node: process.version, pairs, scripts: rows, ways, targets }));
  } finally {
    await runner.close();
    rmSync(folder, { recursive: true });
  }
}

/** What the runner may cost, over the bare process of the same run. */
function targetsOf(rows: readonly RunRow[], ways: readonly WayRow[]): readonly Target[] {
  const row = (runtime: Measured) => rows.find((one) => one.runtime === runtime);
  const way = (name: WayRow['way']) => ways.find((one) => one.way === name);
  return [
    { figure: 'python: a run to a bare process', value: row('python')?.ratio ?? NaN, atMost: 1.3 },
    { figure: 'bash: ms more than a bare process', value: row('bash')?.moreMs ?? NaN, atMost: 12 },
    { figure: 'node: warm runs a second to bare processes', value: way('warm')?.timesBare ?? NaN, atLeast: 20 },
    {
      figure: 'node: latency of a ready run to a bare process',
      value: way('ready')?.ofBareLatency ?? NaN,
      atMost: 0.2,
    },
  ];
}

/** Starts the program as the runner does, reads what it writes, and its result. */
function bareProcess(folder: string, runtime: Measured, program: string): () => Promise<void> {
  const { file, text, flags } = scripts[runtime];
  const script = path.join(folder, file);
  const [input, result] = [path.join(folder, 'input.json'), path.join(folder, 'result.json')];
  writeFileSync(script, text);
  writeFileSync(input, `${JSON.stringify({ context: {} })}\n`);
  return async () => {
    const child = spawn(program, [...flags, script], {
      cwd: folder,
      env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', CERTLOOM_INPUT: input, CERTLOOM_RESULT: result },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.resume();
    child.stderr.resume();
    await new Promise((resolve) => child.once('close', resolve));
    if (readFileSync(result, 'utf8').trim() !== '{"a": 1}') throw new Error(`${runtime} left no result`);
    rmSync(result);
  };
}

let runs = 0;

async function runOnce(runner: ScriptRunner, runtime: Measured): Promise<void> {
  runs += 1;
  const job: ScriptJob = {
    runId: `bench-${process.pid}-${runs}`,
    runtime,
    mode: 'workflow',
    name: 'bench',
    source: { kind: 'text', content: scripts[runtime].text },
    sha256: '',
    neighbours: [],
    context: {},
    params: {},
    secrets: { token: 'a secret of the bench' },
    settings: { strict: false, windows: false, reuse: false },
    lenientParams: false,
    limits: { timeoutSeconds: 60, memoryMiB: 512 },
    securityContext: 'service',
  };
  const { status, result, stderr } = await runner.run(job, { signal: new AbortController().signal });
  if (status !== 'succeeded' || result['a'] !== 1) throw new Error(`a run of ${runtime} ${status}: ${stderr}`);
}

async function timed(call: () => Promise<void>): Promise<number> {
  const at = performance.now();
  await call();
  return performance.now() - at;
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
