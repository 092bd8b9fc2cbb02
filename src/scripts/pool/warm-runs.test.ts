import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reused, scriptJob } from '../../../test/support/script-job';
import type { ScriptJob, ScriptOutcome } from '../../domain/scripts/run';
import { createScriptRunner, type OpenScriptRunner } from '../runner';

jest.setTimeout(120_000);

/** Says what an earlier run may have left, and leaves all of that itself. */
const leaves = `
export default async ({ params, log }) => {
  if (params.wait) await new Promise((resolve) => setTimeout(resolve, 60_000));
  const seen = { variable: globalThis.left, name: process.env.LEFT, folder: process.cwd(), log: console.log.name };
  globalThis.left = 'here';
  process.env.LEFT = 'here';
  process.chdir('/');
  console.log = function left() {};
  log.info('run', params.number);
  return { ...seen, pid: process.pid, id: process.env.CERTLOOM_RUN_ID, temp: process.env.CERTLOOM_TMP };
};`;

let folder: string;
let runner: OpenScriptRunner;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'certloom-warm-'));
  runner = await createScriptRunner({ folder });
});
afterAll(async () => {
  await runner.close();
  rmSync(folder, { recursive: true });
});

const run = (more: Partial<ScriptJob>): Promise<ScriptOutcome> =>
  runner.run(scriptJob('node', leaves, { settings: reused, ...more }), { signal: new AbortController().signal });

it('S21 serves 400 runs by two warm processes, of which none sees what another left', async () => {
  const pids = new Set<unknown>();
  for (let number = 0; number < 400; number += 1) {
    const runId = `warm-${process.pid}-${number}`;
    const { status, process: way, result, stdout } = await run({ runId, params: { number } });
    expect({ status, way, stdout }).toEqual({ status: 'succeeded', way: 'warm', stdout: `run ${number}\n` });
    const { pid, temp, ...seen } = result;
    pids.add(pid);
    expect(seen).toEqual({ folder: temp, log: 'log', id: runId });
  }
  expect(pids.size).toBe(2);
});

it('S21 gives a run another process after one that was stopped by its time limit', async () => {
  const first = await run({});
  const stopped = await run({ params: { wait: true }, limits: { timeoutSeconds: 1, memoryMiB: 512 } });
  const next = await run({});
  expect([first.status, stopped.status, next.status]).toEqual(['succeeded', 'timed_out', 'succeeded']);
  expect(stopped.process).toBe('warm');
  expect(next.result['pid']).not.toBe(first.result['pid']);
});

it.each([
  ['handed over', 10, 'succeeded'],
  ['of more than a line', 20_000, 'succeeded'],
  ['with what JSON escapes', -20_000, 'succeeded'],
  ['longer than it may be', 300_000, 'invalid_result'],
])('has a result %s', async (_what, size, expected) => {
  const text = `export default async () => ({ text: ${size < 0 ? `'"'` : `'x'`}.repeat(${Math.abs(size)}) });`;
  const job = scriptJob('node', text, { settings: reused });
  const { status, process: way, result } = await runner.run(job, { signal: new AbortController().signal });
  expect([status, way]).toEqual([expected, 'warm']);
  if (status === 'succeeded') expect(String(result['text'])).toHaveLength(Math.abs(size));
});

it('shares a process among runs that come at once', async () => {
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => run({})));
  expect(new Set(outcomes.map(({ result }) => result['pid'])).size).toBe(1);
});
