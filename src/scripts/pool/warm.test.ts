import { setTimeout as sleep } from 'node:timers/promises';
import { fakeResident, type FakeResident } from '../../../test/support/resident';
import type { Resident } from './resident';
import { createWarmProcesses, warmLimits, type WarmLimits } from './warm';

const unhurried = new AbortController().signal;

function warmProcesses(most = 4, limits: Partial<WarmLimits> = {}, make: () => FakeResident = fakeResident) {
  const started: FakeResident[] = [];
  const warm = createWarmProcesses(most, { ...warmLimits, ...limits });
  const start = () => {
    const resident = make();
    started.push(resident);
    return Promise.resolve<Resident>(resident);
  };
  return {
    ...warm,
    started,
    take: (key: string, signal = unhurried) => warm.take(key, start, signal),
    /** One run after another; how many processes that took. */
    async runs(key: string, count: number, isFit = true) {
      for (let run = 0; run < count; run += 1) {
        const resident = await warm.take(key, start, unhurried);
        await warm.giveBack(key, resident!, isFit);
      }
      return started.length;
    },
  };
}

it('serves run after run of a key by one process, and another key by another', async () => {
  const { take, giveBack, runs } = warmProcesses();
  expect(await runs('a', 20)).toBe(1);
  const one = await take('a');
  const other = await take('b');
  expect(other).not.toBe(one);
  await giveBack('a', one!, true);
  expect(await take('a')).toBe(one);
});

it('ends a process after as many runs as it may serve', async () => {
  const { runs, started } = warmProcesses(4, { runs: 300 });
  expect(await runs('a', 400)).toBe(2);
  expect(started.map((process) => process.ended())).toEqual([1, 0]);
});

it('lets no run use a process that a run was stopped in, or left something in', async () => {
  const { runs, started } = warmProcesses();
  expect(await runs('a', 3, false)).toBe(3);
  expect(started.map((process) => process.ended())).toEqual([1, 1, 1]);
});

it('ends a process that has grown too large', async () => {
  const { take, giveBack, started } = warmProcesses(4, { memory: 100 }, () => fakeResident(101));
  const grown = await take('a');
  await sleep(510); // it is measured only now and then
  await giveBack('a', grown!, true);
  expect(started[0]!.ended()).toBe(1);
  expect(await take('a')).not.toBe(grown);
});

it('ends a process that has been idle for long', async () => {
  const { runs, started } = warmProcesses(4, { idleMs: 20 });
  await runs('a', 1);
  await sleep(60);
  expect(started[0]!.ended()).toBe(1);
  expect(await runs('a', 1)).toBe(2);
});

it('does not count the time of a run as idle', async () => {
  const { take, giveBack, started } = warmProcesses(4, { idleMs: 20 });
  const busy = await take('a');
  await giveBack('a', busy!, true);
  expect(await take('a')).toBe(busy);
  await sleep(60);
  expect(started[0]!.ended()).toBe(0);
});

it('lets a run wait for the one before it, in their order', async () => {
  const { take, giveBack, started } = warmProcesses();
  const first = await take('a');
  const order: number[] = [];
  const waiting = [1, 2].map(async (number) => {
    const resident = await take('a');
    order.push(number);
    await giveBack('a', resident!, true);
  });
  await giveBack('a', first!, true);
  await Promise.all(waiting);
  expect(order).toEqual([1, 2]);
  expect(started).toHaveLength(1);
});

it('lets a run go its own way when the process serves another one for long', async () => {
  const { take } = warmProcesses(4, { patienceMs: 20 });
  await take('a');
  expect(await take('a')).toBeUndefined();
});

it('lets a run wait for a process that is being started, however long that takes', async () => {
  const { take, giveBack } = createWarmProcesses(4, { ...warmLimits, patienceMs: 20 });
  const late = fakeResident();
  const first = take('a', () => sleep(80, late), unhurried);
  const second = take('a', () => Promise.reject(new Error('one is enough')), unhurried);
  await giveBack('a', (await first)!, true);
  expect(await second).toBe(late);
});

it('lets a run go its own way when it is cancelled while it waits', async () => {
  const { take, giveBack, started } = warmProcesses();
  const first = await take('a');
  const cancel = new AbortController();
  const second = take('a', cancel.signal);
  cancel.abort();
  expect(await second).toBeUndefined();
  await giveBack('a', first!, true);
  expect(await take('a')).toBe(first);
  expect(started).toHaveLength(1);
});

it('starts another process for those who wait when the first was of no use any more', async () => {
  const { take, giveBack, started } = warmProcesses();
  const first = await take('a');
  const second = take('a');
  await giveBack('a', first!, false);
  expect(await second).toBe(started[1]);
  expect(started).toHaveLength(2);
});

it('starts another one when a process ends by itself', async () => {
  const { runs, started } = warmProcesses();
  await runs('a', 1);
  started[0]!.exit();
  await sleep(1);
  expect(await runs('a', 1)).toBe(2);
});

it('ends the one that has been idle for longest when there are enough, and never one that serves', async () => {
  const { take, giveBack, runs, started } = warmProcesses(2, { patienceMs: 20 });
  await runs('a', 1);
  await sleep(2);
  await runs('b', 1);
  const third = await take('c');
  expect(started.map((process) => process.ended())).toEqual([1, 0, 0]);
  await take('b');
  expect(await take('d')).toBeUndefined(); // both serve
  await giveBack('c', third!, true);
  expect(await take('d')).toBe(started[3]);
  expect(started.map((process) => process.ended())).toEqual([1, 0, 1, 0]);
});

it('gives none when it cannot be started, and tries again', async () => {
  const { take, giveBack } = createWarmProcesses(4, warmLimits);
  expect(await take('a', () => Promise.reject(new Error('no')), unhurried)).toBeUndefined();
  const second = fakeResident();
  expect(await take('a', () => Promise.resolve(second), unhurried)).toBe(second);
  await giveBack('a', second, true);
});

it('ends idle ones at once when asked to, and one that serves with its run', async () => {
  const { take, giveBack, runs, drop, started } = warmProcesses();
  await runs('a', 1);
  const busy = await take('b');
  await drop();
  expect(started.map((process) => process.ended())).toEqual([1, 0]);
  await giveBack('b', busy!, true);
  expect(started[1]!.ended()).toBe(1);
  expect(await take('b')).not.toBe(busy);
});
