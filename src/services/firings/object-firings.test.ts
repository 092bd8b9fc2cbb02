import { admin, at, leaf, pipelineInMemory, rulesInMemory, tell, triggerOf } from '../../../test/support/services';
import { recordedFiringSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import { createObjectFirings, type ObjectOccurrence } from './object-firings';
import { createRulesOfEvents } from './rules';

const run = { workflowId: 'w', runId: 'r' };
const occurrence: ObjectOccurrence = {
  ...{ key: 'k', occurredAt: at, actor: systemActor, payload: { jobName: 'nightly', status: 'failed' } },
  subject: recordedFiringSubject({
    ...{ resource: 'jobs', uuid: 'j-1', name: 'nightly', owner: admin.uuid },
    values: { SCHEDULED_JOB_NAME: 'nightly' },
  }),
};
const event = 'scheduled_job_finished' as const;

function world(hasTrigger: boolean) {
  const trigger = triggerOf(event, 'action', leaf('SCHEDULED_JOB_NAME', 'EQUALS', 'nightly'), [tell]);
  const rules = rulesInMemory(hasTrigger ? [{ triggers: [trigger] }] : []);
  const memory = pipelineInMemory(rules.deps);
  const started: string[] = [];
  const firings = createObjectFirings({ pipeline: memory.pipeline, rules: createRulesOfEvents(rules.deps) });
  const tellIt = (found: ObjectOccurrence | null) =>
    firings.tell({
      ...{ event, occurrence: async () => found, workflowId: 'firing:1' },
      startRun: async () => void started.push('run'),
    });
  return { ...memory, firings: firings, started, tellIt, rows: memory.firings };
}

describe('fire', () => {
  it('claims, records and keeps the notice', async () => {
    const { firings, rows, notices } = world(true);
    const fired = await firings.fire(event, async () => occurrence, run);
    expect(fired).toMatchObject({ outcome: 'performed', firingsWithEffects: [expect.any(String)] });
    expect([...rows.values()]).toMatchObject([{ event, objectUuid: 'j-1', workflowId: 'w' }]);
    expect([...notices.values()]).toMatchObject([{ envelope: { data: { jobName: 'nightly', status: 'failed' } } }]);
    expect(await firings.fire(event, async () => occurrence, { workflowId: 'other', runId: 'x' })).toMatchObject({
      firingsWithEffects: [],
    });
    expect(rows.size).toBe(1);
  });

  it('fires nothing for what is gone', async () => {
    const { firings, rows } = world(true);
    expect(await firings.fire(event, async () => null, run)).toEqual({ firingsWithEffects: [], outcome: 'unmatched' });
    expect(rows.size).toBe(0);
  });
});

describe('tell', () => {
  it('starts a run where a trigger applies', async () => {
    const { tellIt, started, rows } = world(true);
    await tellIt(occurrence);
    expect([started, rows.size]).toEqual([['run'], 0]);
  });

  it('records without a run where none does, once', async () => {
    const { tellIt, started, rows } = world(false);
    await tellIt(occurrence);
    await tellIt(occurrence);
    expect(started).toEqual([]);
    expect([...rows.values()]).toMatchObject([{ outcome: 'unmatched', workflowId: 'firing:1', runId: '' }]);
  });

  it('records nothing where the occurrence says so', async () => {
    const { tellIt, rows } = world(false);
    await tellIt({ ...occurrence, recordsWithoutTriggers: false });
    expect(rows.size).toBe(0);
  });
});
