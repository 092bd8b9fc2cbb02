import type { CandidateCursor } from '../../store/expiration/candidates';
import { jobOf } from '../../../test/support/job';
import { createDetectionJob } from './detection-job';

const now = new Date('2030-01-01T00:00:00Z');
const work = { job: jobOf(), executionId: 'e-1', heartbeat: () => undefined };

function world() {
  const asked: (CandidateCursor | null)[] = [];
  const looked: string[][] = [];
  const type = createDetectionJob({
    candidates: {
      async page(_from, _until, after) {
        asked.push(after);
        const certificates = [{ uuid: `c${asked.length}` }] as never;
        return { certificates, next: asked.length < 3 ? { notAfter: now, uuid: `c${asked.length}` } : null };
      },
    },
    detection: {
      async detectFor(uuids) {
        looked.push([...uuids]);
        return uuids.filter((uuid) => uuid === 'c2');
      },
    },
    now: () => now,
  });
  return { type, asked, looked };
}

it('looks page by page through what has not ended', async () => {
  const { type, asked, looked } = world();
  const step = await type.run?.({ ...work, signal: new AbortController().signal });
  expect(step).toEqual({ status: 'succeeded', message: null, result: { examined: 3, replaced: 1 } });
  expect(asked.map((cursor) => cursor?.uuid ?? null)).toEqual([null, 'c1', 'c2']);
  expect(looked).toEqual([['c1'], ['c2'], ['c3']]);
});

it('stops when nobody wants it any more', async () => {
  const { type, looked } = world();
  await expect(type.run?.({ ...work, signal: AbortSignal.abort() })).rejects.toThrow();
  expect(looked).toEqual([]);
});
