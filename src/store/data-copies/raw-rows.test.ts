import { mongo } from 'mongoose';
import { documentOf, toRawRow } from './raw-rows';

const { BSON, Double, Int32, Long, ObjectId, Decimal128, Binary, BSONRegExp, Timestamp } = mongo;

const values = {
  a: new Int32(5),
  b: new Double(5),
  c: Long.fromNumber(5),
  d: Decimal128.fromString('5.0'),
  e: new Binary(Buffer.from([1, 2, 3]), 5),
  f: [null, true, '', { $ref: 'x' }, new Date(8.64e15)],
  g: new BSONRegExp('a/b', 'im'),
  h: new Timestamp({ t: 1, i: 2 }),
  i: { 'dotted.name': { $set: 1 }, '': 'empty' },
};

describe('rows as they are', () => {
  it('keep the type of every value, and the order of members', () => {
    const bytes = BSON.serialize({ _id: 'x', ...values });
    const row = toRawRow(bytes);
    expect(Buffer.from(BSON.serialize(documentOf(row)))).toEqual(Buffer.from(bytes));
  });

  it.each([
    ['text', 'ä\u{1f600}', { kind: 'string', value: 'ä\u{1f600}' }],
    ['empty text', '', { kind: 'string', value: '' }],
    ['a number', 17, { kind: 'number', value: 17 }],
    ['a double', new Double(17), { kind: 'number', value: 17 }],
    ['a long', Long.fromString('9007199254740991'), { kind: 'number', value: 9_007_199_254_740_991 }],
    ['an object id', new ObjectId('0123456789abcdef01234567'), { kind: 'objectId', value: '0123456789abcdef01234567' }],
  ])('tell their key: %s', (_, _id, key) => expect(toRawRow(BSON.serialize({ _id, x: 1 })).key).toEqual(key));

  it('have their key first, wherever it stood', () => {
    const row = toRawRow(BSON.serialize({ ...values, _id: 'x' }));
    expect(Buffer.from(row.bytes)).toEqual(Buffer.from(BSON.serialize({ _id: 'x', ...values })));
  });

  it('refuse keys that cannot be walked', () =>
    expect(() => toRawRow(BSON.serialize({ _id: { a: 1 } }))).toThrow('BSON type 3'));
});
