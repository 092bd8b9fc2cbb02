/**
 * Many instances that wait for approvals, each approved by two users at the same instant: none is stuck, none counts
 * twice. 50 on every build; `npm run test:long -- builder` takes 1,000, and says how long they took beside as many empty
 * workflows.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { systemActor } from '../../src/domain/identity/actor';
import { createInstanceServices } from '../../src/process/parts/instance-services';
import { createSubjectSources } from '../../src/services/firings/subject-sources';
import { inLanes } from '../../src/domain/values/lanes';
import { eventually } from '../acceptance/scene';
import { productOfFile } from '../support/product';
import { createBuilderScene, line, step } from './scene';

const isLong = process.env['CERTLOOM_TEST_LONG'] === '1';
const many = Number(process.env['CERTLOOM_TEST_INSTANCES'] ?? (isLong ? 1_000 : 50));
const mostTimes = 10;
const say = (text: string) => process.stderr.write(`[builder load] ${text}\n`);
const product = productOfFile();
const builder = createBuilderScene(() => product());

const [ada, bob] = ['ada', 'bob'].map((name) => ({ uuid: `user-${name}`, name, roles: ['Approver'] }));

/** Milliseconds that as many workflows take which do nothing, on a worker of their own. */
async function emptyWorkflows(): Promise<number> {
  const { addresses, client } = product().foundation;
  const workflowsPath = path.join(__dirname, 'empty-workflow.ts');
  const taskQueue = `empty-${randomBytes(6).toString('hex')}`;
  const connection = await NativeConnection.connect({ address: addresses.temporalAddress });
  try {
    const worker = await Worker.create({
      connection,
      taskQueue,
      workflowsPath,
      maxConcurrentWorkflowTaskExecutions: 80,
    });
    return await worker.runUntil(async () => {
      const began = performance.now();
      const runs = Array.from({ length: many }, (_, index) => index);
      await inLanes(runs, 40, async (index) => {
        await client.workflow.execute('empty', { taskQueue, workflowId: `${taskQueue}-${index}`, args: [] });
      });
      return performance.now() - began;
    });
  } finally {
    await connection.close();
  }
}

it(`lets two users approve each of ${many} waiting instances at the same instant`, async () => {
  const emptyMs = await emptyWorkflows();
  await builder.scene.make('/roles', { name: 'Approver', permissions: [] });
  const definition = await builder.define(
    line(step('Ask', 'require_approval', { roles: ['Approver'], minimumApprovals: 2 })),
  );
  const { foundation } = product();
  const rows = foundation.db.collection('builder_instances');
  const { start, signals } = createInstanceServices({ foundation, sources: createSubjectSources(() => []) });
  const howMany = (status: string) => rows.countDocuments({ status });

  const began = performance.now();
  const uuids: string[] = [];
  await inLanes(
    Array.from({ length: many }, (_, index) => index),
    40,
    async (index) => {
      const { uuid } = await start({
        ...{ definition, version: 1, startKey: `load:${index}`, item: null, initialData: {}, context: 'service' },
        ...{ startedBy: systemActor, cause: null },
      });
      uuids.push(uuid);
    },
  );
  await eventually('all of them waiting', async () => (await howMany('suspended')) === many, 600_000);
  const waitingMs = performance.now() - began;
  const said = { signalKey: 'Ask.ApprovalStatus', data: { approved: true }, key: undefined };
  await inLanes(uuids, 40, async (uuid) => {
    await Promise.all([ada!, bob!].map((by) => signals.signal(uuid, said, by)));
  });
  await eventually('the end of all of them', async () => (await howMany('complete')) === many, 600_000);
  const tookMs = performance.now() - began;

  const times = tookMs / emptyMs;
  const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  say(
    `${many} empty workflows ${inSeconds(emptyMs)}; ${many} instances ${inSeconds(tookMs)}, ${inSeconds(waitingMs)} of it until all waited: ${times.toFixed(1)} times`,
  );
  const visits = await foundation.db.collection('builder_visits').find({ uniqueName: 'Ask' }).toArray();
  expect(visits).toHaveLength(many);
  const names = (visit: (typeof visits)[number]) =>
    (visit['outputs'] as { decisions: { by: string }[] }).decisions.map(({ by }) => by).sort();
  expect(visits.filter((visit) => names(visit).join() !== 'ada,bob')).toEqual([]);
  if (isLong) expect(times).toBeLessThan(mostTimes);
}, 1_800_000);
