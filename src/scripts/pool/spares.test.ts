import { setTimeout as sleep } from 'node:timers/promises';
import { fakeResident } from '../../../test/support/resident';
import { createSpares, type SparesOptions } from './spares';

const spares = (options: Partial<SparesOptions> = {}) => {
  const faults: string[] = [];
  const made = createSpares({ idleMs: 60_000, pauseMs: 50, onFault: (message) => faults.push(message), ...options });
  return { ...made, faults };
};

it('gives the one that waits to one caller only', async () => {
  const { take, fill } = spares();
  const waiting = fakeResident();
  expect(await take('a')).toBeUndefined();
  fill('a', () => Promise.resolve(waiting));
  expect(await take('b')).toBeUndefined();
  const [one, other] = await Promise.all([take('a'), take('a')]);
  expect([one, other]).toEqual([waiting, undefined]);
});

it('gives one that is being started as soon as it is', async () => {
  const { take, fill } = spares();
  const late = fakeResident();
  fill('a', () => sleep(20, late));
  expect(await take('a')).toBe(late);
});

it('starts none beside the one that is there', async () => {
  const { take, fill } = spares();
  const start = jest.fn(() => Promise.resolve(fakeResident()));
  fill('a', start);
  fill('a', start);
  await take('a');
  expect(start).toHaveBeenCalledTimes(1);
});

it('does not give one that has ended meanwhile', async () => {
  const { take, fill } = spares();
  const gone = fakeResident();
  fill('a', () => Promise.resolve(gone));
  await sleep(1);
  gone.exit();
  expect(await take('a')).toBeUndefined();

  const next = fakeResident();
  await sleep(1);
  fill('a', () => Promise.resolve(next));
  expect(await take('a')).toBe(next);
});

it('ends one that nobody has taken for long', async () => {
  const { take, fill } = spares({ idleMs: 20 });
  const idle = fakeResident();
  fill('a', () => Promise.resolve(idle));
  await sleep(60);
  expect(idle.ended()).toBe(1);
  expect(await take('a')).toBeUndefined();
});

it('leaves alone one that was taken', async () => {
  const { take, fill, drop } = spares({ idleMs: 20 });
  const taken = fakeResident();
  fill('a', () => Promise.resolve(taken));
  await take('a');
  await drop();
  await sleep(60);
  expect(taken.ended()).toBe(0);
});

it('waits a while after a start that failed, and says so', async () => {
  const { take, fill, faults } = spares();
  const start = jest.fn(() => Promise.reject(new Error('no such program')));
  fill('a', start);
  expect(await take('a')).toBeUndefined();
  fill('a', start);
  expect(start).toHaveBeenCalledTimes(1);
  await sleep(60);
  fill('a', start);
  await sleep(1);
  expect(start).toHaveBeenCalledTimes(2);
  expect(faults).toEqual(['no such program', 'no such program']);
});

it('ends all when asked to, those too that are being started', async () => {
  const { take, fill, drop } = spares();
  const [waiting, starting] = [fakeResident(), fakeResident()];
  fill('a', () => Promise.resolve(waiting));
  fill('b', () => sleep(20, starting));
  await drop();
  expect([waiting.ended(), starting.ended()]).toEqual([1, 1]);
  expect(await take('a')).toBeUndefined();
});
