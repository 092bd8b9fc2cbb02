import type { Connection } from 'mongoose';
import type { CountedCertificate } from '../../domain/certificates/counts';
import { collectionOf } from '../database/collection';
import { certificateModel } from './certificates';

const pageSize = 500;
const queryMs = 15_000;
/** Keys begin with four hexadecimal digits that are random, so this many parts of the collection are of equal size. */
const parts = 16 ** 4;
/** Of a million certificates a page and a half; of few the first reads find little, and soon become wider. */
const firstWidth = 64;
const projection = {
  issuerDerSha256: 1,
  keyAlgorithm: 1,
  keySize: 1,
  curve: 1,
  state: 1,
  archived: 1,
  groups: 1,
  owner: 1,
  raProfile: 1,
  notAfter: 1,
} as const;

type Row = Omit<CountedCertificate, 'uuid'> & { readonly _id: string };

/** Reads all certificates, for counts. */
export function createCountedCertificates(db: Connection) {
  const collection = collectionOf(certificateModel(db));
  return {
    /**
     * All that there are, a page at a time, in the order of their uuids. Read in stretches of about a page, because some
     * stores walk an open range to its end before a limit counts.
     */
    async *walk(): AsyncGenerator<CountedCertificate[]> {
      let part = 0;
      let width = firstWidth;
      let after: string | undefined;
      while (part < parts) {
        const end = part + width;
        const range = {
          ...(after === undefined ? { $gte: digits(part) } : { $gt: after }),
          $lt: end >= parts ? 'g' : digits(end),
        };
        const rows = await collection
          .find<Row>({ _id: range }, { projection, maxTimeMS: queryMs })
          .sort({ _id: 1 })
          .limit(pageSize)
          .toArray();
        const last = rows.at(-1);
        if (last !== undefined) yield rows.map(({ _id, ...facts }) => ({ uuid: _id, ...facts }));
        if (last !== undefined && rows.length === pageSize) {
          after = last._id;
          part = Number.parseInt(after.slice(0, 4), 16);
          width = Math.max(1, Math.floor(width / 2));
        } else {
          after = undefined;
          part = end;
          if (rows.length < pageSize / 4) width *= 4;
        }
      }
    },
  };
}

export type CountedCertificates = ReturnType<typeof createCountedCertificates>;

function digits(part: number): string {
  return part.toString(16).padStart(4, '0');
}
