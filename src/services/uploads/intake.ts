import type { CertificateStore } from '../../store/certificates/certificates';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import type { UploadStore } from '../../store/uploads/uploads';
import { Gatherer, weightOfBytes } from './gatherer';

/** How a claim on a fingerprint went. */
export type Claim =
  | { readonly result: 'claimed' }
  | { readonly result: 'duplicate'; readonly certificateUuid: string }
  | { readonly result: 'in_progress' };

const rowsAtOnce = 500;

/**
 * Claims fingerprints: one write that holds claim and content, beside one look into the inventory, for all requests
 * that arrive together. Looking beside the write instead of before it is safe: whoever stores the certificate
 * between the two is found by the unique index at the insert.
 */
export function createIntake(uploads: UploadStore, certificates: CertificateStore) {
  async function claimAll(rows: readonly UploadDocument[]): Promise<Claim[]> {
    const [refused, stored] = await Promise.all([
      uploads.claim(rows),
      certificates.findByFingerprints(rows.map((row) => row.activeFingerprint!)),
    ]);
    const claims = rows.map((row, index): Claim => {
      const certificateUuid = stored.get(row.activeFingerprint!);
      if (certificateUuid !== undefined) return { result: 'duplicate', certificateUuid };
      return { result: refused.has(index) ? 'in_progress' : 'claimed' };
    });
    const taken = rows.filter((_row, index) => claims[index]!.result === 'duplicate' && !refused.has(index));
    await uploads.remove(taken.map((row) => row._id));
    return claims;
  }

  const gatherer = new Gatherer<readonly UploadDocument[], Claim[]>({
    weightOf: (rows) => rows.reduce((sum, { der }) => sum + weightOfBytes(der?.length() ?? 0), 0),
    maxWeight: rowsAtOnce,
    maxInFlight: 2,
    maxWaiting: 20_000,
    run: async (groups) => {
      const claims = await claimAll(groups.flat());
      let at = 0;
      return groups.map((group) => claims.slice(at, (at += group.length)));
    },
  });

  return {
    /** Claims each row's `activeFingerprint`, or says who has it. Duplicates leave no row. */
    async claim(rows: readonly UploadDocument[]): Promise<Claim[]> {
      return rows.length === 0 ? [] : gatherer.submit(rows);
    },
  };
}

export type Intake = ReturnType<typeof createIntake>;
