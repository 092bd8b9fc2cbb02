import { at } from '../../../test/support/services';
import { CertloomError } from '../../domain/problem';
import type { IdempotencyDocument } from '../../store/uploads/idempotency-keys';
import { createIdempotency, type IdempotentCall } from './idempotency';
import type { ItemResult, UploadResult } from './results';

const resultOf = (uploadId: string, status: ItemResult['status'] = 'stored'): UploadResult => ({
  uploadId,
  isBundle: false,
  items: [{ index: 0, row: uploadId, fingerprint: null, status, code: null, certificateUuid: null }],
});
const callOf = (more: Partial<IdempotentCall> = {}): IdempotentCall => ({
  ...{ callerUuid: 'u-1', path: '/uploads', key: 'k', body: Buffer.from('der'), rest: 'sync' },
  ...{ uploadId: 'first', waitMs: 0, mode: 'sync' },
  ...more,
});
const refusing = (code: 'certificate_duplicate' | 'upload_in_progress' | 'overloaded' | 'internal') => async () => {
  throw new CertloomError(code, 'no', { extra: { certificateUuid: 'c-1' } });
};

/** Keys in memory; `recalled` are the answers to looks at the first upload, the last one from then on. */
function idempotency(...recalled: readonly (UploadResult | null)[]) {
  const rows = new Map<string, IdempotencyDocument>();
  let [ms, looks] = [at.getTime(), 0];
  const worked: string[] = [];
  const gone = new Set<string>();
  const once = createIdempotency({
    keys: {
      async take(row) {
        const there = rows.get(row._id) ?? null;
        if (there === null) rows.set(row._id, row);
        return there;
      },
      async retake(first, own) {
        if (rows.get(first._id)?.uploadId !== first.uploadId) return false;
        rows.set(first._id, { ...rows.get(first._id)!, ...own });
        return true;
      },
      recordRefusal: async (id, refusal) => void rows.set(id, { ...rows.get(id)!, refusal }),
      release: async (id) => void rows.delete(id),
    },
    hashKey: Buffer.from('hash key'),
    recall: async () => recalled[Math.min(looks++, recalled.length - 1)] ?? null,
    owner: 'me',
    isGone: async (owner) => gone.has(owner),
    now: () => new Date(ms),
  });
  return {
    rows,
    worked,
    gone,
    later: (by: number) => void (ms += by),
    call: (more: Partial<IdempotentCall> = {}, work?: () => Promise<UploadResult>) =>
      once(callOf(more), async (uploadId) => {
        worked.push(uploadId);
        return work === undefined ? resultOf(uploadId) : work();
      }),
  };
}

describe('an idempotency key', () => {
  it('gives the first answer again and does no work twice', async () => {
    const { call, worked, rows } = idempotency(resultOf('first'));
    expect(await call()).toEqual(resultOf('first'));
    expect(await call({ uploadId: 'second' })).toEqual(resultOf('first'));
    expect(worked).toEqual(['first']);
    expect([...rows.values()]).toMatchObject([{ uploadId: 'first', expiresAt: new Date(at.getTime() + 86_400_000) }]);
    expect(JSON.stringify([...rows])).not.toContain('der');
  });

  it.each([{ callerUuid: 'u-2' }, { path: '/other' }, { key: 'k-2' }])('is another one with %j', async (other) => {
    const { call, worked } = idempotency(resultOf('first'));
    await call();
    await call({ ...other, uploadId: 'second' });
    expect(worked).toEqual(['first', 'second']);
  });

  it.each([{ body: Buffer.from('else') }, { rest: 'async' }])('is refused for another request: %j', async (other) => {
    const { call, worked } = idempotency(resultOf('first'));
    await call();
    await expect(call(other)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    expect(worked).toEqual(['first']);
  });

  it.each(['certificate_duplicate', 'upload_in_progress'] as const)('repeats the refusal %s', async (code) => {
    const { call, worked } = idempotency(null);
    const refused = { code, detail: 'no', more: { extra: { certificateUuid: 'c-1' } } };
    await expect(call({}, refusing(code))).rejects.toMatchObject(refused);
    await expect(call()).rejects.toMatchObject(refused);
    expect(worked).toEqual(['first']);
  });

  it.each(['overloaded', 'internal'] as const)('is free again after %s', async (code) => {
    const { call, rows } = idempotency(null);
    await expect(call({}, refusing(code))).rejects.toMatchObject({ code });
    expect(rows.size).toBe(0);
    expect(await call()).toEqual(resultOf('first'));
  });
});

describe('a repeat while the first is at work', () => {
  const open = resultOf('first', 'processing');

  it.each([
    {
      name: 'waits until it has ended',
      recalled: [open, resultOf('first')],
      call: { waitMs: 5_000 },
      expected: 'stored',
    },
    { name: 'waits no longer than it may', recalled: [open], call: { waitMs: -1 }, expected: 'processing' },
    {
      name: 'need not wait when nobody does',
      recalled: [open],
      call: { mode: 'async', waitMs: 5_000 },
      expected: 'processing',
    },
  ] as const)('$name', async ({ recalled, call: more, expected }) => {
    const { call, worked } = idempotency(...recalled);
    await call();
    expect((await call(more)).items).toMatchObject([{ status: expected }]);
    expect(worked).toEqual(['first']);
  });

  it('is told to ask again when no upload is written yet', async () => {
    const { call, later } = idempotency(null);
    await call();
    later(10_000);
    await expect(call({ waitMs: -1 })).rejects.toMatchObject({
      code: 'idempotency_in_progress',
      more: { retryAfterSeconds: 2 },
    });
  });

  it.each([
    { name: 'long ago', laterMs: 10_001, gone: [] },
    { name: 'with its process', laterMs: 0, gone: ['me'] },
  ])('does the work under an id of its own when the first has died $name', async ({ laterMs, gone: ended }) => {
    const { call, later, worked, gone, rows } = idempotency(null);
    await call();
    later(laterMs);
    for (const owner of ended) gone.add(owner);
    await call({ uploadId: 'second', waitMs: -1 });
    expect(worked).toEqual(['first', 'second']);
    expect([...rows.values()]).toMatchObject([{ uploadId: 'second' }]);
  });

  it('does the work again when the first was interrupted, and nobody else does', async () => {
    const lost = resultOf('first', 'failed');
    const interrupted = { ...lost, items: [{ ...lost.items[0]!, code: 'upload_interrupted' as const }] };
    const { call, worked } = idempotency(interrupted);
    await call();
    const repeats = await Promise.allSettled([call({ uploadId: 'second' }), call({ uploadId: 'third' })]);
    expect(worked).toEqual(['first', 'second']);
    expect(repeats).toMatchObject([
      { status: 'fulfilled', value: { uploadId: 'second' } },
      { status: 'rejected', reason: { code: 'idempotency_in_progress' } },
    ]);
  });
});
