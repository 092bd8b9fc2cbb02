import { jobOf } from '../../../../test/support/job';
import type { PublishedList } from './lists';
import { createPublishingJob } from './publishing-job';

const work = { job: jobOf(), executionId: 'e-1', heartbeat: () => undefined, signal: new AbortController().signal };
const list = {} as PublishedList;

function published(broken: readonly string[] = []) {
  const asked: string[] = [];
  const { run } = createPublishingJob({
    cas: { uuids: async () => ['a1', 'a2'] },
    lists: {
      async current(caId) {
        asked.push(caId);
        if (broken.includes(caId)) throw new Error('no room');
        return caId === 'a2' ? null : list;
      },
    },
  });
  return { asked, step: run!(work) };
}

it('asks for every list, of roots too', async () => {
  const { asked, step } = published();
  expect(await step).toEqual({ status: 'succeeded', message: null, result: { published: 3, failed: 0 } });
  expect(asked).toEqual(['a1-root', 'a1', 'a2-root', 'a2']);
});

it('names those that could not be made, and makes the others', async () =>
  expect(await published(['a1']).step).toEqual({
    status: 'failed',
    message: 'Lists could not be made: a1',
    result: { published: 2, failed: 1 },
  }));
