/**
 * The run of an instance goes on in another run whenever it has heard something, and is told the next thing at that very
 * moment. It waits without end, so whatever is lost between two runs is never heard.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { NativeConnection, Worker } from '@temporalio/worker';
import { connectClient } from '../../src/temporal/client';
import { builderWorkflowId, type TaskQueue } from '../../src/temporal/ids';
import type { InstanceStep } from '../../src/temporal/messages/builder';
import { installRuntime } from '../../src/temporal/runtime';
import { createBuilderRuns } from '../../src/temporal/runs/builder';
import { eventually } from '../acceptance/scene';

const instances = 3;
const signalsOfEach = 20;
const limitMs = 600_000;
/** As many as a run takes: it goes on in another one after each stretch. */
const visitsPerRun = 500;

it('loses nothing that it is told while it goes on in another run', async () => {
  const { CERTLOOM_TEST_TEMPORAL_ADDRESS: address = '', CERTLOOM_TEST_WORKFLOW_BUNDLE: codePath = '' } = process.env;
  installRuntime(() => undefined);
  const { client, connection } = connectClient({ address, namespace: 'default' });
  const native = await NativeConnection.connect({ address });
  const prefix = `continues-${randomBytes(6).toString('hex')}`;
  const queueName = (queue: TaskQueue) => `${prefix}-${queue}`;
  const runs = createBuilderRuns(client, queueName);

  // What rows of instances hold: how much was said, and how much of it was seen.
  const said = new Map<string, number>();
  const heard = new Map<string, number>();
  const runIds = new Set<string>();
  async function advanceInstance(instanceId: string): Promise<InstanceStep> {
    runIds.add(String(activityInfo().workflowExecution?.runId));
    const count = said.get(instanceId) ?? 0;
    heard.set(instanceId, count);
    if (count === signalsOfEach) return { kind: 'ended', status: 'complete' };
    return { kind: 'waits', waitMs: null, executed: visitsPerRun };
  }
  const workers = await Promise.all([
    Worker.create({ connection: native, taskQueue: queueName('certloom'), workflowBundle: { codePath } }),
    Worker.create({ connection: native, taskQueue: queueName('delivery'), activities: { advanceInstance } }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    await Promise.all(
      Array.from({ length: instances }, async (_, index) => {
        const uuid = `${prefix}-${index}`;
        for (let count = 2; count <= signalsOfEach; count += 2) {
          // The first has it go on, and the second comes while it does.
          for (const number of [count - 1, count]) {
            said.set(uuid, number);
            await runs.wake(uuid, limitMs);
            await sleep(Math.random() * 20);
          }
          await eventually(`signal ${count} of ${uuid}`, async () => heard.get(uuid) === count, limitMs);
        }
        expect(await client.workflow.getHandle(builderWorkflowId(uuid)).result()).toBe('complete');
      }),
    );
    expect(runIds.size).toBeGreaterThan((instances * signalsOfEach) / 4);
  } finally {
    workers.forEach((worker) => worker.shutdown());
    await running;
    await native.close();
    await connection.close();
  }
}, 1_800_000);
