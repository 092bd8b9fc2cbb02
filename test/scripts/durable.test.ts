/** Runs whose workers are missing, busy, stopped and killed. */
/* eslint-disable @typescript-eslint/no-explicit-any -- answers are looked at as they come */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptRun } from '../../src/domain/scripts/run-record';
import { createPrepareRuns } from '../../src/services/scripts/prepare';
import { loadedScript, outcome, runRequest } from '../support/script-runs';
import { processesOf, scriptWorkersOfFile } from './script-workers';

const { product, folder, start, script, begin, runs, until, ended } = scriptWorkersOfFile();
const file = (name: string) => path.join(folder, name);
const lines = (name: string) => readFileSync(file(name), 'utf8').trim().split('\n');

it('S17 ends a run that no worker takes, and does not hang', async () => {
  const { headers, body } = await product().call('get', '/settings').expect(200);
  await product()
    .call('put', '/settings')
    .set('If-Match', headers['etag'] as string)
    .send({ ...body, revision: undefined, scripts: { scheduleToStartSeconds: 5 } })
    .expect(200);
  await script('lonely', 'true');
  const done = await ended(await begin('lonely'), 30_000);
  expect(done).toMatchObject({ status: 'no_worker', startedAt: null });
  expect(done['error'].message).toContain('scripts-api');
});

it('waits behind other runs for longer than a missing worker is waited for', async () => {
  const worker = await start({ CERTLOOM_SCRIPT_PARALLEL: '1' });
  await script('slow', 'sleep 8');
  const first = await begin('slow');
  await until(first, ({ status }) => status === 'running');
  const second = await begin('slow');
  expect(await ended(first)).toMatchObject({ status: 'succeeded' });
  expect(await ended(second)).toMatchObject({ status: 'succeeded' });
  await worker.stop();
}, 90_000);

it('S19 never lets runs under one lock overlap, on whatever worker', async () => {
  const workers = [await start(), await start()];
  await script(
    'locked',
    `echo "in $CERTLOOM_RUN_ID" >> ${file('lock')}; sleep 0.4; echo "out $CERTLOOM_RUN_ID" >> ${file('lock')}`,
    {
      lock: 'one-at-a-time',
    },
  );
  const started = await Promise.all(Array.from({ length: 5 }, () => begin('locked')));
  const done = await Promise.all(started.map((runId) => ended(runId)));
  expect(done.map(({ status }) => status as string)).toEqual(Array(5).fill('succeeded'));
  const seen = lines('lock');
  expect(seen).toHaveLength(10);
  for (let index = 0; index < seen.length; index += 2) {
    expect(seen[index + 1]).toBe(seen[index]!.replace('in ', 'out '));
  }
  for (const worker of workers) await worker.stop();
}, 120_000);

it('S25 takes a run for lost whose worker was killed, leaves none of its processes, and repeats only what may be repeated', async () => {
  const first = await start();
  for (const [name, repeatable] of [
    ['once', false],
    ['again', true],
  ] as const) {
    await script(name, `echo "$CERTLOOM_RUN_ID" >> ${file(name)}; sleep 6; echo done`, { repeatable });
  }
  const started = { once: await begin('once'), again: await begin('again') };
  for (const runId of Object.values(started)) await until(runId, ({ status }) => status === 'running');
  for (const name of ['once', 'again']) {
    for (const limit = Date.now() + 10_000; Date.now() < limit; await sleep(50)) {
      try {
        if (lines(name).length > 0) break;
      } catch {
        // Not there yet.
      }
    }
  }
  await first.kill();
  const second = await start();
  const lost = await Promise.all([ended(started.once), ended(started.again)]);
  expect(lost.map(({ status }) => status as string)).toEqual(['worker_lost', 'worker_lost']);
  expect(lost[0]['error'].message).toContain(lost[0]['workerIdentity']);
  const attempts = async ({ actionKey }: Record<string, any>) => runs().attempts(actionKey as string);
  for (const limit = Date.now() + 40_000; (await attempts(lost[1])).at(-1)!.status !== 'succeeded'; await sleep(200)) {
    if (Date.now() > limit) throw new Error(JSON.stringify(await attempts(lost[1])));
  }
  expect((await attempts(lost[1])).map(({ status }) => status)).toEqual(['worker_lost', 'succeeded']);
  expect((await attempts(lost[0])).map(({ status }) => status)).toEqual(['worker_lost']);
  expect(lines('once')).toHaveLength(1);
  expect(lines('again')).toHaveLength(2);
  expect(processesOf(new Set(Object.values(started)))).toEqual([]);
  await second.stop();
}, 120_000);

