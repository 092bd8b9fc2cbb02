import { randomBytes } from 'node:crypto';
import { createRowSeal } from './row-seal';

const key = randomBytes(32);
const rows = createRowSeal([key]);
const plain = randomBytes(1_200);

describe('a seal of rows', () => {
  it.each([0, 1, 64, 1_200, 100_000])('opens %i bytes that it sealed, and seals differently each time', (length) => {
    const bytes = randomBytes(length);
    const sealed = rows.seal(bytes, 'row 1');
    expect(rows.open(sealed, 'row 1')).toEqual(bytes);
    expect(sealed).toHaveLength(length + 29);
    expect(rows.seal(bytes, 'row 1')).not.toEqual(sealed);
  });

  it('leaves nothing to be recognised', () => {
    const sealed = rows.seal(plain, 'row 1').toString('latin1');
    for (let from = 0; from < plain.length; from += 8)
      expect(sealed).not.toContain(plain.subarray(from, from + 8).toString('latin1'));
  });

  it('opens with an older key and seals with the new one', () => {
    const newer = createRowSeal([randomBytes(32), key]);
    expect(newer.open(rows.seal(plain, 'row 1'), 'row 1')).toEqual(plain);
    expect(rows.open(newer.seal(plain, 'row 1'), 'row 1')).toBeUndefined();
  });

  it.each([
    { name: 'moved to another row', change: (sealed: Buffer) => sealed, bound: 'row 2' },
    { name: 'changed', change: (sealed: Buffer) => sealed.fill(0, 20, 24), bound: 'row 1' },
    { name: 'cut', change: (sealed: Buffer) => sealed.subarray(0, 28), bound: 'row 1' },
    { name: 'of another form', change: (sealed: Buffer) => sealed.fill(2, 0, 1), bound: 'row 1' },
    { name: 'empty', change: () => Buffer.alloc(0), bound: 'row 1' },
  ])('opens nothing that was $name', ({ change, bound }) =>
    expect(rows.open(change(rows.seal(plain, 'row 1')), bound)).toBeUndefined(),
  );

  it('takes 32-byte keys only', () => {
    expect(() => createRowSeal([key, randomBytes(16)])).toThrow(RangeError);
    expect(() => createRowSeal([])).toThrow(RangeError);
  });
});
