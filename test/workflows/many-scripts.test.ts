/** More scripts of one batch than the history of one run can hold. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { ScriptEffect } from '../../src/temporal/messages/scripts';
import { madeUpRuns } from './made-up';

const runs = madeUpRuns();
/** A run leaves the rest to another one at 2,500 events; what is under way then ends in it. */
const mostEvents = 3_500;

const effectOf = (firingId: string, index: number, wait: boolean): ScriptEffect => ({
  ...{ firingId, trigger: 't', actionId: `a${index}`, wait },
  plan: { runId: `${firingId}/${index}`, context: 'service', timeoutSeconds: 10, scheduleToStartSeconds: 600 },
});
const ended = (runId: string) =>
  ({ kind: 'ended', summary: { runId, status: 'succeeded', exitCode: 0, errorCount: 0, sendEmail: true } }) as const;

/** Firings with so many scripts each, opened as the product does it: no more at once than it is asked for. */
function firingsOf(ids: readonly string[], each: number) {
  const opened = new Map(ids.map((id) => [id, 0]));
  return async (asked: readonly string[], most = Number.POSITIVE_INFINITY) => {
    const scripts: ScriptEffect[] = [];
    for (const id of asked) {
      for (let index = opened.get(id)!; index < each && scripts.length < most; index += 1) {
        scripts.push(effectOf(id, index, index % 10 === 0));
        opened.set(id, index + 1);
      }
    }
    const more = asked.filter((id) => opened.get(id)! < each);
    return more.length === 0 ? scripts : { scripts, more };
  };
}

const decided = (ids: string[]) => async () =>
  ({ verdicts: ids.map(() => 'stored' as const), firingsWithEffects: ids, outcome: 'performed' }) as never;

/** Children that a run has started, as its history tells. */
async function childrenOf(run: Pick<WorkflowHandle, 'fetchHistory'>): Promise<string[]> {
  const { events } = await run.fetchHistory();
  return (events ?? []).flatMap(
    ({ childWorkflowExecutionStartedEventAttributes: one }) => one?.workflowExecution?.workflowId ?? [],
  );
}

/** Lengths of the histories of a workflow, one run after the other, each replayed against the code as it is. */
async function lengthsOf(workflowId: string): Promise<number[]> {
  const lengths: number[] = [];
  const codePath = process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE']!;
  let { firstExecutionRunId: runId } = (await runs.client().workflow.getHandle(workflowId).describe()).raw
    .workflowExtendedInfo as { firstExecutionRunId?: string };
  while (runId !== undefined && runId !== '') {
    const history = await runs.client().workflow.getHandle(workflowId, runId).fetchHistory();
    const events = history.events ?? [];
    lengths.push(events.length);
    const replays = Worker.runReplayHistories({ workflowBundle: { codePath } }, [{ workflowId, history }]);
    for await (const { error } of replays) expect(error).toBeUndefined();
    runId = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return lengths;
}

jest.setTimeout(900_000);

it('are run once each, in runs that stay short and can be replayed', async () => {
  const ids = ['f1', 'f2', 'f3', 'f4', 'f5'];
  const each = 160;
  runs.given({
    decideUploads: decided(ids),
    startEffects: firingsOf(ids, each),
    deliver: async () => ({ open: 0, waitMs: 0 }),
    settleScriptAction: async () => ({ hasMore: false }),
    executeScript: async (runId) => ended(runId),
  });
  const run = await runs.start('certificateUploaded', { batchId: 'b', uploadIds: ids });
  await run.result();
  const executed = runs.called('executeScript').map(([, runId]) => String(runId));
  expect(executed).toHaveLength(ids.length * each);
  expect(new Set(executed).size).toBe(executed.length);
  expect(runs.called('settleScriptAction')).toHaveLength((ids.length * each) / 10);
  const children = await childrenOf(run);
  expect(children.length).toBeGreaterThan(0);
  for (const workflowId of [run.workflowId, ...children]) {
    for (const length of await lengthsOf(workflowId)) expect(length).toBeLessThan(mostEvents);
  }
});

it('are cancelled with their batch, also those that others have been handed', async () => {
  const ids = ['f1', 'f2'];
  runs.given({
    decideUploads: decided(ids),
    startEffects: firingsOf(ids, 300),
    deliver: async () => ({ open: 0, waitMs: 0 }),
    settleScriptAction: async () => ({ hasMore: false }),
    // One script of each firing waits for its lock.
    executeScript: async (runId) => (runId.endsWith('/7') ? { kind: 'waiting' } : ended(runId)),
    settleScript: async (runId) => ended(runId),
    cancelEffects: async () => undefined,
  });
  const run = await runs.start('certificateUploaded', { batchId: 'b', uploadIds: ids });
  const waiting = ids.map((id) => `${id}/7`);
  const isAsked = (runId: string) => runs.called('executeScript').some(([, asked]) => asked === runId);
  while ((await childrenOf(run)).length < 2 || !waiting.every(isAsked)) await sleep(200);
  await run.cancel();
  await expect(run.result()).rejects.toThrow();
  const settled = runs.called('settleScript').map(([, runId, doubt]) => [runId, doubt].join(' '));
  expect(settled).toEqual(expect.arrayContaining(waiting.map((runId) => `${runId} cancelled`)));
  expect(runs.called('cancelEffects').map(([, firingIds]) => firingIds)).toEqual([ids]);
  for (const child of await childrenOf(run)) {
    expect((await runs.client().workflow.getHandle(child).describe()).status.name).toBe('CANCELLED');
  }
});
