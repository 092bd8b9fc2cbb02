import { executionOf, jobOf } from '../../../test/support/job';
import type { JobExecution, ScheduledJob } from '../../domain/jobs/job';
import type { Permission } from '../../domain/identity/permissions';
import type { JobType } from './job-type';
import { createJobRun } from './run';

const work = { signal: new AbortController().signal, heartbeat: () => undefined };
const sweep: JobType = {
  ...{ code: 'sweep', description: '', system: null },
  run: async ({ job, executionId }) => ({ status: 'succeeded', message: `${job.name} ${executionId}`, result: null }),
};

function stepOf(
  execution: JobExecution | null,
  job: ScheduledJob | undefined = jobOf(),
  rights: readonly Permission[] = [],
) {
  const run = createJobRun({
    executions: { find: async () => execution },
    jobs: { find: async () => job },
    types: new Map([
      ['sweep', sweep],
      ['dust', { ...sweep, permission: 'discoveries:write' }],
    ]),
    rightsOf: async (user) => (user === 'u-ada' ? new Set(rights) : undefined),
  });
  return run('e-1', work);
}

it('does the work of the type', async () =>
  expect(await stepOf(executionOf())).toEqual({ status: 'succeeded', message: 'nightly e-1', result: null }));

it('A05 does not do again what has ended', async () =>
  expect(await stepOf(executionOf({ status: 'failed', message: 'no' }))).toMatchObject({ message: 'no' }));

it.each([
  [null, jobOf(), /deleted/],
  [executionOf(), jobOf({ jobType: 'later' }), /does not know jobs of the type "later"/],
])('says why it cannot', async (execution, job, message) =>
  expect(await stepOf(execution, job)).toMatchObject({ status: 'failed', message: expect.stringMatching(message) }),
);

it.each<[Partial<ScheduledJob>, readonly Permission[], object]>([
  [{ userUuid: 'u-gone' }, [], { status: 'failed', message: expect.stringContaining('identity_unavailable') }],
  [{ jobType: 'dust' }, [], { status: 'failed', message: expect.stringContaining('discoveries:write') }],
  [{ jobType: 'dust' }, ['discoveries:write'], { status: 'succeeded' }],
  [{ jobType: 'dust', userUuid: null }, [], { status: 'succeeded' }],
])('runs %j with the rights of its user only', async (change, rights, step) =>
  expect(await stepOf(executionOf(), jobOf(change), rights)).toMatchObject(step),
);
