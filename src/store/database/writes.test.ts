import type { Connection } from 'mongoose';
import { observeWrites, withObservedWrites, type CommittedWrite } from './writes';

type Answer = unknown;
const methods = ['insertOne', 'insertMany', 'updateOne', 'updateMany', 'replaceOne', 'findOneAndUpdate'];
const others = ['findOneAndReplace', 'findOneAndDelete', 'deleteOne', 'deleteMany', 'bulkWrite'];

/** A collection whose methods give or throw what is wanted, and what was told of them. */
function observed(answer: Answer, collections = ['things']) {
  const db = {} as Connection;
  const told: CommittedWrite[] = [];
  const give = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
  const collection: Record<string, any> = { name: 'things' }; // eslint-disable-line @typescript-eslint/no-explicit-any
  for (const method of [...methods, ...others]) collection[method] = give;
  withObservedWrites(db, collection);
  observeWrites(db, collections, (write) => told.push(write));
  return { told, write: async (method: string, ...args: unknown[]) => (await collection[method](...args)) as unknown };
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ _id: `r${index}`, user: 'ann' }));
const set = { $set: { 'a.b': 1, c: 2 } };

it.each<[string, string, unknown[], Answer, Partial<CommittedWrite> | undefined]>([
  ['an insert', 'insertOne', [{ _id: 'a' }], { insertedId: 'a' }, { kind: 'created', ids: ['a'], count: 1 }],
  ['many', 'insertMany', [rows(2)], { insertedCount: 2 }, { kind: 'created', ids: ['r0', 'r1'], count: 2 }],
  ['too many to name', 'insertMany', [rows(21)], { insertedCount: 21 }, { kind: 'created', ids: null, count: 21 }],
  ['keys that are numbers', 'insertOne', [{ _id: 7 }], {}, { kind: 'created', ids: null, count: 1 }],
  [
    'a change',
    'updateOne',
    [{ _id: 'a', n: 1 }, set],
    { modifiedCount: 1 },
    { kind: 'changed', ids: ['a'], members: new Set(['a', 'c']) },
  ],
  ['a change of nothing', 'updateOne', [{ _id: 'a' }, set], { matchedCount: 1, modifiedCount: 0 }, undefined],
  [
    'an upsert',
    'updateOne',
    [{ _id: 'a' }, set],
    { modifiedCount: 0, upsertedCount: 1 },
    { kind: 'created', ids: ['a'], count: 1 },
  ],
  [
    'a pipeline',
    'updateMany',
    [{ n: 1 }, [set]],
    { modifiedCount: 3 },
    { kind: 'changed', ids: null, count: 3, members: null },
  ],
  ['some by their keys', 'updateMany', [{ _id: { $in: ['a', 'b'] } }, set], { modifiedCount: 2 }, { ids: ['a', 'b'] }],
  ['a whole row', 'replaceOne', [{ _id: 'a' }, { x: 1 }], { modifiedCount: 1 }, { kind: 'changed', members: null }],
  ['one found', 'findOneAndUpdate', [{ _id: 'a' }, set], { _id: 'a' }, { kind: 'changed', ids: ['a'] }],
  ['none found', 'findOneAndUpdate', [{ _id: 'a' }, set], null, undefined],
  ['none found and made', 'findOneAndUpdate', [{ _id: 'a' }, set, { upsert: true }], null, { kind: 'created' }],
  [
    'none, with what the server said',
    'findOneAndUpdate',
    [{ _id: 'a' }, set],
    { value: null, lastErrorObject: {} },
    undefined,
  ],
  ['one replaced', 'findOneAndReplace', [{ _id: 'a' }, { x: 1 }], { _id: 'a' }, { kind: 'changed', members: null }],
  ['one taken', 'findOneAndDelete', [{ _id: 'a' }], { _id: 'a' }, { kind: 'removed', ids: ['a'] }],
  ['one deleted', 'deleteOne', [{ _id: 'a' }], { deletedCount: 1 }, { kind: 'removed', ids: ['a'], count: 1 }],
  ['none deleted', 'deleteMany', [{}], { deletedCount: 0 }, undefined],
  [
    'a bulk',
    'bulkWrite',
    [[{ updateOne: { filter: { _id: 'a' }, update: set } }, { insertOne: { document: { _id: 'b' } } }]],
    { modifiedCount: 1, insertedCount: 1 },
    { kind: 'changed', ids: ['a', 'b'], count: 2, members: null },
  ],
  [
    'a bulk of changes',
    'bulkWrite',
    [
      [
        { updateOne: { filter: { _id: 'a' }, update: set } },
        { updateOne: { filter: { n: 1 }, update: { $inc: { n: 1 } } } },
      ],
    ],
    { modifiedCount: 2 },
    { kind: 'changed', ids: null, count: 2, members: new Set(['a', 'c', 'n']) },
  ],
  [
    'an answer in an unknown form',
    'insertMany',
    [undefined],
    { insertedCount: 1 },
    { kind: 'changed', ids: null, count: 1 },
  ],
])('tells of %s', async (_, method, args, answer, expected) => {
  const { told, write } = observed(answer);
  expect(await write(method, ...args)).toBe(answer);
  expect(told).toMatchObject(expected === undefined ? [] : [{ collection: 'things', ...expected }]);
});

it('leaves the failure to the writer, and tells of what was written before it', async () => {
  const failure = Object.assign(new Error('E11000'), { result: { insertedCount: 3 } });
  const { told, write } = observed(failure);
  await expect(write('insertMany', rows(5))).rejects.toBe(failure);
  expect(told).toMatchObject([{ kind: 'created', ids: null, count: 3 }]);
  const lost = observed(new Error('connection closed'));
  await expect(lost.write('insertOne', {})).rejects.toThrow('connection closed');
  expect(lost.told).toEqual([]);
});

it('tells of no other collection', async () => {
  const { told, write } = observed({ insertedCount: 1 }, ['others']);
  await write('insertOne', { _id: 'a' });
  expect(told).toEqual([]);
});

it.each<[string, string, unknown[], unknown]>([
  ['inserted rows', 'insertMany', [rows(3)], 'ann'],
  ['rows of several', 'insertMany', [[{ user: 'ann' }, { user: 'bob' }]], undefined],
  ['a filter', 'updateOne', [{ _id: 'a', user: 'ann' }, set], 'ann'],
  ['what an upsert makes', 'updateOne', [{ _id: 'a' }, { $setOnInsert: { user: 'bob' } }], 'bob'],
  ['nothing that says it', 'updateOne', [{ _id: 'a' }, set], undefined],
])('knows a member of %s', async (_, method, args, expected) => {
  const { told, write } = observed({ insertedCount: 1, modifiedCount: 1 });
  await write(method, ...args);
  expect(told[0]?.valueOf('user')).toBe(expected);
});
