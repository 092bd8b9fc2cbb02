import { describe, expect, it, vi } from 'vitest';
import { again, isWorthAnotherTry, itemsOf, resultOf, uploadFile, verdictWords, type FileState } from './upload-file';

const file: FileState = {
  key: 'row',
  sendKey: 'k',
  name: 'a.pem',
  file: new Blob(['-----BEGIN CERTIFICATE-----']),
  state: 'waiting',
  items: [],
  total: 0,
};
const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
  });
const single = {
  uploadId: 'u',
  mode: 'async',
  uploader: { uuid: null, name: 'a' },
  createdAt: 't',
  actionErrors: 0,
  warnings: [],
};

function scene(...answers: Response[]) {
  const fetching = vi.fn<(...args: unknown[]) => Promise<Response>>();
  for (const answer of answers) fetching.mockResolvedValueOnce(answer);
  vi.stubGlobal('fetch', fetching);
  const states: Partial<FileState>[] = [];
  const run = uploadFile(file, {
    ...{ attributes: [], signal: new AbortController().signal, pause: async () => undefined },
    onState: (change) => void states.push(change),
  });
  return { run, states, fetching };
}

it('follows a file until its certificate has a verdict, with one key for all tries', async () => {
  const { run, states, fetching } = scene(
    json(202, { uploadId: 'u' }),
    json(200, { ...single, status: 'processing', finishedAt: null }),
    json(200, {
      ...single,
      status: 'ignored',
      finishedAt: 't',
      code: 'certificate_ignored',
      matchedTriggers: [{ uuid: 't', name: 'Weak' }],
    }),
  );
  await run;
  expect(states.map(({ state }) => state)).toEqual(['sending', 'processing', 'processing', 'done']);
  expect(states.at(-1)?.items).toMatchObject([{ status: 'ignored', matchedTriggers: [{ name: 'Weak' }] }]);
  const [, init] = fetching.mock.calls[0] as [string, RequestInit];
  expect(new Headers(init.headers).get('Idempotency-Key')).toBe('k');
});

it('tells in the API’s words why nothing was taken', async () => {
  const problem = {
    type: 'about:blank',
    title: 'No',
    status: 400,
    code: 'not_a_certificate',
    detail: 'This is no certificate.',
    instance: 'r',
  };
  const { run, states } = scene(json(400, problem));
  await run;
  expect(states.at(-1)).toMatchObject({ state: 'refused', reason: 'This is no certificate.', hasVerdict: true });
});

it('sends again with the same key until there was a verdict, and with a new one after that', async () => {
  const { run, states } = scene();
  await run;
  expect(states.at(-1)).toMatchObject({ state: 'refused', hasVerdict: false });
  expect(again({ ...file, hasVerdict: false }).sendKey).toBe('k');
  const fresh = again({ ...file, hasVerdict: true });
  expect(fresh.sendKey).not.toBe('k');
  expect(again(fresh).sendKey).toBe(fresh.sendKey);
});

it('counts certificates by what became of them', () => {
  const item: FileState['items'][number] = {
    index: 0,
    status: 'stored',
    finishedAt: 't',
    actionErrors: 0,
    warnings: [],
  };
  expect(
    resultOf([
      { ...file, state: 'done', items: [item, { ...item, index: 1, status: 'ignored' }] },
      { ...file, state: 'refused' },
    ]),
  ).toBe('1 stored, 1 not stored, 1 refused');
  expect(itemsOf({ ...single, mode: 'async', status: 'stored', finishedAt: 't', certificateUuid: 'c' })).toMatchObject([
    { index: 0, certificateUuid: 'c' },
  ]);
});

it('waits for the verdict where that is wanted, and tells why a certificate was not stored', async () => {
  const fetching = vi.fn<(...args: unknown[]) => Promise<Response>>();
  fetching.mockResolvedValueOnce(
    json(422, {
      ...{
        type: 'about:blank',
        title: 'Ignored',
        status: 422,
        code: 'certificate_ignored',
        detail: 'No.',
        instance: 'r',
      },
      ...{ firingId: 'f', matchedTriggers: [{ uuid: 't', name: 'Weak' }] },
    }),
  );
  vi.stubGlobal('fetch', fetching);
  const states: Partial<FileState>[] = [];
  await uploadFile(file, {
    ...{ mode: 'sync', attributes: [], signal: new AbortController().signal },
    onState: (change) => void states.push(change),
  });
  expect(String(fetching.mock.calls[0]?.[0])).toMatch(/\/certificates\/upload$/);
  expect(states.at(-1)).toMatchObject({ state: 'done', items: [{ status: 'ignored', firingId: 'f' }] });
});

describe('another try', () => {
  const failed: FileState['items'][number] = {
    ...{ index: 0, status: 'failed', finishedAt: 't', actionErrors: 0, warnings: [] },
  };
  it.each<[string, Partial<FileState>, boolean]>([
    ['of what was not answered', { state: 'refused', hasVerdict: false }, true],
    ['of what is no certificate', { state: 'refused', hasVerdict: true }, false],
    ['of what was interrupted', { state: 'done', items: [{ ...failed, code: 'upload_interrupted' }] }, true],
    ['of what is here already', { state: 'done', items: [{ ...failed, code: 'certificate_duplicate' }] }, false],
    ['of what a trigger refused', { state: 'done', items: [{ ...failed, status: 'ignored' }] }, false],
    ['of what is under way', { state: 'processing', items: [failed] }, false],
  ])('%s: %o is %s', (_, change, expected) => expect(isWorthAnotherTry({ ...file, ...change })).toBe(expected));

  it('is told apart from what has its place already', () => {
    expect(verdictWords({ ...failed, code: 'certificate_duplicate' })).toBe('here already');
    expect(verdictWords(failed)).toBe('failed');
  });
});
