import { setTimeout as sleep } from 'node:timers/promises';
import { fakeResident, type FakeResident } from '../../../test/support/resident';
import { createProcessPool, type Wanted } from './pool';

const unhurried = new AbortController().signal;
const program: Wanted['program'] = {
  runtime: 'pwsh',
  argv: () => [],
  environment: {},
  practice: { fileName: 'p', content: () => '' },
};
const wanted = (some: Partial<Wanted> = {}): Wanted => ({
  program,
  securityContext: 'api',
  account: null,
  sha256: 'a',
  reuse: false,
  ...some,
});

function pool() {
  const started: FakeResident[] = [];
  const made = createProcessPool({
    most: 2,
    start: () => {
      started.push(fakeResident());
      return Promise.resolve(started.at(-1)!);
    },
  });
  return { ...made, started, take: (some?: Partial<Wanted>) => made.take(wanted(some), unhurried) };
}
const refilled = () => sleep(300);

it('has none for the first run, one for the next, and another behind that', async () => {
  const { take, started, close } = pool();
  expect(await take()).toBeUndefined();
  await refilled();
  const second = await take();
  expect([second!.kind, second!.resident]).toEqual(['ready', started[0]]);
  await second!.release(Promise.resolve(true));
  expect(started[0]!.ended()).toBe(1);
  expect((await take())!.resident).toBe(started[1]);
  await close();
});

it('keeps apart contexts, accounts and runtimes', async () => {
  const { take, close } = pool();
  await take();
  await refilled();
  const others: Partial<Wanted>[] = [
    { securityContext: 'service' },
    { account: { uid: 7, gid: 7, name: 'seven' } },
    { program: { ...program, runtime: 'node' } },
  ];
  for (const other of others) expect(await take(other)).toBeUndefined();
  expect(await take()).toBeDefined();
  await close();
});

it('makes a warm process of one that waits, and starts another one to wait', async () => {
  const { take, started, close } = pool();
  await take();
  await refilled();
  const warm = await take({ reuse: true });
  expect([warm!.kind, warm!.resident]).toEqual(['warm', started[0]]);
  await warm!.release(Promise.resolve(true));
  expect(started[0]!.ended()).toBe(0);
  expect(started).toHaveLength(2);
  expect((await take({ reuse: true }))!.resident).toBe(started[0]);
  expect((await take({ reuse: true, sha256: 'b' }))!.resident).toBe(started[1]);
  await close();
});

it('gives a run that may share one of its own when all warm ones serve others', async () => {
  const { take, close } = pool();
  for (const sha256 of ['a', 'b']) await take({ reuse: true, sha256 });
  await refilled();
  const third = await take({ reuse: true, sha256: 'c' });
  expect(third!.kind).toBe('ready');
  await close();
});

it('starts anew what waits after a change of settings', async () => {
  const { take, started, drop, close } = pool();
  await take();
  await refilled();
  const warm = await take({ reuse: true });
  await warm!.release(Promise.resolve(true));
  await drop();
  expect(started.map((one) => one.ended())).toEqual([1, 1]);
  expect((await take({ reuse: true }))!.resident).toBe(started[2]);
  await close();
});

it('starts nothing once it is closed', async () => {
  const { take, started, close } = pool();
  await take();
  await close();
  await refilled();
  expect(await take()).toBeUndefined();
  expect(started).toHaveLength(0);
});
