import { certificateOf, start } from '../../../test/support/builders';
import type { BulkChange } from '../../store/certificates/bulk-changes';
import { createBulkRequests, type BulkRequest } from './bulk-request';
import type { CertificateDirectory } from './selection';

const request: BulkRequest = { filter: null, uuids: ['c1', 'gone'], changes: { archived: true } };
const by = {
  author: { uuid: 'u', name: 'alice' },
  authMethod: 'session' as const,
  requestId: 'r1',
  key: undefined as string | undefined,
};

const certificates = [certificateOf('c1'), certificateOf('c2', { archived: true })];

function world(startRun: () => Promise<void> = async () => undefined) {
  const stored = new Map<string, BulkChange>();
  let ids = 0;
  const requests = createBulkRequests({
    changes: {
      insert: async (bulk) => !stored.has(bulk.bulkId) && stored.set(bulk.bulkId, bulk).has(bulk.bulkId),
      find: async (bulkId) => stored.get(bulkId) ?? null,
      accept: async (bulkId) => void stored.set(bulkId, { ...stored.get(bulkId)!, status: 'accepted' }),
      withdraw: async (bulkId) => void stored.delete(bulkId),
    },
    inventory: {
      search: async () => ({ items: certificates, next: undefined }),
      count: async () => ({ value: 2, relation: 'exact' }),
      findMany: async (uuids) =>
        new Map(certificates.filter(({ uuid }) => uuids.includes(uuid)).map((one) => [one.uuid, one])),
    },
    seal: (text) => `sealed ${text}`,
    secrets: { conceal: (changes) => changes },
    operations: {
      preview: async (uuids) =>
        uuids.map((certificate) => ({
          ...{ certificate, name: certificate, outcome: 'requested', changes: ['renew'], code: null, detail: null },
        })),
    },
    directory: async () => ({ groups: new Map(), attributes: new Map() }) as unknown as CertificateDirectory,
    patterns: undefined as never,
    startRun,
    workflowIdOf: (bulkId, again) => `bulk:${bulkId}:${again}`,
    hashKey: Buffer.alloc(32),
    newId: () => `id-${(ids += 1)}`,
    now: () => start,
  });
  return { ...requests, stored };
}

it.each([
  { name: 'a list', request, outcomes: ['changed', 'failed'] },
  { name: 'a filter', request: { ...request, uuids: null }, outcomes: ['changed', 'unchanged'] },
])('previews $name and stores nothing', async ({ request: asked, outcomes }) => {
  const { preview, stored } = world();
  const { total, items } = await preview(asked, by.author);
  expect(total).toEqual({ value: 2, relation: 'exact' });
  expect(items.map(({ outcome }) => outcome)).toEqual(outcomes);
  expect(stored.size).toBe(0);
});

it('previews what is asked of authorities by the checks of that', async () => {
  const { preview } = world();
  const { items } = await preview({ ...request, changes: { renew: true } }, by.author);
  expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(['requested']));
});

it('is accepted once its run is started', async () => {
  const { submit } = world();
  expect(await submit(request, by)).toMatchObject({
    status: 'accepted',
    createdAt: start,
    requestId: 'r1',
    authMethod: 'session',
  });
});

it('is one change under one key, and refuses another one there', async () => {
  const { submit, stored } = world();
  const first = await submit(request, { ...by, key: 'k' });
  expect((await submit(request, { ...by, key: 'k' })).bulkId).toBe(first.bulkId);
  await expect(submit({ ...request, uuids: ['c1'] }, { ...by, key: 'k' })).rejects.toMatchObject({
    code: 'idempotency_mismatch',
  });
  await submit(request, { ...by, author: { uuid: 'v', name: 'bob' }, key: 'k' });
  expect(stored.size).toBe(2);
});

it('promises nothing when the engine is away, and another try gets a run of its own', async () => {
  const runs: string[] = [];
  let isAway = true;
  const { submit, stored } = world(async () => {
    if (isAway) throw Object.assign(new Error('away'), { code: 14 });
  });
  await expect(submit(request, { ...by, key: 'k' })).rejects.toMatchObject({ code: 'engine_unavailable' });
  expect(stored.size).toBe(0);
  isAway = false;
  runs.push((await submit(request, { ...by, key: 'k' })).workflowId);
  expect(runs[0]).toMatch(/:id-2$/);
});

it('refuses a change that no certificate could take', async () => {
  const { submit, stored } = world();
  const impossible = { ...request, changes: { groups: { add: ['x'] } } };
  await expect(submit(impossible, by)).rejects.toMatchObject({ code: 'validation_failed' });
  expect(stored.size).toBe(0);
});
