import { at, parsedItem, uploadRequest } from '../../../test/support/services';
import { createAccept } from './accept';
import type { Claim } from './intake';

const claimed: Claim = { result: 'claimed' };

function acceptance(claims: readonly Claim[], recordRequest: () => Promise<void> = async () => undefined) {
  const known = new Set<string>();
  const added: string[] = [];
  const removed: string[] = [];
  const accept = createAccept({
    uploads: {
      add: async (rows) => void added.push(...rows.map(({ _id }) => _id)),
      removeIfOpen: async (ids) => void removed.push(...ids.map((id) => `${id} whatever`)),
      async withdraw(ids) {
        removed.push(...ids);
        return [];
      },
      finishBundles: async () => undefined,
    },
    intake: { claim: async () => [...claims] },
    parsed: { put: (id) => void known.add(id), forget: (id) => void known.delete(id) },
    retentionMs: async () => 1,
    newId: () => 'new',
    owner: 'me',
    now: () => at,
  });
  const request = (...names: string[]) => uploadRequest(names.map(parsedItem), { recordRequest });
  return { known, added, removed, accept, request };
}

describe('accepting an upload', () => {
  it('claims a single one and remembers what was read', async () => {
    const { accept, request, known } = acceptance([claimed]);
    expect(await accept(request('a'))).toMatchObject({ isBundle: false, items: [{ certificateUuid: 'new' }] });
    expect([...known]).toEqual(['up']);
  });

  it.each([
    [{ result: 'duplicate', certificateUuid: 'c' } as const, 'certificate_duplicate'],
    [{ result: 'in_progress' } as const, 'upload_in_progress'],
  ])('refuses a single one: %j', async (claim, code) => {
    const { accept, request, known } = acceptance([claim]);
    await expect(accept(request('a'))).rejects.toMatchObject({ code });
    expect(known.size).toBe(0);
  });

  it('keeps the rest of a bundle', async () => {
    const { accept, request, added } = acceptance([claimed, { result: 'in_progress' }]);
    const { items } = await accept(request('a', 'b'));
    expect(items.map(({ code, status }) => code ?? status)).toEqual(['processing', 'upload_in_progress']);
    expect(added).toEqual(['up', 'up.1']);
  });

  it.each([
    { mode: 'sync', isShared: false, expected: 'up' },
    { mode: 'async', isShared: true, expected: 'up' },
    { mode: 'async', isShared: false, expected: 'up whatever' },
  ] as const)('takes the claim back when the request cannot be recorded: %j', async ({ expected, ...more }) => {
    const { accept, request, known, removed } = acceptance([claimed], async () => Promise.reject(new Error('full')));
    await expect(accept({ ...request('a'), ...more })).rejects.toThrow('full');
    expect([removed, known.size]).toEqual([[expected], 0]);
  });

  it.each([
    [{ mode: 'async', isShared: false } as const, true],
    [{ mode: 'async', isShared: true } as const, undefined],
  ])('says whether the rows hold the promise: %j', async (more, isPromised) => {
    const { accept, request } = acceptance([claimed]);
    expect((await accept({ ...request('a'), ...more })).isPromised).toBe(isPromised);
  });
});
