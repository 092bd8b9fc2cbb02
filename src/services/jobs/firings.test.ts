import { executionOf, jobOf, startedAt } from '../../../test/support/job';
import { defaultEventSettings } from '../../domain/triggers/event-settings';
import type { EventSettings } from '../../domain/triggers/trigger';
import type { JobExecution } from '../../domain/jobs/job';
import { noCategories } from '../../domain/firings/subject';
import { createJobOccurrence, jobSubjects } from './firings';

const ended = executionOf({ status: 'failed', endedAt: startedAt, message: 'no' });
const system = { ...ended.job, userUuid: null, system: true };

function occurrenceOf(execution: JobExecution | null, settings: Partial<EventSettings> = {}) {
  return createJobOccurrence({
    executions: { find: async () => execution },
    settings: { find: async (event) => ({ ...defaultEventSettings(event), ...settings }) },
    nameOf: async (uuid) => (uuid === 'u-ada' ? 'ada' : null),
  })('e-1');
}

describe('scheduled_job_finished', () => {
  it('A05 is one occurrence of an execution, with its status', async () => {
    const occurrence = await occurrenceOf(ended);
    expect(occurrence).toMatchObject({ key: 'j-1.e-1', occurredAt: startedAt, actor: { uuid: 'u-ada', name: 'ada' } });
    expect(occurrence?.payload).toEqual({
      ...{ jobName: 'nightly', jobType: 'sweep', status: 'failed', userUuid: 'u-ada', jobMessage: 'no' },
    });
    expect(occurrence?.recordsWithoutTriggers).toBeUndefined();
  });

  it('is none before the end', async () => {
    expect(await occurrenceOf(executionOf())).toBeNull();
    expect(await occurrenceOf(null)).toBeNull();
  });

  it.each([
    [{}, false],
    [{ revision: 1, recordWithoutTriggers: true }, true],
    [{ revision: 1, recordWithoutTriggers: false }, false],
  ])('of a job of the product is recorded without triggers by the setting alone: %j', async (settings, expected) => {
    const occurrence = await occurrenceOf({ ...ended, job: system }, settings);
    expect(occurrence).toMatchObject({ recordsWithoutTriggers: expected, actor: { uuid: null } });
  });
});

it('jobs are found again as they are now', async () => {
  const source = jobSubjects({ byIds: async () => [jobOf()] });
  const [subject] = (await source.findMany(['j-1'])).values();
  const told = { subject: subject!, categories: noCategories, objectUuid: 'j-1' } as Parameters<
    typeof source.payload
  >[0];
  expect(source.payload(told)).toEqual({ jobName: 'nightly', jobType: 'sweep', userUuid: 'u-ada' });
});
