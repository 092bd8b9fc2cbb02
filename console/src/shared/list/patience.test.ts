import { expect, it, vi } from 'vitest';
import { ApiError } from '../api/problem';
import { patiently } from './patience';

const refusal = (status: number, retryAfter?: number) =>
  new ApiError({ type: 'about:blank', title: '', status, code: 'internal', detail: 'No.', instance: '' }, retryAfter);
const { signal } = new AbortController();

it('waits as long as the API says, and does it again', async () => {
  const pause = vi.fn(async () => undefined);
  const act = vi.fn().mockRejectedValueOnce(refusal(429, 7)).mockResolvedValue('done');
  expect(await patiently(act, signal, pause)).toBe('done');
  expect(pause.mock.calls).toEqual([[7000]]);
});

it('takes any other refusal as it is', async () => {
  const act = vi.fn().mockRejectedValue(refusal(409));
  await expect(patiently(act, signal)).rejects.toThrow('No.');
  expect(act).toHaveBeenCalledTimes(1);
});
