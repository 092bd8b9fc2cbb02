import { uploadRow } from '../../../test/support/services';
import type { CertificateStore } from '../../store/certificates/certificates';
import type { UploadStore } from '../../store/uploads/uploads';
import { createIntake } from './intake';

describe('the intake', () => {
  it('says for each row who has the fingerprint, and leaves no row of a duplicate', async () => {
    const removed: string[] = [];
    const uploads = {
      claim: async () => new Set([1]),
      remove: async (ids: readonly string[]) => void removed.push(...ids),
    } as unknown as UploadStore;
    const certificates = {
      findByFingerprints: async () => new Map([['fp-c', 'c-c']]),
    } as unknown as CertificateStore;
    const { claim } = createIntake(uploads, certificates);
    expect(await claim([uploadRow('a'), uploadRow('b'), uploadRow('c')])).toEqual([
      { result: 'claimed' },
      { result: 'in_progress' },
      { result: 'duplicate', certificateUuid: 'c-c' },
    ]);
    expect(removed).toEqual(['c']);
  });
});
