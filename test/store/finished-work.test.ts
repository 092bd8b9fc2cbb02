/** What need not be done again: for a day, then once more because of older processes, then never. */
import { createFinishedWork } from '../../src/store/database/finished-work';
import { openDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database?.close());

it('is done again when older processes have had their time, and then for good', async () => {
  const { isDone, remember } = createFinishedWork(database.db);
  const hours = (count: number) => new Date(Date.UTC(2030, 0, 1) + count * 3_600_000);
  expect(await isDone('sealing', hours(0))).toBe(false);
  await Promise.all([remember('sealing', hours(0)), remember('sealing', hours(0))]);
  expect(await isDone('sealing', hours(23))).toBe(true);
  await remember('sealing', hours(23));
  expect(await isDone('sealing', hours(24))).toBe(false);
  expect(await isDone('another', hours(1))).toBe(false);
  await remember('sealing', hours(25));
  expect(await isDone('sealing', hours(10_000))).toBe(true);
});
