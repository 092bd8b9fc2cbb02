import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { revocationWishes } from '../../domain/certificates/revocation-reasons';
import { mostNames } from '../../domain/operations/checks';
import { operationActions, operationOrigins, operationStates, type Operation } from '../../domain/operations/operation';
import { isFinal } from '../../domain/operations/transitions';
import { keyFormats, madeKeyKinds } from '../../services/operations/made-keys';
import { firingIdOf } from '../../store/database/derived-ids';
import {
  attributeValues,
  besideMany,
  besideOne,
  isoDate,
  line,
  orNull,
  page,
  pageQuery,
  text,
  uuid,
  wholeNumber,
  z,
} from '../http/schemas';
import { sortBy } from '../http/sorting';

const csr = z
  .string()
  .min(1)
  .max(200_000)
  .openapi({ description: 'PKCS#10: PEM, or base64 of the DER. Its names are the names of the certificate.' });

const delivery = {
  format: z.enum(keyFormats).default('pkcs12'),
  password: z
    .string()
    .min(12)
    .max(200)
    .regex(/^[\x20-\x7e]+$/, 'printable ASCII is expected: programs do not agree on other characters')
    .openapi({ format: 'password' }),
};

const key = z.strictObject({ kind: z.enum(madeKeyKinds), ...delivery }).openapi('MadeKeyRequest', {
  description:
    'Certloom makes the key, and gives it out once, in the answer to this request. It is not stored, unless `keepPrivateKeys` of the RA profile says so. Keep the password: nobody else has it.',
});

export const keyExportBody = z
  .strictObject(delivery)
  .openapi('PrivateKeyExport', { description: 'The form of the file, and a password for it.' });

const subject = z
  .array(z.strictObject({ type: line(1, 60), value: line(1, 200) }).openapi('SubjectPart'))
  .max(20)
  .default([])
  .openapi({ description: 'With `key`: the subject, the least specific part first, `[{"type":"CN","value":"www"}]`.' });

const kinds = ['dNSName', 'iPAddress', 'rfc822Name', 'uniformResourceIdentifier'];
const unknownKind = `unknown kind of name; a host name, an address, or one of ${kinds.join(', ')} before a colon is expected`;

const names = z
  .array(line(1, 255).refine(hasKnownKind, unknownKind).transform(toGeneralName))
  .max(mostNames)
  .default([])
  .openapi({
    description: 'With `key`: host names and addresses, or names with their kind, `rfc822Name:pki@example.org`.',
  });

const [shortestSeconds, longestSeconds] = [60, 1_000_000_000];

const fields = z.record(line(1, 100), z.unknown()).optional().openapi({
  description:
    'Additional values by name, for the enrollment definition of the workflow builder and for authorities that take such.',
});

const request = {
  fields,
  csr: csr.optional(),
  key: key.optional(),
  subject,
  names,
  lifetimeSeconds: z.number().int().min(shortestSeconds).max(longestSeconds).nullable().default(null),
};

export const issueBody = z
  .strictObject({
    raProfile: uuid,
    ...request,
    groups: z.array(uuid).max(200).default([]).openapi({ description: 'That the certificate is to be in.' }),
    owner: uuid.nullable().optional().openapi({ description: 'Left out: whoever asks. Null: nobody.' }),
    customAttributes: attributeValues.nullable().optional(),
  })
  .openapi('CertificateRequest', { description: 'Either `csr`, or `key` with `subject` and `names`.' });

/** Beside a body that is the request itself. */
export const rawRequestQuery = z.strictObject({
  raProfile: uuid.optional().openapi({ description: 'Of a request that is not JSON.' }),
  lifetimeSeconds: wholeNumber(shortestSeconds, longestSeconds).optional(),
});

export const renewBody = z
  .strictObject({
    raProfile: uuid.optional().openapi({ description: 'Left out: that of the certificate.' }),
    csr: csr.optional(),
    fields,
    lifetimeSeconds: request.lifetimeSeconds,
  })
  .openapi('RenewalRequest', {
    description: 'For the same key. Without `csr` the request is used that the certificate came from.',
  });

export const rekeyBody = z
  .strictObject({
    raProfile: uuid.optional().openapi({ description: 'Left out: that of the certificate.' }),
    ...request,
    subject: subject.openapi({ description: 'With `key`; left out: that of the certificate.' }),
    names: names.openapi({ description: 'With `key`; left out: those of the certificate.' }),
  })
  .openapi('RekeyRequest', { description: 'For another key: either `csr` or `key`.' });

export const revokeBody = z
  .strictObject({
    raProfile: uuid.optional().openapi({ description: 'Left out: that of the certificate.' }),
    reason: z.enum(revocationWishes).default('unspecified').openapi({
      description:
        'RFC 5280, section 5.3.1. A certificate on hold (`certificateHold`) is released by `removeFromCRL`, and revoked for good by any other.',
    }),
    comment: text(1000).nullable().default(null),
  })
  .openapi('CertificateRevocationRequest');

const requester = z.strictObject({ type: z.enum(['user', 'system']), uuid: z.string().nullable(), name: z.string() });
const instantOrNull = isoDate.nullable();

