import type { mongo } from 'mongoose';
import type { SealedFields } from '../database/sealed-fields';
import type { UploadDocument, UploadRow } from './upload-rows';

type Content = Pick<UploadDocument, 'der' | 'requestAttributes'>;
type Identity = Pick<UploadDocument, 'fingerprint'>;
type SealedMembers = Pick<UploadRow, '_id' | 'sealedFingerprint' | 'sealedContent'>;

const contentBound = (id: string) => `content of upload ${id}`;
const fingerprintBound = (id: string) => `fingerprint of upload ${id}`;

export type UploadSeal = ReturnType<typeof createUploadSeal>;

/**
 * Uploads as the database has them: what tells of the certificate is sealed, because it may yet be rejected. What is stored
 * keeps the sealed fingerprint, so that the end of many is one write. Without `sealed` they are as they are.
 */
export function createUploadSeal(sealed?: SealedFields) {
  const openOf = <T extends object>(value: mongo.Binary | undefined, bound: string): Partial<T> =>
    value === undefined ? {} : (sealed?.open<T>(value, bound) ?? {});

  return {
    toRow(upload: UploadDocument): UploadRow {
      if (sealed === undefined) return upload;
      const { der, requestAttributes, fingerprint, ...plain } = upload;
      const content: Content = {
        ...(der === undefined ? {} : { der }),
        ...(requestAttributes === undefined ? {} : { requestAttributes }),
      };
      return {
        ...plain,
        ...(fingerprint === undefined
          ? {}
          : { sealedFingerprint: sealed.seal({ fingerprint } satisfies Identity, fingerprintBound(plain._id)) }),
        ...(Object.keys(content).length === 0 ? {} : { sealedContent: sealed.seal(content, contentBound(plain._id)) }),
      };
    },

    /** The same of a row that an earlier release wrote. What cannot be opened is absent, as if it were erased. */
    open<R extends SealedMembers>(row: R): Omit<R, 'sealedFingerprint' | 'sealedContent'> & Content & Identity {
      const { sealedFingerprint, sealedContent, ...plain } = row;
      return {
        ...plain,
        ...openOf<Identity>(sealedFingerprint, fingerprintBound(row._id)),
        ...openOf<Content>(sealedContent, contentBound(row._id)),
      };
    },
  };
}
