import {
  at,
  attribute,
  firedOf,
  setSite,
  triggerOf,
  uploadOccurrence,
  uploadRow,
} from '../../../test/support/services';
import type { Trigger } from '../../domain/triggers/trigger';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import { storedFieldsOf } from '../../store/certificates/stored-fields';
import { uploadFiringId } from '../../store/database/derived-ids';
import type { Admitted } from '../firings/admit';
import { keyRow } from '../firings/inventory-row';
import { inventoryRow, uploadedEntry } from './inventory-rows';
import type { UploadOccurrence } from './pending-uploads';

/** An upload that the triggers admit. */
async function admitted(triggers: readonly Trigger[] = [], row: Partial<UploadDocument> = {}) {
  const [fired] = await firedOf('certificate_uploaded', [uploadOccurrence('a', row)], triggers);
  const { decided } = fired!;
  if (decided === null) throw new Error('not decided');
  const one: Admitted<UploadOccurrence> = { ...fired!, decided };
  return one;
}

describe('the inventory row of an upload', () => {
  it('holds bytes, facts, who brought it and what admitted it', async () => {
    const one = await admitted();
    const row = inventoryRow(one);
    expect(row).toMatchObject({
      ...{ _id: 'c-a', createdBy: 'u-1', commonName: 'a', fingerprint: 'fp-a', source: 'upload', revision: 1 },
      admission: { uploadId: 'a', firingId: uploadFiringId('a'), snapshotId: one.sets.snapshotId },
      ...storedFieldsOf(one.decided.subject.record),
    });
    expect(row).not.toHaveProperty('uuid');
    expect(Buffer.from(row.der.buffer).toString()).toBe('a');
  });

  it('is stored with what triggers have set; the record that was read stays as it is', async () => {
    const one = await admitted([
      triggerOf('certificate_uploaded', 'action', null, [setSite('dc1'), { type: 'setOwner', owner: 'u-admin' }]),
    ]);
    expect(inventoryRow(one)).toMatchObject({
      owner: 'u-admin',
      attributes: { [attribute.uuid]: { content: [{ data: 'dc1' }] } },
    });
    expect(one.decided.subject.record).toMatchObject({ owner: null, attributes: {} });
  });

  it('names its key once for all certificates with it', async () => {
    expect(keyRow(inventoryRow(await admitted()))).toEqual({
      ...{ _id: 'key-a', algorithm: 'rsa', size: 2048, curve: null, createdAt: at },
    });
  });

  it.each([
    ['a single upload', {}, 'a'],
    ['an item of a bundle', { bundle: 'b' }, 'b'],
  ])('begins its history with %s', async (_name, row, uploadId) => {
    const one = await admitted([], row);
    const later = new Date(at.getTime() + 1);
    expect(uploadedEntry(one, later)).toMatchObject({
      ...{ id: one.firing._id, certificate: uploadRow('a').certificateUuid, created: later, event: 'upload' },
      ...{ createdBy: { uuid: 'u-1', name: 'ursula' }, status: 'success' },
      additionalInformation: { firingId: one.firing._id, uploadId },
    });
  });
});
