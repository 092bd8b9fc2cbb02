import { expect, it, vi } from 'vitest';
import { session, signedInByKey, signedOut } from '../../shared/session/session';
import { clearUploads, uploadAgain, uploadAll, uploads } from './uploads-kept';

const choices = { mode: 'async', attributes: [] } as const;
const problem = {
  type: 'about:blank',
  title: 'No',
  status: 400,
  code: 'not_a_certificate',
  detail: 'None.',
  instance: 'r',
};
const answer = () =>
  new Response(JSON.stringify(problem), { status: 400, headers: { 'Content-Type': 'application/problem+json' } });

it('keeps what became of files until they are cleared, or somebody signs out', async () => {
  signedInByKey('k');
  const fetching = vi.fn(() => Promise.resolve(answer()));
  vi.stubGlobal('fetch', fetching);
  const blob = new Blob(['x']);
  uploadAll(
    [
      { name: 'a.txt', blob },
      { name: 'b.txt', blob },
    ],
    choices,
  );
  expect(uploads.get().map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
  await vi.waitFor(() => expect(uploads.get().every(({ state }) => state === 'refused')).toBe(true));
  expect(uploads.get()[0]).toMatchObject({ reason: 'None.' });
  const before = uploads.get()[0]!.sendKey;
  uploadAgain([uploads.get()[0]!], choices);
  expect(uploads.get()[0]!.sendKey).not.toBe(before);
  await vi.waitFor(() => expect(fetching).toHaveBeenCalledTimes(3));
  await vi.waitFor(() => expect(uploads.get().every(({ state }) => state === 'refused')).toBe(true));
  clearUploads();
  expect(uploads.get()).toEqual([]);
  uploadAll([{ name: 'c.txt', blob }], choices);
  signedOut('It is too long ago.');
  expect(uploads.get()).toHaveLength(1);
  signedInByKey('k');
  signedOut();
  expect([session.get().state, uploads.get()]).toEqual(['out', []]);
});
