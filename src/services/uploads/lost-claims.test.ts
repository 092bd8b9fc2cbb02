import { at, uploadRow } from '../../../test/support/services';
import { uploadFiringId } from '../../store/database/derived-ids';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import { createLostClaims, type LostClaimsDeps } from './lost-claims';
import type { UploadOutcome } from './records';

/** Rows in memory that end as the store ends them. */
function world(rows: readonly UploadDocument[], more: { decided?: string[]; promisedMeanwhile?: string[] } = {}) {
  const open = new Map(rows.map((row) => [row._id, row]));
  const [started, audited, bundles]: [string[][], UploadOutcome[], string[]] = [[], [], []];
  const state = { isEngineAway: false, ms: at.getTime() + 600_000 };
  const deps: LostClaimsDeps = {
    ownership: {
      ownedBy: async (owners, limit) =>
        [...open.values()].filter(({ owner }) => owners.includes(owner ?? '')).slice(0, limit),
      stale: async (before) => [...open.values()].filter(({ createdAt }) => createdAt < before),
      async takeOver(found, owner) {
        for (const { _id } of found) open.set(_id, { ...open.get(_id)!, owner });
        return found.map(({ _id }) => open.get(_id)!);
      },
      async interrupt(ids) {
        const left = ids.filter((id) => more.promisedMeanwhile?.includes(id));
        for (const id of ids) if (!left.includes(id)) open.delete(id);
        return left;
      },
    },
    uploads: { finishBundles: async (ids) => void bundles.push(...ids) },
    firings: { decided: async () => new Map((more.decided ?? []).map((id) => [uploadFiringId(id), null as never])) },
    async startBatch(_batchId, ids) {
      if (state.isEngineAway) throw new Error('away');
      started.push([...ids]);
    },
    auditOutcomes: async (outcomes) => void audited.push(...outcomes),
    owner: 'me',
    isAlive: (owner) => owner === 'me' || owner === 'other',
    newId: () => 'new',
    now: () => new Date(state.ms),
    staleAfterMs: 300_000,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  return { ...createLostClaims(deps), open, started, audited, bundles, state };
}

const of = (owner: string, name: string, more: Partial<UploadDocument> = {}) => uploadRow(name, { owner, ...more });

describe('uploads of a process that has ended', () => {
  it('are started again where somebody was promised them, and interrupted where nobody was', async () => {
    const { inherit, started, audited, bundles, open } = world([
      of('dead', 'owed', { accepted: true }),
      of('dead', 'lost'),
      of('dead', 'b.1', { kind: 'item', bundle: 'b' }),
      of('other', 'at-work'),
    ]);
    expect(await inherit(['dead'])).toBe(false);
    expect(started).toEqual([['owed']]);
    expect(audited.map(({ admission, code }) => [admission.uploadId, admission.verdict, code])).toEqual([
      ['lost', 'failed', 'upload_interrupted'],
      ['b.1', 'failed', 'upload_interrupted'],
    ]);
    expect(bundles).toEqual(['b']);
    expect([...open.values()].map(({ _id, owner }) => [_id, owner])).toEqual([
      ['owed', 'me'],
      ['at-work', 'other'],
    ]);
    expect(await inherit(['dead'])).toBe(true);
    expect(started).toHaveLength(1);
  });

  it('are closed by their run where they were decided', async () => {
    const { inherit, started, audited } = world([of('dead', 'decided')], { decided: ['decided'] });
    await inherit(['dead']);
    expect([started, audited]).toEqual([[['decided']], []]);
  });

  it('are started where somebody was promised them at the last moment', async () => {
    const { inherit, started } = world([of('dead', 'late')], { promisedMeanwhile: ['late'] });
    await inherit(['dead']);
    expect(started).toEqual([['late']]);
  });

  it('wait for an engine that is away, and are not forgotten', async () => {
    const { inherit, started, state } = world([of('dead', 'owed', { accepted: true })]);
    state.isEngineAway = true;
    await expect(inherit(['dead'])).rejects.toThrow('away');
    await expect(inherit(['dead'])).rejects.toThrow('away');
    state.isEngineAway = false;
    expect(await inherit(['dead'])).toBe(true);
    expect(started).toEqual([['owed']]);
  });

  it('go into runs of a hundred', async () => {
    const rows = Array.from({ length: 250 }, (_, index) => of('dead', `u${index}`, { accepted: true }));
    const { inherit, started } = world(rows);
    await inherit(['dead']);
    expect(started.map((ids) => ids.length)).toEqual([100, 100, 50]);
  });
});

describe('uploads that take too long', () => {
  it('are looked after by their own process only, and those that nobody owns by any', async () => {
    const { owner: _, ...ownerless } = of('', 'of-before', { accepted: true });
    const { lookAround, started } = world([
      of('me', 'mine', { accepted: true }),
      of('other', 'theirs', { accepted: true }),
      of('unheard-of', 'orphan', { accepted: true }),
      ownerless,
      of('me', 'young', { accepted: true, createdAt: new Date(at.getTime() + 599_000) }),
    ]);
    await lookAround();
    expect(started).toEqual([['mine', 'orphan', 'of-before']]);
  });

  it('are started again once an hour, not every minute', async () => {
    const { lookAround, started, state } = world([of('me', 'mine', { accepted: true })]);
    await lookAround();
    state.ms += 60_000;
    await lookAround();
    expect(started).toHaveLength(1);
    state.ms += 3_600_000;
    await lookAround();
    expect(started).toHaveLength(2);
  });
});
