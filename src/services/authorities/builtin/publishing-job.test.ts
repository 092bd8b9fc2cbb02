import { jobOf } from '../../../../test/support/job';
import type { Publishing } from './publishing';
import { createPublishingJob } from './publishing-job';

const work = { job: jobOf(), executionId: 'e-1', heartbeat: () => undefined, signal: new AbortController().signal };
const stepOf = (published: Publishing) => createPublishingJob(async () => published).run!(work);

it('counts the lists that hold', async () =>
  expect(await stepOf({ lists: 4, failed: [] })).toEqual({
    status: 'succeeded',
    message: null,
    result: { lists: 4, failed: 0 },
  }));

it('names the authorities whose lists could not be made', async () =>
  expect(await stepOf({ lists: 2, failed: [{ authority: 'Inside', error: new Error('no room') }] })).toEqual({
    status: 'failed',
    message: 'Lists could not be made of Inside.',
    result: { lists: 2, failed: 1 },
  }));
