import type { EventLogEntry } from '../../domain/event-log/entry';
import type { ScriptJob, ScriptOutcome, ScriptRunHooks } from '../../domain/scripts/run';
import { at, loadedScript, outcome, runRequest, runsInMemory } from '../../../test/support/script-runs';
import { createExecuteRun } from './execute';
import type { LoadedScript, OpenSecrets } from './loaded-script';

interface Wanted {
  readonly script?: Partial<LoadedScript>;
  readonly run?: (job: ScriptJob, hooks: ScriptRunHooks) => Promise<ScriptOutcome>;
  readonly openSecrets?: OpenSecrets;
  readonly isLocked?: boolean;
  readonly isWorkerStopping?: boolean;
  /** Where a required sink is that takes no entry. */
  readonly refusal?: string | null;
}

async function world({
  script = {},
  run,
  openSecrets,
  isLocked = false,
  isWorkerStopping = false,
  refusal = null,
}: Wanted = {}) {
  const memory = runsInMemory(loadedScript(script));
  const { runId } = await memory.prepare.prepare(runRequest());
  const jobs: ScriptJob[] = [];
  const entries: EventLogEntry[] = [];
  const cleaned: string[] = [];
  const released: string[] = [];
  const execute = createExecuteRun({
    ...{ runs: memory.runs, load: memory.load, prepareNext: memory.prepare.prepareNext, now: () => at },
    chunks: { append: async () => undefined },
    openSecrets: openSecrets ?? (async (names) => ({ values: Object.fromEntries(names.map((name) => [name, 'v'])) })),
    openConnections: async (names) =>
      names.includes('gone')
        ? { missing: 'gone', reason: 'there is none of this name' }
        : {
            connections: Object.fromEntries(
              names.map((name) => [name, { baseUrl: 'https://x', headers: {}, ca: null }]),
            ),
            secrets: names.map((name) => `token of ${name}`),
          },
    runner: async () => ({
      run: async (job, hooks) => {
        jobs.push(job);
        return run === undefined ? outcome() : run(job, hooks);
      },
      endLeftovers: async (id) => {
        cleaned.push(id);
        return [];
      },
      close: async () => undefined,
    }),
    locks: { take: async () => !isLocked, release: async (name) => void released.push(name) },
    writeEntries: async (all) => (entries.push(...all), refusal),
    hasRequiredSink: refusal !== null,
    self: { id: 'p1', identity: '7@here', host: 'here', osUser: 'me' },
    logger: { warn: () => undefined },
    wait: () => new Promise((resolve) => setTimeout(resolve, 1)),
  });
  const stop = new AbortController();
  const work = { signal: stop.signal, heartbeat: () => undefined, isWorkerStopping: () => isWorkerStopping };
  return { ...memory, runId, jobs, entries, cleaned, released, stop, execute: (id = runId) => execute(id, work) };
}
const own = (memory: Awaited<ReturnType<typeof world>>) => memory.rows.get(memory.runId)!;

it('gives the runner what the run was given, and stores what came of it', async () => {
  const one = await world({ script: { secrets: ['token'] } });
  expect(await one.execute()).toMatchObject({ kind: 'ended', summary: { status: 'succeeded', exitCode: 0 } });
  expect(one.jobs).toMatchObject([
    { context: { a: 1 }, params: { p: 'x' }, secrets: { token: 'v' }, securityContext: 'service', name: 'notify' },
  ]);
  expect(own(one)).toMatchObject({ status: 'succeeded', workerIdentity: '7@here', host: 'here', startedAt: at });
  expect(one.outputs.get(one.runId)).toMatchObject({ stdout: 'out', result: { a: 1 } });
});

it('is one run when it is done twice', async () => {
  const one = await world();
  const [first, second] = [await one.execute(), await one.execute()];
  expect(second).toEqual(first);
  expect(one.jobs).toHaveLength(1);
});

it('leaves a run alone that another process has', async () => {
  const one = await world();
  await one.runs.take(one.runId, { processId: 'p2', workerIdentity: 'w2', host: 'there', osUser: 'u' }, at);
  expect(await one.execute()).toEqual({ kind: 'waiting' });
  expect(one.jobs).toEqual([]);
});

