import { mongo } from 'mongoose';
import type { Categories, CertificateRecord } from '../../domain/certificates/certificate';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { haveSameCategories } from '../../domain/firings/subject';
import type { CertificateDocument, KeyDocument } from '../../store/certificates/certificates';
import { storedFieldsOf } from '../../store/certificates/stored-fields';
import type { Admitted } from '../firings/admit';
import type { UploadOccurrence } from './pending-uploads';

type AdmittedUpload = Admitted<UploadOccurrence>;

/** The inventory's row of an admitted upload, with what its triggers have set. */
export function inventoryRow({ occurrence: { row }, firing, sets, decided }: AdmittedUpload): CertificateDocument {
  const { record, der } = decided.subject;
  const certificate = withCategories(record, decided.decision.categories);
  const { uuid, ...facts } = certificate;
  return {
    _id: uuid,
    der: new mongo.Binary(der),
    createdBy: row.uploader.uuid,
    ...storedFieldsOf(certificate),
    admission: { uploadId: row._id, firingId: firing._id, snapshotId: sets.snapshotId },
    ...facts,
  };
}

/** Most uploads end as they came in: a record of some sixty fields is not copied for nothing. */
function withCategories(record: CertificateRecord, categories: Categories): CertificateRecord {
  return haveSameCategories(record, categories) ? record : { ...record, ...categories };
}

/** The key that a certificate is about, kept once however many certificates have it. */
export function keyRow({ spkiSha256, keyAlgorithm, keySize, curve, createdAt }: CertificateDocument): KeyDocument {
  return { _id: spkiSha256, algorithm: keyAlgorithm, size: keySize, curve, createdAt };
}

/** The first entry of the certificate's own history; its id is the firing's. */
export function uploadedEntry({ occurrence: { row }, firing }: AdmittedUpload, at: Date): CertificateHistoryEntry {
  return {
    id: firing._id,
    certificate: row.certificateUuid,
    created: at,
    createdBy: { uuid: row.uploader.uuid, name: row.uploader.name },
    event: 'upload',
    status: 'success',
    message: 'uploaded',
    additionalInformation: { firingId: firing._id, uploadId: row.bundle ?? row._id },
  };
}
