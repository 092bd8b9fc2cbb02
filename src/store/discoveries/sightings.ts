import type { Connection } from 'mongoose';
import type { MetadataEntry } from '../../domain/certificates/certificate';
import { certificateModel } from '../certificates/certificates';
import { waking } from '../certificates/stored-fields';
import { collectionOf } from '../database/collection';

/** What of a certificate tells where it was seen. */
export interface SeenCertificate {
  readonly uuid: string;
  readonly revision: number;
  readonly metadata: readonly MetadataEntry[];
}

/** Where certificates of the inventory were seen. */
export function createSightingStore(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  return {
    async load(uuids: readonly string[]): Promise<SeenCertificate[]> {
      const found = await certificates
        .find({ _id: { $in: [...uuids] } }, { projection: { revision: 1, metadata: 1 } })
        .toArray();
      return found.map(({ _id, revision, metadata }) => ({ uuid: _id, revision, metadata: metadata ?? [] }));
    },

    /** Those that somebody has changed since they were read stay as they are: look again. */
    async write(changed: readonly SeenCertificate[], at: Date): Promise<void> {
      if (changed.length === 0) return;
      await certificates.bulkWrite(
        changed.map(({ uuid, revision, metadata }) => ({
          updateOne: {
            filter: { _id: uuid, revision },
            update: { $set: { metadata: [...metadata], updatedAt: at }, ...waking, $inc: { revision: 1 } },
          },
        })),
        { ordered: false },
      );
    },
  };
}

export type SightingStore = ReturnType<typeof createSightingStore>;