it('lets scripts end when their worker is asked to stop, for as long as its setting says', async () => {
  const patient = await start({ CERTLOOM_SCRIPT_STOP_SECONDS: '30' });
  await script('short', 'sleep 3; echo whole');
  const kept = await begin('short');
  await until(kept, ({ status }) => status === 'running');
  await patient.stop();
  expect(await ended(kept, 5_000)).toMatchObject({ status: 'succeeded' });

  const hasty = await start({ CERTLOOM_SCRIPT_STOP_SECONDS: '1' });
  await script('long', 'sleep 60');
  const broken = await begin('long');
  await until(broken, ({ status }) => status === 'running');
  await hasty.stop();
  const lost = await ended(broken, 15_000);
  expect(lost['status']).toBe('worker_lost');
  expect(lost['error'].message).toContain('asked to stop');
  expect(processesOf(new Set([broken]))).toEqual([]);
}, 120_000);

it('S18 finds runs by text, status and worker among 10,000, page by page', async () => {
  const { stores, db } = product().foundation;
  const made: ScriptRun[] = [];
  const prepare = createPrepareRuns({
    ...{ load: async () => loadedScript(), scheduleToStartSeconds: async () => 300 },
    now: () => new Date(Date.UTC(2031, 0, 1) + made.length * 1_000),
    runs: {
      ...{ find: async () => null, input: async () => null, attempts: async () => [] },
      async add(run) {
        made.push(run);
        return run;
      },
    },
  });
  for (let index = 0; index < 10_000; index += 1) await prepare.prepare(runRequest({ actionKey: `s18/${index}` }));
  const rows = made.map(({ runId, ...run }, index) => ({
    ...{ _id: runId, ...run, processId: null, isUnswept: false },
    status: index % 10 === 0 ? 'failed' : 'succeeded',
    workerIdentity: index % 2 === 0 ? 'w1' : 'w2',
    searchText: index % 1_000 === 7 ? 'notify\nthe needle in it' : `notify\n${outcome().stdout}`,
  }));
  for (let from = 0; from < rows.length; from += 1_000) {
    await db.collection('script_runs').insertMany(rows.slice(from, from + 1_000) as never);
  }
  const all = async (query: string) => {
    const found: string[] = [];
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null; pages += 1) {
      const next: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await product().call('get', `/script-runs?script=notify&limit=200&${query}${next}`).expect(200);
      found.push(...(body as { items: { runId: string }[] }).items.map(({ runId }) => runId));
      cursor = (body as { nextCursor: string | null }).nextCursor;
    }
    return { found, pages };
  };
  const expected = (isWanted: (index: number) => boolean) =>
    rows.flatMap(({ _id }, index) => (isWanted(index) ? _id : [])).reverse();
  const needle = await all('text=NEEDLE');
  expect(needle.found).toEqual(expected((index) => index % 1_000 === 7));
  const both = await all('status=failed&worker=w1');
  expect(both).toEqual({ found: expected((index) => index % 10 === 0), pages: 5 });
  expect((await all('text=needle&worker=w2')).found).toHaveLength(10);
  const { body } = await product().call('get', '/script-runs?script=notify&worker=w2&count=true&limit=1').expect(200);
  expect(body).toMatchObject({ total: { value: 5_000, relation: 'exact' } });
  // The rows of one page of a search: more pages are counted for two seconds only, which a busy machine may use up.
  const from = rows[8_005]?.requestedAt;
  expect(await stores.scriptRunList.count({ script: 'notify', text: 'needle', from })).toEqual({
    value: 2,
    relation: 'exact',
  });
}, 120_000);
