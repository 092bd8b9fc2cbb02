import type { CollectionChange } from '../../domain/collections/change';
import type { InstanceRequest } from '../../domain/builder/instance';
import { createCollectionConsumer } from './collection-consumer';

const at = new Date('2030-01-01T00:00:00Z');
const snapshot = {
  ...{ name: 'web', subjectDn: 'CN=web', issuerDn: 'CN=ca', serialNumber: '1', fingerprint: 'f', thumbprint: 'T' },
  ...{ notBefore: null, notAfter: at, raProfile: null, owner: null },
};
const change = (seq: number, kind: CollectionChange['change'] = 'entered'): CollectionChange => ({
  ...{ collectionId: 'c', seq, certificateId: `x${seq}`, n: 1, change: kind, at, snapshot },
});
const state = { definition: 'd', collection: 'c', backfill: null };
const work = { signal: new AbortController().signal, heartbeat: () => undefined };

function scene(enabled = true, dies = 0) {
  const changes = [change(1), change(2, 'left'), change(3)];
  let seq = 0;
  const requests: InstanceRequest[] = [];
  const consumer = createCollectionConsumer({
    definition: async () => ({
      ...{ uuid: 'd', name: 'D', type: 'certificate_entered_collection', enabled, publishedVersion: 2 },
      ...{ keys: [], changedAt: at, startedBy: 'type' },
    }),
    collectionName: async () => 'Web',
    cursors: {
      find: async () => ({ definition: 'd', collection: 'c', seq }),
      move: async (to) => void (seq = Math.max(seq, to.seq)),
    },
    changes: {
      lastSeq: async () => 3,
      behind: async (_c, after, _limit, { change: kind } = {}) =>
        changes.filter((one) => one.seq > after && one.change === kind),
      seqBefore: async () => 0,
    },
    membership: { page: async () => [{ ...change(9), since: at, revision: 1 }] },
    certificates: async () => new Map(),
    start: async (request) => {
      requests.push(request);
      if (requests.length === dies) throw new Error('died');
      return { uuid: 'i', isNew: true };
    },
    steadyClock: () => 0,
  });
  return { consumer, requests, seq: () => seq };
}

it('starts one instance for each change of its kind, and moves on behind all', async () => {
  const { consumer, requests, seq } = scene();
  expect(await consumer.stretch(state, work)).toMatchObject({ isDone: true });
  expect(requests.map(({ startKey }) => startKey)).toEqual([
    `member/d/c/x1/${at.getTime()}`,
    `member/d/c/x3/${at.getTime()}`,
  ]);
  expect(requests[0]).toMatchObject({
    ...{ definition: 'd', version: 2, item: { kind: 'certificate', uuid: 'x1' } },
    initialData: { event: { data: { collectionName: 'Web', seq: 1 } }, 'certificate.cn': 'web', certid: 'x1' },
  });
  expect(seq()).toBe(3);
});

it('goes on where it died, under the same keys', async () => {
  const { consumer, requests, seq } = scene(true, 2);
  await expect(consumer.stretch(state, work)).rejects.toThrow('died');
  expect(seq()).toBe(1);
  await consumer.stretch(state, work);
  expect(requests.map(({ item }) => item?.uuid)).toEqual(['x1', 'x3', 'x3']);
});

it('leaves its cursor alone while it is disabled', async () => {
  const { consumer, seq } = scene(false);
  expect(await consumer.stretch(state, work)).toMatchObject({ isDone: true });
  expect(seq()).toBe(0);
});

it('handles members on purpose', async () => {
  const { consumer, requests } = scene();
  await consumer.stretch({ ...state, backfill: { from: null, left: 5, behind: null } }, work);
  expect(requests.map(({ startKey }) => startKey)).toEqual([`member/d/c/x9/${at.getTime()}`]);
});
