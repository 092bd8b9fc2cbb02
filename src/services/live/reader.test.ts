import { liveLogInMemory } from '../../../test/support/live-log';
import { createLiveReader } from './reader';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function scene({ tells = true } = {}) {
  const memory = liveLogInMemory();
  const told: [numbers: number[], upTo: number][] = [];
  const warn = jest.fn();
  const log = {
    ...memory.log,
    // A server that cannot tell says nothing.
    follow: (wake: () => void) => ({ ...memory.log.follow(tells ? wake : () => undefined), tells: () => tells }),
  };
  const reader = createLiveReader({
    ...{ log, logger: { info: jest.fn(), warn, error: jest.fn() } },
    tell: (notices, upTo) => told.push([notices.map(({ number }) => number), upTo]),
  });
  return { memory, told, reader, warn };
}

it('reads from where the log stands, when the server says that something is there', async () => {
  const { memory, told, reader } = scene();
  memory.append({});
  await reader.begin();
  expect(reader.told()).toBe(101);
  memory.append({}, {});
  await jest.advanceTimersByTimeAsync(0);
  expect(told).toEqual([[[102, 103], 103]]);
  expect(reader.told()).toBe(103);
  await reader.rest();
});

it('looks by itself where the server does not tell', async () => {
  const { memory, told, reader } = scene({ tells: false });
  await reader.begin();
  memory.append({});
  await jest.advanceTimersByTimeAsync(0);
  expect(told).toEqual([]);
  await jest.advanceTimersByTimeAsync(300);
  expect(told).toEqual([[[101], 101]]);
  await reader.rest();
});

it('reads in pages what came in a rush', async () => {
  const { memory, told, reader } = scene();
  await reader.begin();
  memory.append(...Array.from({ length: 1_200 }, () => ({})));
  await jest.advanceTimersByTimeAsync(0);
  expect(told.map(([numbers, upTo]) => [numbers.length, upTo])).toEqual([
    [500, 600],
    [500, 1_100],
    [200, 1_300],
  ]);
  await reader.rest();
});

it('says once that the database is away, and goes on where it was', async () => {
  const { memory, told, reader, warn } = scene();
  await reader.begin();
  memory.away(true);
  memory.append({});
  await jest.advanceTimersByTimeAsync(20_000);
  expect([told, warn.mock.calls.length]).toEqual([[], 1]);
  memory.away(false);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(told).toEqual([[[101], 101]]);
  await reader.rest();
});

it('does not begin while the database is away, and rests between listeners', async () => {
  const { memory, told, reader } = scene();
  memory.away(true);
  await expect(reader.begin()).rejects.toThrow('away');
  memory.away(false);
  await reader.begin();
  await jest.advanceTimersByTimeAsync(0);
  await reader.rest();
  memory.append({}, {});
  await jest.advanceTimersByTimeAsync(10_000);
  expect([told, reader.told(), memory.followers()]).toEqual([[], 0, 0]);
  await reader.begin();
  expect(reader.told()).toBe(102);
  await reader.rest();
});
