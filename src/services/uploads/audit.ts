import { groupBy } from '../../domain/values/group-by';
import type { AuditEntry } from '../../domain/identity/audit';
import type { UploadOutcome } from './records';

/**
 * The outcome rows of uploads: upload id, firing id, result; for a stored one also certificate and
 * fingerprint. Of a rejected one nothing identifies the certificate, unless audit logging is verbose.
 */
export function uploadAuditEntries(
  outcomes: readonly UploadOutcome[],
  { now, verbose }: { now: Date; verbose: boolean },
): AuditEntry[] {
  const groups = groupBy(outcomes, ({ admission: { row } }) => row?.bundle ?? row?._id ?? '');
  return [...groups.values()].map((group) => entryOf(group, now, verbose));
}

function entryOf(group: readonly UploadOutcome[], now: Date, verbose: boolean): AuditEntry {
  const row = group[0]!.admission.row!;
  const failed = group.filter(({ code }) => code !== null).length;
  return {
    timestamp: now,
    actor: { type: 'user', authMethod: row.authMethod ?? 'apiKey', uuid: row.uploader.uuid, name: row.uploader.name },
    source: row.source ?? null,
    resource: {
      type: 'certificates',
      objects: group.flatMap(({ admission }) =>
        admission.certificate === undefined
          ? []
          : [{ uuid: admission.certificate._id, name: admission.certificate.commonName }],
      ),
    },
    affiliatedResource: { type: 'uploads', uuid: row.bundle ?? row._id },
    operation: 'certificates.upload',
    operationResult: failed === group.length ? 'failure' : 'success',
    message: group.length === 1 ? (group[0]!.code ?? 'stored') : `${group.length - failed} stored, ${failed} not`,
    operationData: null,
    additionalData: { uploads: group.map((outcome) => resultOf(outcome, verbose)) },
    phase: 'outcome',
    requestId: row.requestId,
  };
}

function resultOf({ admission, code }: UploadOutcome, verbose: boolean): Record<string, unknown> {
  const { uploadId, firing, certificate, row } = admission;
  const certificateUuid = certificate?._id ?? (row?.status === 'stored' ? row.certificateUuid : undefined);
  const mayName = certificateUuid !== undefined || verbose;
  return {
    uploadId,
    firingId: firing?._id ?? null,
    result: code ?? 'stored',
    ...(certificateUuid === undefined ? {} : { certificateUuid }),
    ...(mayName && row?.fingerprint !== undefined ? { fingerprint: row.fingerprint } : {}),
  };
}
