import { mongo } from 'mongoose';
import { createSealedFields, isSealedField } from './sealed-fields';

/** Recognisable, and no cipher: what is sealed is tested where it is made. */
const fields = createSealedFields({
  seal: (plain, bound) => Buffer.concat([Buffer.from(`${bound}|`), plain]),
  open: (sealed, bound) => {
    const head = Buffer.from(`${bound}|`);
    return Buffer.from(sealed).subarray(0, head.length).equals(head)
      ? Buffer.from(sealed).subarray(head.length)
      : undefined;
  },
});

describe('sealed members of a row', () => {
  it('come back as the database would have given them', () => {
    const at = new Date('2030-01-01T00:00:00Z');
    const given = {
      text: 'ä',
      at,
      nothing: null,
      list: [1, { deep: true }],
      bytes: new mongo.Binary(Buffer.from([0, 255])),
    };
    const sealed = fields.seal(given, 'upload 1');
    expect(isSealedField(sealed)).toBe(true);
    expect(fields.open(sealed, 'upload 1')).toEqual(given);
    // As the driver gives it after a read.
    const [read] = mongo.BSON.deserialize(mongo.BSON.serialize({ list: [sealed] }))['list'] as mongo.Binary[];
    expect(fields.open(read!, 'upload 1')).toEqual(given);
  });

  it('do not come out of another row', () =>
    expect(fields.open(fields.seal({ a: 1 }, 'upload 1'), 'upload 2')).toBeUndefined());

  it('are told from what an earlier release wrote', () =>
    expect([{ subject: 'a' }, 'text', null, undefined].map(isSealedField)).toEqual([false, false, false, false]));
});
