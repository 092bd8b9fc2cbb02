import { ofSharedWalk } from './shared-walk';

it('gives what was read, or the fault', async () => {
  const read = { total: 1 };
  expect(await ofSharedWalk(Promise.resolve(read))).toBe(read);
  await expect(ofSharedWalk(Promise.reject(new Error('away')))).rejects.toThrow('away');
});

it('lets nobody wait without end', async () => {
  const never = new Promise<object>(() => undefined);
  await expect(ofSharedWalk(never, 5)).rejects.toMatchObject({ code: 'overloaded', more: { retryAfterSeconds: 1 } });
});
