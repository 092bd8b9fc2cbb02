import { EventEmitter } from 'node:events';
import type { Connection } from 'mongoose';
import type { Change } from '../../domain/live/change';
import { recordChanges } from './change-recorder';

const change = (id: string): Change => ({ topic: 'groups', kind: 'changed', ids: [id], count: 1, user: null });

function recorder(append: (changes: readonly Change[]) => Promise<void>) {
  const db = Object.assign(new EventEmitter(), { readyState: 1 });
  return { db, ...recordChanges(db as unknown as Connection, { append }, 100) };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('writes once for all that came in a while, and no more when nothing comes', async () => {
  const append = jest.fn(() => Promise.resolve());
  const { note } = recorder(append);
  for (const id of ['a', 'b', 'a']) note(change(id));
  expect(append).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(append.mock.calls).toEqual([[[{ ...change('a'), ids: ['a', 'b'], count: 3 }]]]);
});

it('does not hold one change for each row of a bulk', async () => {
  const append = jest.fn(() => Promise.resolve());
  const { note } = recorder(append);
  for (let index = 0; index < 100_000; index += 1) note(change(`${index}`));
  await jest.advanceTimersByTimeAsync(1_000);
  expect(append.mock.calls).toEqual([[[{ ...change('a'), ids: null, count: 100_000 }]]]);
});

it('keeps what could not be written, and writes it with what came meanwhile', async () => {
  const append = jest.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('not primary'));
  const { note } = recorder(append);
  note(change('a'));
  await jest.advanceTimersByTimeAsync(110);
  note(change('b'));
  await jest.advanceTimersByTimeAsync(1_000);
  expect(append).toHaveBeenCalledTimes(2);
  expect(append).toHaveBeenLastCalledWith([{ ...change('a'), ids: ['a', 'b'], count: 2 }]);
});

it('waits while the database is away', async () => {
  const append = jest.fn(() => Promise.resolve());
  const { db, note } = recorder(append);
  db.readyState = 0;
  note(change('a'));
  await jest.advanceTimersByTimeAsync(10_000);
  expect(append).not.toHaveBeenCalled();
  db.readyState = 1;
  await jest.advanceTimersByTimeAsync(1_000);
  expect(append).toHaveBeenCalledTimes(1);
});

it('writes the rest at its end, and nothing after it', async () => {
  const append = jest.fn(() => Promise.resolve());
  const { note, close } = recorder(append);
  note(change('a'));
  await close();
  expect(append).toHaveBeenCalledTimes(1);
  note(change('b'));
  await jest.advanceTimersByTimeAsync(1_000);
  expect(append).toHaveBeenCalledTimes(1);
});

it('ends with its connection', async () => {
  const append = jest.fn(() => Promise.resolve());
  const { db, note } = recorder(append);
  note(change('a'));
  db.emit('close');
  await jest.advanceTimersByTimeAsync(1_000);
  expect(append).not.toHaveBeenCalled();
});