export const operationView = z
  .strictObject({
    uuid: z.string(),
    action: z.enum(operationActions),
    state: z.enum(operationStates),
    certificate: z.string().nullable().openapi({ description: 'What is renewed, rekeyed or revoked.' }),
    certificateName: besideOne,
    issuedCertificate: z.string().nullable().openapi({ description: 'What came of it.' }),
    issuedCertificateName: besideOne,
    raProfile: z.string(),
    raProfileName: besideOne,
    authority: z.string(),
    authorityName: besideOne,
    origin: z.enum(operationOrigins).openapi({ description: '`renewal`: by Certloom itself, as the RA profile says.' }),
    requester: requester.openapi('OperationRequester'),
    subjectDn: z.string(),
    names: z.array(z.string()),
    spkiSha256: z.string().nullable(),
    lifetimeSeconds: z.number().int().nullable(),
    keepsKey: z.boolean().openapi({ description: 'Whether its private key, made here, is kept.' }),
    groups: z.array(z.string()).openapi({ description: 'That a first certificate is to be in.' }),
    groupNames: besideMany,
    owner: z
      .string()
      .nullable()
      .openapi({ description: 'Whose a first certificate is to be; any other keeps the owner of the one before.' }),
    ownerName: besideOne,
    reason: z.enum(revocationWishes).nullable(),
    comment: z.string().nullable(),
    message: z.string().nullable().openapi({ description: 'How far it is, or why it ended so.' }),
    errorCode: z.string().nullable(),
    approvalUuid: z.string().nullable(),
    instanceUuid: z.string().nullable().openapi({ description: 'The workflow that it goes through.' }),
    causedBy: z.string().nullable().openapi({ description: 'The firing that led to it.' }),
    firingId: z.string().nullable().openapi({ description: 'The firing of its end.' }),
    cancelRequested: z.boolean(),
    createdAt: isoDate,
    updatedAt: isoDate,
    nextStepAt: instantOrNull.openapi({ description: 'When the authority is asked again.' }),
    finishedAt: instantOrNull,
    workflowId: z.string(),
  })
  .openapi('Operation');
export const operationPage = page(operationView);

export const deliveredKey = z
  .strictObject({ format: z.enum(keyFormats), content: z.string() })
  .openapi('DeliveredKey', {
    description:
      '`pkcs12`: a file in base64. `pem`: the encrypted key, and behind it the certificates if they were there in time. Given out once.',
  });

// One object: what is made of two closed ones refuses everything.
export const requestedView = z
  .strictObject({
    ...operationView.shape,
    privateKey: orNull(deliveredKey, 'With `key`, and only in the first answer.'),
  })
  .openapi('RequestedOperation');

export const operationListQuery = z.strictObject({
  ...pageQuery,
  action: z.enum(operationActions).optional(),
  state: z.enum(operationStates).optional(),
  certificate: uuid.optional().openapi({ description: 'One that it is about, before or after.' }),
  raProfile: uuid.optional(),
  sort: sortBy('createdAt').default('-createdAt'),
});

/** Where nobody has said, a first certificate goes to whoever asks. */
function ownerOf({ action, requester: { uuid: asking }, order: { placement } }: Operation): string | null {
  if (placement !== null) return placement.owner;
  return action === 'issue' ? asking : null;
}

export function toOperationView(operation: Operation): z.input<typeof operationView> {
  const { order, requester: by, cause, approval, createdAt, updatedAt, nextStepAt, finishedAt } = operation;
  const { uuid: id, action, state, certificate, issuedCertificate, raProfile, authority, origin } = operation;
  const { message, errorCode, cancelRequested, workflowId } = operation;
  return {
    ...{ uuid: id, action, state, certificate, issuedCertificate, raProfile, authority, origin },
    requester: { type: by.type, uuid: by.uuid, name: by.name },
    ...{ subjectDn: order.subjectDn, names: [...order.names], spkiSha256: order.spkiSha256 },
    ...{ groups: [...(order.placement?.groups ?? [])], owner: ownerOf(operation) },
    keepsKey: order.keepsKey,
    ...{ lifetimeSeconds: order.lifetimeSeconds, reason: order.reason, comment: order.comment },
    ...{
      message,
      errorCode,
      approvalUuid: approval,
      instanceUuid: operation.instance ?? null,
      causedBy: cause?.firingId ?? null,
    },
    firingId: isFinal(state) ? firingIdOf('certificate_action_performed', id) : null,
    cancelRequested,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    nextStepAt: nextStepAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    workflowId,
  };
}

/** What stands before a colon is a kind, unless it is of an address. */
function hasKnownKind(name: string): boolean {
  const [, kind] = /^([A-Za-z]\w*):/.exec(name) ?? [];
  return kind === undefined || kinds.includes(kind) || isIP(name) !== 0;
}

/** A name with its kind stays as it is; an address or a host name gets its own. Host names become A-labels. */
function toGeneralName(name: string): string {
  const kind = kinds.find((one) => name.startsWith(`${one}:`));
  const value = kind === undefined ? name : name.slice(kind.length + 1);
  if (kind === 'iPAddress' || (kind === undefined && isIP(value) !== 0)) return `iPAddress:${value}`;
  if (kind !== undefined && kind !== 'dNSName') return name;
  const [wildcard, host] = value.startsWith('*.') ? ['*.', value.slice(2)] : ['', value];
  return `dNSName:${wildcard}${domainToASCII(host) || host}`;
}
