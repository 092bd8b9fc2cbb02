import { jobOf, jobRows, startedAt } from '../../../test/support/job';
import type { JobEnd } from '../../domain/jobs/job';
import { createJobExecutions, executionIdOf } from './executions';

const run = { workflowId: 'job:j-1-2030', runId: 'r' };
const id = executionIdOf(run.workflowId);
const done: JobEnd = { status: 'succeeded', message: null, result: { count: 1 } };

function world(job = jobOf(), alive: readonly string[] = []) {
  const rows = jobRows(job);
  const fired: string[] = [];
  const executions = createJobExecutions({
    jobs: rows.jobs,
    executions: rows.store,
    isRunning: async (workflowId) => alive.includes(workflowId),
    tell: async (one) => void fired.push(one),
    now: () => startedAt,
  });
  return { ...rows, executions, fired };
}

describe('an execution', () => {
  it('A05 begins and ends once, and is told', async () => {
    const { executions, executions: rows, fired, told, running, ...all } = world();
    expect(await rows.begin('j-1', 'schedule', run)).toMatchObject({ id, status: 'started', ...run });
    expect((await rows.begin('j-1', 'schedule', run))?.id).toBe(id);
    expect(running()).toBe(id);
    await executions.end(id, done);
    await executions.end(id, { status: 'failed', message: 'late', result: null });
    expect(await all.store.find(id)).toMatchObject({ ...done, endedAt: startedAt });
    expect([fired, told, running()]).toEqual([[id, id], [id, id], null]);
  });

  it('does not begin again after its end, nor for a job that is gone', async () => {
    const { executions, running } = world();
    await executions.begin('j-1', 'schedule', run);
    await executions.end(id, done);
    expect(await executions.begin('j-1', 'schedule', run)).toBeNull();
    expect(await executions.begin('j-2', 'schedule', run)).toBeNull();
    await executions.end('unknown', done);
    expect(running()).toBeNull();
  });

  it('does not overlap with one that runs', async () => {
    const { executions } = world(jobOf(), [run.workflowId]);
    await executions.begin('j-1', 'schedule', run);
    expect(await executions.begin('j-1', 'manual', { ...run, workflowId: 'other' })).toBeNull();
  });

  it('A05 ends one whose run has gone, and takes its place', async () => {
    const { executions, store } = world();
    await executions.begin('j-1', 'schedule', run);
    const next = await executions.begin('j-1', 'schedule', { ...run, workflowId: 'other' });
    expect(next?.id).toBe(executionIdOf('other'));
    expect(await store.find(id)).toMatchObject({ status: 'failed', message: 'The run ended without a result.' });
  });

  it('of a job that runs once disables it, unless somebody asked for it', async () => {
    const byHand = world(jobOf({ oneTime: true }));
    await byHand.executions.begin('j-1', 'manual', run);
    await byHand.executions.end(id, done);
    expect(byHand.job()?.enabled).toBe(true);
    const once = world(jobOf({ oneTime: true }));
    await once.executions.begin('j-1', 'schedule', run);
    await once.executions.end(id, done);
    expect(once.job()?.enabled).toBe(false);
  });
});
