import { certificateModel } from '../../src/store/certificates/certificates';
import type { HistoryDue } from '../../src/domain/certificates/history';
import { createStores } from '../../src/store/stores';
import { certificateDocument } from '../inventory/certificate-fixture';
import { openDatabase, type TestDatabase } from '../support/database';

const now = new Date('2030-06-01T00:00:00Z');

let database: TestDatabase;
beforeEach(async () => {
  database = await openDatabase();
});
afterEach(() => database?.close());

const dueOf = (key: string, uuid: string): HistoryDue => ({ key, uuid, entries: [] });

it('keeps what the history is to say beside the certificate until it is settled, unseen by readers', async () => {
  const { certificates, inventory, historyDue } = createStores(database.db, () => now);
  const documents = [certificateDocument({}), certificateDocument({})];
  await certificates.insert(documents);
  const [one, other] = documents.map(({ _id }) => _id) as [string, string];

  const first = await inventory.change(one, 1, { owner: 'u-1' }, now, { due: dueOf('f-1', one) });
  expect(await inventory.change(one, 1, { owner: 'u-2' }, now, { due: dueOf('f-2', one) })).toBeNull();
  await inventory.change(one, first!.revision, { owner: 'u-2' }, now, { due: dueOf('f-3', one) });
  await inventory.change(other, 1, { owner: 'u-2' }, now, { due: dueOf('f-1', other) });
  expect(await historyDue.find([one])).toEqual([dueOf('f-1', one), dueOf('f-3', one)]);
  expect(await inventory.find(one)).not.toHaveProperty('historyDue');

  await historyDue.settle([dueOf('f-1', one)]);
  expect(await historyDue.find([one])).toEqual([dueOf('f-3', one)]);
  expect(await historyDue.find([other])).toEqual([dueOf('f-1', other)]);
  await historyDue.settle([dueOf('f-3', one), dueOf('f-1', other)]);
  const rows = await certificateModel(database.db).find({}).lean();
  expect(rows.map((row) => [row.owner, 'historyDue' in row])).toEqual([
    ['u-2', false],
    ['u-2', false],
  ]);
});
