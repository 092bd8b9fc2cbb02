import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { CertificateDocument } from '../../store/certificates/certificates';
import type { Admitted } from '../firings/admit';
import { admittedRow } from '../firings/inventory-row';
import type { UploadOccurrence } from './pending-uploads';

type AdmittedUpload = Admitted<UploadOccurrence>;

/** The inventory's row of an admitted upload, with what its triggers have set. */
export function inventoryRow({ occurrence: { row }, firing, sets, decided }: AdmittedUpload): CertificateDocument {
  return admittedRow({
    record: decided.subject.record,
    der: decided.subject.der,
    categories: decided.decision.categories,
    createdBy: row.uploader.uuid,
    admission: { uploadId: row._id, firingId: firing._id, snapshotId: sets.snapshotId },
  });
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
