import { at } from '../../../test/support/services';
import type { Firing } from '../../domain/firings/firing';
import type { IdempotencyDocument } from '../../store/uploads/idempotency-keys';
import type { ReplayRequest } from '../../temporal/messages/replay';
import { createReplays } from './replays';
import { createSubjectSources } from './subject-sources';

const firing = { event: 'certificate_expiring', resource: 'certificates', objectUuid: 'c1', status: 'finished' };
const options = { triggers: 'current', notifications: 'unsent' } as const;

function world(change: object = {}, present: readonly string[] = ['c1']) {
  const started: ReplayRequest[] = [];
  const keys = new Map<string, IdempotencyDocument>();
  let ids = 0;
  const replays = createReplays({
    sources: createSubjectSources(() => [
      {
        resource: 'certificates',
        permission: 'certificates:read',
        findMany: async () => new Map(present.map((uuid) => [uuid, {} as never])),
        payload: () => ({}),
      },
    ]),
    findFiring: async (id) => (id === 'f1' ? ({ ...firing, ...change } as Firing) : null),
    startRun: async (request) => void started.push(request),
    keys: {
      async take(row) {
        const first = keys.get(row._id) ?? null;
        if (first === null) keys.set(row._id, row);
        return first;
      },
    },
    hashKey: Buffer.from('k'),
    newId: () => `id-${(ids += 1)}`,
    now: () => at,
  });
  const submit = (more: object = {}, key?: string, id = 'f1') =>
    replays.submit(id, { ...options, ...more }, { user: 'u1', permissions: new Set(['certificates:read']), key });
  return { started, submit, replays };
}

describe('asking for a replay', () => {
  it('starts one run with ids and options, and tells the firing that comes of it', async () => {
    const { started, submit } = world();
    const firingId = await submit();
    expect(started).toEqual([
      { replayId: 'id-1', event: firing.event, original: 'f1', at: at.toISOString(), user: 'u1', ...options },
    ]);
    expect(await submit()).not.toBe(firingId);
  });

  it('is one replay under one key', async () => {
    const { started, submit } = world();
    expect(await submit({}, 'k')).toBe(await submit({}, 'k'));
    expect(new Set(started.map(({ replayId }) => replayId)).size).toBe(1);
    await expect(submit({ notifications: 'all' }, 'k')).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  });

  it.each([
    [{ objectUuid: null }, 'replay_not_possible'],
    [{ status: 'running' }, 'replay_not_possible'],
    [{ resource: 'vaults' }, 'replay_not_possible'],
    [{ event: 'certificate_registered' }, 'replay_not_possible'],
    [{ objectUuid: 'gone' }, 'replay_not_possible'],
  ])('refuses a firing that is %j', async (change, code) => {
    const { started, submit } = world(change);
    await expect(submit()).rejects.toMatchObject({ code });
    expect(started).toEqual([]);
  });

  it('refuses an unknown firing, and callers who may not see what it is about', async () => {
    const { replays, submit } = world();
    await expect(submit({}, undefined, 'f2')).rejects.toMatchObject({ code: 'not_found' });
    const stranger = { user: 'u1', permissions: new Set<never>(), key: undefined };
    await expect(replays.submit('f1', options, stranger)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
