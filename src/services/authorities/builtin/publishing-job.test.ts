import { jobOf } from '../../../../test/support/job';
import type { Publishing } from './publishing';
import { createPublishingJob } from './publishing-job';

const work = { job: jobOf(), executionId: 'e-1', heartbeat: () => undefined, signal: new AbortController().signal };
const error = jest.fn();
const stepOf = (published: Publishing) =>
  createPublishingJob({ publishDue: async () => published, logger: { error } }).run!(work);

it('counts the lists that hold', async () =>
  expect(await stepOf({ lists: 4, failed: [] })).toEqual({
    status: 'succeeded',
    message: null,
    result: { lists: 4, failed: 0 },
  }));

it('names the authorities whose lists could not be made, and logs why', async () => {
  const err = new Error('no room');
  expect(await stepOf({ lists: 2, failed: [{ authority: 'Inside', error: err }] })).toEqual({
    status: 'failed',
    message: 'Lists could not be made of Inside.',
    result: { lists: 2, failed: 1 },
  });
  expect(error.mock.calls).toEqual([[{ authority: 'Inside', err }, 'a revocation list cannot be made']]);
});
