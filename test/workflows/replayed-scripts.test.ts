import { randomBytes } from 'node:crypto';
import { NativeConnection, Worker } from '@temporalio/worker';
import { connectClient } from '../../src/temporal/client';
import { installRuntime } from '../../src/temporal/runtime';
import { taskQueues, type TaskQueue } from '../../src/temporal/ids';
import type { ScriptEffect } from '../../src/temporal/messages/scripts';

/* Local activities that end in one task come in another order on replay, and the run is stuck: this one has none of them. */

const pause = (most: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * most));

it('runs of many scripts side by side are the same when they are replayed', async () => {
  const { CERTLOOM_TEST_TEMPORAL_ADDRESS: address = '', CERTLOOM_TEST_WORKFLOW_BUNDLE: codePath = '' } = process.env;
  installRuntime(() => undefined);
  const { client, connection } = connectClient({ address, namespace: 'default' });
  const native = await NativeConnection.connect({ address });
  const prefix = `replayed-${randomBytes(6).toString('hex')}`;
  const ended = (runId: string) => ({ runId, status: 'succeeded', exitCode: 0, errorCount: 0, sendEmail: true });
  let rounds = 0;
  const activities: Record<TaskQueue, object> = {
    certloom: {
      decideUploads: async () => ({ verdicts: ['stored'], firingsWithEffects: ['f1'], outcome: 'stored' }),
      startEffects: async (): Promise<ScriptEffect[]> =>
        Array.from({ length: 30 }, (_, index) => ({
          firingId: 'f1',
          trigger: 't',
          actionId: `a${index}`,
          wait: true,
          plan: { runId: `r${index}`, context: 'service', timeoutSeconds: 10, scheduleToStartSeconds: 60 },
        })),
      cancelEffects: async () => undefined,
      settleScriptAction: async () => (await pause(30), { hasMore: false }),
      settleScript: async (runId: string) => (await pause(30), { kind: 'ended', summary: ended(runId) }),
      repeatScript: async () => null,
    },
    scan: {},
    delivery: {
      async deliver() {
        rounds += 1;
        await pause(30);
        return { open: rounds % 5 === 0 ? 0 : 1, waitMs: 1_000 };
      },
    },
    'scripts-api': {},
    'scripts-service': {
      async executeScript(runId: string) {
        await pause(60);
        if (Math.random() < 0.3) throw new Error('lost');
        return { kind: 'ended', summary: ended(runId) };
      },
    },
  };
  const serve = async (queue: TaskQueue, workflows: boolean) =>
    Worker.create({
      connection: native,
      namespace: 'default',
      taskQueue: `${prefix}-${queue}`,
      activities: activities[queue],
      // Every task begins with a replay of all before it.
      maxCachedWorkflows: 0,
      ...(workflows ? { workflowBundle: { codePath } } : {}),
    });
  const workers = await Promise.all(
    taskQueues
      .filter((queue) => Object.keys(activities[queue]).length > 0)
      .map((queue) => serve(queue, queue === 'certloom')),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  for (let round = 0; round < 2; round += 1) {
    const handle = await client.workflow.start('certificateUploaded', {
      workflowId: `${prefix}-${round}`,
      taskQueue: `${prefix}-certloom`,
      args: [{ batchId: 'b', uploadIds: ['u'] }],
      workflowExecutionTimeout: '2m',
    });
    await handle.result();
    const history = await handle.fetchHistory();
    const failed = (history.events ?? []).filter(({ workflowTaskFailedEventAttributes: one }) => one != null);
    expect(failed).toEqual([]);
  }
  workers.forEach((worker) => worker.shutdown());
  await running;
  await native.close();
  await connection.close();
}, 240_000);
