import { uploadRequest, uploadRow } from '../../../test/support/services';
import { CertloomError } from '../../domain/problem';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import type { UploadRequest } from './claims';
import type { RunResult } from './gathered-runs';
import { isOpen, resultOfRow, type UploadResult } from './results';
import { createUploadService } from './upload-service';

const resultOf = (...rows: readonly UploadDocument[]): UploadResult => ({
  ...{ uploadId: 'up', isBundle: rows.length > 1, items: rows.map(resultOfRow) },
});
const single = resultOf(uploadRow('up'));
const bundle = resultOf(
  uploadRow('up.0'),
  uploadRow('up.1', { status: 'failed', code: 'internal' }),
  uploadRow('up.2'),
);

/** A service that accepts as told, over runs that end as told. */
function service(
  accepted: UploadResult,
  decide: () => Promise<RunResult[]>,
  rows: readonly UploadDocument[] = [],
  promised: readonly string[] = [],
) {
  const calls: unknown[] = [];
  const uploads = createUploadService({
    accept: async () => accepted,
    uploads: {
      async withdraw(ids) {
        calls.push(['withdrawn', ...ids]);
        return ids.filter((id) => promised.includes(id));
      },
      removeIfOpen: async (ids) => void calls.push(['removed', ...ids]),
      read: async (id) => rows.find(({ _id }) => _id === id) ?? null,
      itemsOf: async (id) => rows.filter((row) => row.bundle === id),
    },
    ownership: {
      async promise(ids) {
        calls.push(['promised', ...ids]);
        return ids.filter((id) => rows.every((row) => row._id !== id || row.status === 'processing')).length;
      },
    },
    runs: {
      async decide(ids) {
        calls.push(['decide', ...ids]);
        return decide();
      },
      runUnattended: async (ids) => void calls.push(['unattended', ...ids]),
    },
    parsed: { forget: (id) => void calls.push(['forgotten', id]) },
    isStopping: () => false,
  });
  const upload = (more: Partial<UploadRequest> = {}) =>
    uploads.upload(uploadRequest([], { waitMs: 60_000, onAsked: () => void calls.push('asked'), ...more }));
  return { calls, upload, recall: uploads.recall, promise: uploads.promise };
}

const never = () => new Promise<never>(() => undefined);

describe('an upload that is waited for', () => {
  it.each([
    { name: 'all ended', results: ['stored', 'ignored'], statuses: ['stored', 'failed', 'ignored'] },
    { name: 'one goes on', results: ['pending', 'stored'], statuses: ['processing', 'failed', 'stored'] },
  ] as const)('asks for what is open and puts the results in their places: $name', async (given) => {
    const { calls, upload } = service(bundle, async () => [...given.results]);
    expect((await upload()).items.map(({ status }) => status)).toEqual(given.statuses);
    expect(calls).toEqual([['decide', 'up.0', 'up.2'], 'asked']);
  });

  it('asks for no run when nothing is open', async () => {
    const closed = resultOf(uploadRow('up', { status: 'failed', code: 'internal' }));
    const { calls, upload } = service(closed, never);
    expect(await upload()).toBe(closed);
    expect(calls).toEqual([]);
  });

  it('is run by itself when the engine refuses it after the time is up', async () => {
    let fail: (error: Error) => void = () => undefined;
    const run = new Promise<never>((_resolve, reject) => (fail = reject));
    const { calls, upload } = service(single, () => run);
    expect(isOpen(await upload({ waitMs: 0 }))).toBe(true);
    fail(new Error('too late'));
    await new Promise(setImmediate);
    expect(calls).toEqual([['decide', 'up'], 'asked', ['unattended', 'up']]);
  });

  it.each([
    { accepted: single, open: ['up'], removed: [] },
    { accepted: bundle, open: ['up.0', 'up.2'], removed: [['removed', 'up']] },
  ])('leaves no row of $open when the engine refuses', async ({ accepted, open, removed }) => {
    const refuse = async () => Promise.reject(new CertloomError('engine_unavailable', 'away'));
    const { calls, upload } = service(accepted, refuse);
    await expect(upload()).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect(calls.slice(2)).toEqual([['withdrawn', ...open], ...removed, ...open.map((id) => ['forgotten', id])]);
  });

  it('keeps what a repeat that joined was promised, and runs it', async () => {
    const refuse = async () => Promise.reject(new CertloomError('engine_unavailable', 'away'));
    const { calls, upload } = service(bundle, refuse, [], ['up.2']);
    await expect(upload()).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect(calls.slice(2)).toEqual([
      ['withdrawn', 'up.0', 'up.2'],
      ['unattended', 'up.2'],
      ['forgotten', 'up.0'],
    ]);
  });
});

describe('an upload that nobody waits for', () => {
  it('is answered as it was accepted and run by itself', async () => {
    const { calls, upload } = service(bundle, never);
    expect(await upload({ mode: 'async' })).toBe(bundle);
    expect(calls).toEqual([['unattended', 'up.0', 'up.2']]);
  });
});

describe('the promise of a 202', () => {
  it('is written on what is open', async () => {
    const { calls, promise } = service(bundle, never);
    await promise(bundle);
    expect(calls).toEqual([['promised', 'up.0', 'up.2']]);
  });

  it.each([
    { name: 'it was written with the claim', result: { ...bundle, isPromised: true } },
    { name: 'nothing is open', result: resultOf(uploadRow('up', { status: 'stored' })) },
  ])('needs no write when $name', async ({ result }) => {
    const { calls, promise } = service(bundle, never);
    await promise(result);
    expect(calls).toEqual([]);
  });

  it('holds for what has ended meanwhile', async () => {
    const { promise } = service(single, never, [uploadRow('up', { status: 'stored' })]);
    await expect(promise(single)).resolves.toBeUndefined();
  });

  it('is not given for what was interrupted meanwhile', async () => {
    const { promise } = service(single, never, [uploadRow('up', { status: 'failed', code: 'upload_interrupted' })]);
    await expect(promise(single)).rejects.toMatchObject({ code: 'upload_interrupted' });
  });
});

describe('an upload of before', () => {
  const rows = [
    uploadRow('one', { status: 'stored' }),
    uploadRow('many', { kind: 'bundle' }),
    ...['many.0', 'many.1'].map((id, index) => uploadRow(id, { kind: 'item', bundle: 'many', index })),
  ];
  const { recall } = service(single, never, rows);

  it.each([
    ['one', { isBundle: false, items: [{ row: 'one', status: 'stored', certificateUuid: 'c-one' }] }],
    [
      'many',
      {
        isBundle: true,
        items: [
          { row: 'many.0', index: 0 },
          { row: 'many.1', index: 1 },
        ],
      },
    ],
  ])('%s is told from its rows', async (uploadId, expected) => {
    expect(await recall(uploadId)).toMatchObject({ uploadId, ...expected });
  });

  it('is null when there is none', async () => expect(await recall('gone')).toBeNull());
});
