import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reused, scriptJob } from '../../../test/support/script-job';
import type { ScriptJob, ScriptOutcome } from '../../domain/scripts/run';
import { readProcesses } from '../process/process-table';
import { createScriptRunner, type OpenScriptRunner } from '../runner';

jest.setTimeout(60_000);

/** A PowerShell that is none: its scripts are lists of steps (test/support/pwsh-stand-in.js). */
const standIn = path.join(__dirname, '../../../test/support/pwsh-stand-in.js');

let root: string;
let folder: string;
let runner: OpenScriptRunner;
let alone: OpenScriptRunner;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'certloom-pooled-'));
  folder = path.join(root, 'runs');
  mkdirSync(folder);
  symlinkSync(process.execPath, path.join(root, 'dotnet'));
  copyFileSync(standIn, path.join(root, 'pwsh.dll'));
  const commands = { pwsh: [path.join(root, 'dotnet'), path.join(root, 'pwsh.dll')] };
  runner = await createScriptRunner({ folder, commands });
  alone = await createScriptRunner({ folder, commands, pooled: false });
});
afterAll(async () => {
  await Promise.all([runner.close(), alone.close()]);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(root, { recursive: true });
});

const unhurried = new AbortController().signal;
const run = (job: ScriptJob): Promise<ScriptOutcome> => runner.run(job, { signal: unhurried });
const steps = (...list: readonly object[]) => JSON.stringify(list);
const pwsh = (list: readonly object[], more: Partial<ScriptJob> = {}) => scriptJob('pwsh', steps(...list), more);

/** Until a process is started behind a first run. */
const refilled = () => sleep(400);
let texts = 0;
/** Makes a text that no other test has run. */
const unique = () => ({ say: `text ${(texts += 1)}` });

it('finds the program behind a launcher, and its version', () => {
  expect(runner.probes.find(({ runtime }) => runtime === 'pwsh')).toEqual({
    runtime: 'pwsh',
    available: true,
    version: '7.6.9',
    note: null,
  });
});

it('gives a run a process of its own, and the next one a process that waited for it', async () => {
  const job = () => pwsh([{ show: ['CERTLOOM_RUN_ID', 'HOME', 'TMPDIR', 'NO_COLOR'] }]);
  const [first, second] = [job(), job()];
  const fresh = await run(first);
  await refilled();
  const ready = await run(second);
  await refilled();
  const again = await run(job());
  expect([fresh.process, ready.process, again.process]).toEqual(['fresh', 'ready', 'ready']);
  expect(fresh.result).toMatchObject({ CERTLOOM_RUN_ID: first.runId, NO_COLOR: '1' });
  expect(ready.result).toMatchObject({ CERTLOOM_RUN_ID: second.runId, NO_COLOR: '1', cwd: ready.result['TMPDIR'] });
  expect(again.result['pid']).not.toBe(ready.result['pid']);
  expect(again.result['HOME']).not.toBe(ready.result['HOME']);
  expect(readProcesses().some(({ pid, isDead }) => pid === ready.result['pid'] && !isDead)).toBe(false);
});

it('keeps apart the processes of the two security contexts', async () => {
  await run(pwsh([unique()]));
  await refilled();
  const other = await run(pwsh([unique()], { securityContext: 'service' }));
  expect(other.process).toBe('fresh');
});

it('lets runs of one text share a process that may, and no run of another', async () => {
  const text = [unique(), { show: [] }];
  const warm = await run(pwsh(text, { settings: reused }));
  const next = await run(pwsh(text, { settings: reused }));
  const other = await run(pwsh([unique(), { show: [] }], { settings: reused }));
  const service = await run(pwsh(text, { settings: reused, securityContext: 'service' }));
  expect([warm, next, other, service].map((one) => one.process)).toEqual(['warm', 'warm', 'warm', 'warm']);
  expect(next.result['pid']).toBe(warm.result['pid']);
  expect(new Set([warm, other, service].map((one) => one.result['pid'])).size).toBe(3);
});

