import { at, certificateOf } from '../../../test/support/services';
import { storedFieldsOf } from '../../store/certificates/stored-fields';
import { admittedRow, keyRow } from './inventory-row';

const admission = { uploadId: null, firingId: 'f', snapshotId: 's' };
const record = certificateOf('a');
const row = admittedRow({ record, der: Buffer.from('a'), categories: record, createdBy: 'u-1', admission });

describe('the inventory row of what is admitted', () => {
  it('holds bytes, facts, who brought it and what admitted it', () => {
    expect(row).toMatchObject({ _id: 'c-a', commonName: 'a', createdBy: 'u-1', admission, ...storedFieldsOf(record) });
    expect(row).not.toHaveProperty('uuid');
    expect(Buffer.from(row.der.buffer).toString()).toBe('a');
  });

  it('has what triggers have set; the record stays as it is', () => {
    const categories = { groups: ['g'], raProfile: null, owner: 'u-2', attributes: {} };
    const changed = admittedRow({ record, der: Buffer.from('a'), categories, createdBy: null, admission });
    expect(changed).toMatchObject({ groups: ['g'], owner: 'u-2' });
    expect(record).toMatchObject({ groups: [], owner: null });
  });

  it('names its key once for all certificates with it', () => {
    expect(keyRow(row)).toEqual({ _id: 'key-a', algorithm: 'rsa', size: 2048, curve: null, createdAt: at });
  });
});