it('does not run without a secret that it is to be given, and says who lacks it', async () => {
  const one = await world({ script: { secrets: ['token'] }, openSecrets: async () => ({ missing: 'token' }) });
  expect(await one.execute()).toMatchObject({ summary: { status: 'secret_unavailable' } });
  expect(one.jobs).toEqual([]);
  for (const part of ['token', 'service', '7@here']) expect(own(one).error?.message).toContain(part);
});

it('names worker, host, queue and runtime where the runtime is not there', async () => {
  const error = { message: 'not on the PATH', type: null, id: null, line: null };
  const one = await world({ run: async () => outcome({ status: 'runtime_unavailable', error, exitCode: null }) });
  await one.execute();
  for (const part of ['7@here', 'here', 'scripts-service', 'bash']) expect(own(one).error?.message).toContain(part);
});

it('waits for its lock without having begun, and gives it back', async () => {
  const locked = await world({ script: { lock: 'db' }, isLocked: true });
  expect(await locked.execute()).toEqual({ kind: 'waiting' });
  expect(own(locked).status).toBe('waiting');
  const free = await world({ script: { lock: 'db' } });
  await free.execute();
  expect(free.released).toEqual(['db']);
});

it('stops with the signal, and is lost where the worker was asked to stop', async () => {
  const run = (_job: ScriptJob, { signal }: ScriptRunHooks) =>
    new Promise<ScriptOutcome>((resolve) => {
      signal.addEventListener('abort', () => resolve(outcome({ status: 'cancelled', exitCode: null })));
    });
  const cancelled = await world({ run });
  setTimeout(() => cancelled.stop.abort(), 20);
  expect(await cancelled.execute()).toMatchObject({ summary: { status: 'cancelled' } });
  const stopping = await world({ run, isWorkerStopping: true, script: { repeatable: true } });
  setTimeout(() => stopping.stop.abort(), 20);
  expect(await stopping.execute()).toMatchObject({ summary: { status: 'worker_lost' }, next: {} });
});

it('ends a run that was cancelled while it waited', async () => {
  const one = await world();
  await one.runs.requestCancel(one.runId, at);
  expect(await one.execute()).toMatchObject({ summary: { status: 'cancelled' } });
  expect(one.jobs).toEqual([]);
});

it('ends what the attempt before has left before it begins', async () => {
  const one = await world({ script: { repeatable: true } });
  one.change(one.runId, { status: 'worker_lost' });
  const next = await one.prepare.prepareNext(own(one));
  await one.execute(next!.runId);
  expect(one.cleaned).toEqual([one.runId]);
});

it('fails when a required sink of the event log does not take what it wrote', async () => {
  const one = await world({ refusal: 'syslog (sink_unavailable)' });
  expect(await one.execute()).toMatchObject({ summary: { status: 'failed' } });
  expect(own(one).error).toMatchObject({ id: 'event_log_failed', message: expect.stringContaining('syslog') });
});

it('writes the entries of a script to the event log in their order', async () => {
  const entry = { source: 's', eventId: 1, level: 'Error', category: 0, time: at.toISOString(), data: {} } as const;
  const events = [
    { ...entry, message: 'one' },
    { ...entry, message: 'two' },
  ];
  const one = await world({ run: async () => outcome({ status: 'failed', events }) });
  await one.execute();
  expect(one.entries.map(({ message }) => message)).toEqual(['one', 'two']);
});

it('gives a script its connections, with what of them is masked, and none where it names none', async () => {
  const one = await world({ script: { connections: ['tickets'] } });
  await one.execute();
  expect(one.jobs[0]).toMatchObject({
    connections: { tickets: { baseUrl: 'https://x' } },
    masked: ['token of tickets'],
  });
  const other = await world();
  await other.execute();
  expect(other.jobs[0]).not.toHaveProperty('connections');
});

it('does not run without a connection that it is to be given', async () => {
  const one = await world({ script: { connections: ['gone'] } });
  expect(await one.execute()).toMatchObject({ summary: { status: 'failed' } });
  expect(one.jobs).toEqual([]);
  for (const part of ['gone', 'service', '7@here', 'none of this name'])
    expect(own(one).error?.message).toContain(part);
});