it('lets no script write to the cache and the settings of PowerShell', async () => {
  const { result } = await run(pwsh([{ show: ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME'] }]));
  const modes = ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME'].map((name) => statSync(String(result[name])).mode & 0o777);
  expect(modes).toEqual([0o555, 0o555]);
});

describe.each(['fresh', 'ready', 'warm'] as const)('a %s process', (way) => {
  const settings = { ...reused, reuse: way === 'warm' };
  async function runIn(list: readonly object[], more: Partial<ScriptJob> = {}, signal = unhurried) {
    const outcome = await (way === 'fresh' ? alone : runner).run(pwsh([...list, unique()], { settings, ...more }), {
      signal,
    });
    expect(outcome.process).toBe(way);
    return outcome;
  }
  beforeAll(async () => {
    await run(pwsh([unique()]));
    await refilled();
  });

  it('hands over texts, variables and entries', async () => {
    const event = { source: 'KF', eventId: 1, entryType: 'Error', message: 'm', time: '2026-01-31T10:00:00Z' };
    const outcome = await runIn([{ say: 'bad', to: 'stderr' }, { result: { a: [1] } }, { event }]);
    expect(outcome).toMatchObject({ status: 'succeeded', exitCode: 0, stderr: 'bad\n', result: { a: [1] } });
    expect(outcome.stdout).toMatch(/^text \d+\n$/);
    expect(outcome.events).toMatchObject([{ source: 'KF', eventId: 1, level: 'Error', message: 'm' }]);
  });

  it('has failed with the exit code of a process that ends by itself', async () => {
    expect(await runIn([{ say: 'said' }, { exit: 5 }])).toMatchObject({
      status: 'failed',
      exitCode: 5,
      stdout: 'said\n',
      error: { message: 'exit code 5' },
    });
  });

  it('has failed when the system ends it', async () => {
    expect(await runIn([{ kill: 'SIGKILL' }, { wait: 5_000 }])).toMatchObject({
      status: 'failed',
      exitCode: null,
      signal: 'SIGKILL',
      error: { message: 'ended by SIGKILL' },
    });
  });

  it('has failed when it says that it is done and leaves no result', async () => {
    expect(await runIn([{ noResult: true }])).toMatchObject({
      status: 'failed',
      error: { message: 'the program ended without a result' },
    });
  });

  it('is asked to end when its time is up, and may tidy up', async () => {
    const outcome = await runIn([{ wait: 20_000 }], { limits: { timeoutSeconds: 1, memoryMiB: 512 } });
    expect(outcome).toMatchObject({ status: 'timed_out', stdout: 'finally\n' });
  });

  it('is killed when it does not end', async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 1_200);
    const outcome = await runIn([{ stubborn: true }, { say: 'x' }, { wait: 20_000 }], {}, cancel.signal);
    expect(outcome).toMatchObject({ status: 'cancelled', stdout: 'x\n' });
    expect(outcome.durationMs).toBeGreaterThan(2_000);
  });

  it('is ended over its memory', async () => {
    const outcome = await runIn([{ grow: 200 }, { wait: 10_000 }], { limits: { timeoutSeconds: 20, memoryMiB: 128 } });
    expect(outcome.status).toBe('memory_exceeded');
  });

  it('keeps a part of a flood, and reads the rest', async () => {
    const outcome = await runIn([{ flood: 3 * 1024 * 1024 }, { say: 'last' }, { result: { done: true } }]);
    expect(outcome.result).toEqual({ done: true });
    expect(outcome.stdout).toHaveLength(1024 * 1024);
    expect(outcome.truncatedBytes.stdout).toBeGreaterThan(2 * 1024 * 1024);
  });

  it('leaves no process behind, and names one that had left its session', async () => {
    const outcome = await runIn([{ spawn: 60, apart: true }, { spawn: 61 }]);
    expect(outcome.leftovers).toEqual([expect.stringMatching(/^\d+ sleep$/)]);
    const pids = outcome.leftovers.map((name) => Number.parseInt(name, 10));
    expect(readProcesses().filter(({ pid, isDead }) => pids.includes(pid) && !isDead)).toEqual([]);
  });

  it('shows no secret', async () => {
    const secrets = { key: 's3cr3t-Value' };
    const encoded = Buffer.from('s3cr3t-Value').toString('base64');
    const outcome = await runIn(
      [{ say: `raw s3cr3t-Value, ${encoded}` }, { result: { a: 's3cr3t-Value' } }, { fail: 'no s3cr3t-Value' }],
      { secrets },
    );
    expect(JSON.stringify(outcome)).not.toMatch(/s3cr3t|czNjcjN0/);
    expect(outcome).toMatchObject({ result: { a: '***' }, error: { message: 'no ***' } });
  });
});

describe('a warm process that', () => {
  const pidOf = ({ result }: ScriptOutcome) => result['pid'];
  it.each<[string, readonly object[]]>([
    ['says that something is left in it', [{ clean: false }]],
    ['answers for another run', [{ mark: 'another' }]],
    ['answers by half', [{ half: true }]],
    ['hangs up', [{ hangUp: true }]],
    ['does not end its text', [{ silent: true }]],
  ])('%s serves no other run', async (_what, lies) => {
    const text = pwsh([unique(), { show: [] }, ...lies], { settings: reused });
    const first = await run(text);
    const second = await run({ ...text, runId: `${text.runId}-again` });
    expect(first.result).toMatchObject({ pid: expect.any(Number) });
    expect(second.process).toBe('warm');
    expect(pidOf(second)).not.toBe(pidOf(first));
  });

  it('had a run stopped serves no other run', async () => {
    const text = pwsh([unique(), { show: [] }, { wait: 1_000 }], { settings: reused });
    const first = await run(text);
    const stopped = await run({ ...text, runId: `${text.runId}-2`, limits: { timeoutSeconds: 0.3, memoryMiB: 512 } });
    const third = await run({ ...text, runId: `${text.runId}-3` });
    expect([first.status, stopped.status, third.status]).toEqual(['succeeded', 'timed_out', 'succeeded']);
    expect(pidOf(third)).not.toBe(pidOf(first));
  });
});
