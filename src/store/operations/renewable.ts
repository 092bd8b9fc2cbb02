import type { Connection } from 'mongoose';
import { certificateModel } from '../certificates/certificates';
import { collectionOf } from '../database/collection';

/** What decides whether a certificate is renewed now. */
export interface RenewableCertificate {
  readonly uuid: string;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  readonly createdAt: Date;
}

export type RenewableCertificates = ReturnType<typeof createRenewableCertificates>;

/** Certificates that the product has issued under an RA profile, and that are in force. */
export function createRenewableCertificates(db: Connection) {
  const rows = collectionOf(certificateModel(db));
  return {
    /** In the order in which they were stored. `behind` is the last one of the page before. */
    async page(
      raProfile: string,
      at: Date,
      behind: Pick<RenewableCertificate, 'uuid' | 'createdAt'> | undefined,
      limit: number,
    ): Promise<RenewableCertificate[]> {
      const position =
        behind === undefined
          ? []
          : [
              { createdAt: { $gte: behind.createdAt } },
              { $or: [{ createdAt: { $gt: behind.createdAt } }, { _id: { $gt: behind.uuid } }] },
            ];
      const conditions = [
        { source: 'issue' as const, state: 'issued' as const, archived: false },
        { notAfter: { $gt: at } },
      ];
      const found = await rows
        .find(
          { raProfile, $and: [...conditions, ...position] },
          { projection: { notBefore: 1, notAfter: 1, createdAt: 1 } },
        )
        .sort({ createdAt: 1, _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id, notBefore, notAfter, createdAt }) => ({
        ...{ uuid: _id, notBefore: notBefore ?? null, notAfter: notAfter ?? null, createdAt },
      }));
    },
  };
}
