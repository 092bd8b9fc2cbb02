import { maskAttributeSecrets } from '../../domain/attributes/values';
import type { AttributeValues } from '../../domain/attributes/attribute';
import { certificateStates, type CertificateRecord } from '../../domain/certificates/certificate';
import { extendedKeyUsageName } from '../../domain/certificates/extended-key-usages';
import { certificateHistoryEvents } from '../../domain/certificates/history';
import { revocationReasonNames } from '../../domain/certificates/revocation-reasons';
import { certificateSorts } from '../../store/certificates/inventory';
import { conditionOrNull } from '../conditions/schemas';
import { sortBy } from '../http/sorting';
import {
  actorName,
  attributeContent,
  attributeValues,
  besideMany,
  besideOne,
  fault,
  flag,
  instant,
  isoDate,
  orNull,
  page,
  pageQuery,
  uuid,
  z,
} from '../http/schemas';

const text = z.string();
const strings = z.array(text);
const number = z.number();

/** Stored values; dates are RFC 3339. */
const attributeView = z
  .strictObject({
    uuid: text,
    name: text,
    contentType: text,
    content: z.array(attributeContent),
  })
  .openapi('CertificateAttribute');

const row = {
  uuid: text,
  commonName: text.nullable(),
  subjectDn: text,
  issuerDn: text,
  serialNumber: text,
  fingerprint: text,
  notBefore: isoDate.nullable(),
  notAfter: isoDate.nullable(),
  state: text,
  validationStatus: text,
  subjectType: text,
  keyAlgorithm: text,
  keySize: number.nullable(),
  curve: text.nullable(),
  securityBits: number.nullable(),
  signatureAlgorithm: text,
  extendedKeyUsage: strings.openapi({ description: 'Dotted OIDs.' }),
  extendedKeyUsageNames: strings.openapi({ description: 'The same by the names that conditions use.' }),
  groups: strings,
  groupNames: besideMany,
  raProfile: text.nullable(),
  raProfileName: besideOne,
  owner: text.nullable(),
  ownerName: besideOne,
  archived: z.boolean(),
  source: text,
  createdAt: isoDate,
  updatedAt: isoDate,
  revision: number.int(),
};
export const certificateRow = z
  .strictObject({
    ...row,
    subjectAlternativeNames: strings.openapi({
      description: 'The first 20, long ones cut; the certificate itself has all of them.',
    }),
    subjectAlternativeNameCount: number.int().openapi({ description: 'How many names there are in all.' }),
    customAttributes: z.array(attributeView).openapi({
      description:
        'Attributes that are `visible`, secrets masked; of many values the first 20, long texts cut, and no more than 5,000 characters in all. The certificate itself has all of them.',
    }),
  })
  .openapi('CertificateRow');

const revocationView = z
  .strictObject({
    reason: z.enum(revocationReasonNames),
    code: number.int(),
    revokedAt: isoDate,
    recordedAt: isoDate,
    recordedBy: orNull(actorName),
    comment: text.nullable(),
  })
  .openapi('Revocation', { description: 'Reason and code as in RFC 5280, section 5.3.1.' });

const metadataView = z
  .strictObject({ name: z.string(), contentType: z.string(), data: z.array(z.unknown()) })
  .openapi('CertificateMetadata');

/** What the reader learns later is added: the facts are told as they are stored. */
export const certificateView = z
  .looseObject({
    ...row,
    customAttributes: z.array(attributeView),
    subjectAlternativeNames: strings,
    revocation: orNull(revocationView, 'Null unless somebody recorded one.'),
    trustedCa: z
      .boolean()
      .nullable()
      .openapi({ description: 'Whether chains may end here. Null unless it is of a CA.' }),
    privateKey: z.boolean().openapi({ description: 'Whether its private key is kept here.' }),
    metadata: z.array(metadataView).openapi({
      description:
        'What sources have said beside it; discoveries say where it was seen: `place`, `discovery`, `firstSeenAt`, `lastSeenAt` and others.',
    }),
  })
  .openapi('Certificate');

export function toCertificateView({ attributes, ...certificate }: CertificateRecord) {
  return {
    ...certificate,
    extendedKeyUsageNames: certificate.extendedKeyUsage.map(extendedKeyUsageName),
    revocation: certificate.revocation ?? null,
    customAttributes: toAttributeList(attributes),
  };
}

/** The form that requests use: a list by name, secrets masked. */
export function toAttributeList(values: AttributeValues) {
  return Object.entries(maskAttributeSecrets(values))
    .map(([id, { name, contentType, content }]) => ({ uuid: id, name, contentType, content }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

const sort = sortBy(...certificateSorts);

export const certificateListQuery = z.strictObject({
  ...pageQuery,
  sort: sort.optional().openapi({
    description:
      'Field to sort by; `-` in front of it reverses the order. Default: the field of a filter by `commonName` or `notAfter`, else `-createdAt`.',
  }),
  commonName: z.string().min(1).max(200).optional().openapi({ description: 'What the common name begins with.' }),
  state: z.enum(certificateStates).optional(),
  group: uuid.optional(),
  owner: uuid.optional(),
  raProfile: uuid.optional(),
  archived: flag.optional(),
  notAfterFrom: instant.optional(),
  notAfterTo: instant.optional().openapi({ description: 'Exclusive.' }),
  fingerprint: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: 'SHA-256; colons and upper or lower case do not matter.' }),
  serialNumber: z.string().max(200).optional(),
  reachesNobody: flag.optional().openapi({
    description:
      'True: issued certificates, replaced and acknowledged ones aside, that nobody would be told about when they expire, as triggers, profiles and recipients stand. False: all others.',
  }),
  text: z.string().min(1).max(200).optional().openapi({
    description:
      'Text to find in names, subject alternative names, serial number or fingerprint, in upper or lower case.',
  }),
});
export type CertificateListQuery = z.output<typeof certificateListQuery>;

export const certificateSearch = z
  .strictObject({
    filter: conditionOrNull('A condition over the fields of certificates. Null: all certificates.').optional(),
    sort: sort.default('-createdAt'),
    limit: z.number().int().min(1).max(200).default(50),
    cursor: z.string().min(1).max(2000).optional(),
    count: z.boolean().default(false).openapi({ description: 'With true the answer has the `total` of the search.' }),
  })
  .openapi('CertificateSearch');

export const certificateSearchPage = z
  .strictObject({
    ...page(certificateRow).shape,
    warnings: z.array(fault).openapi({
      description:
        'On the first page, what of the filter can never match as things stand, as triggers tell it. On each page, how many certificates were left out because the filter could not be answered for them, by code: `pattern_too_costly`, for example.',
    }),
  })
  .openapi('CertificateSearchPage');

const attributePatch = z
  .strictObject({
    ...attributeValues.element.shape,
    content: attributeValues.element.shape.content
      .nullable()
      .openapi({ description: 'Null, or an empty list: the attribute has no value afterwards.' }),
  })
  .openapi('AttributeValuePatch');

export const certificatePatch = z
  .strictObject({
    groups: z.array(uuid).max(200).nullable().optional(),
    raProfile: uuid.nullable().optional(),
    owner: uuid.nullable().optional(),
    customAttributes: z.array(attributePatch).max(500).nullable().optional().openapi({
      description:
        'The attributes to set, by name; others stay as they are. Null instead of the list clears all of them. Secrets that you send back masked stay.',
    }),
    archived: z.boolean().optional(),
    trustedCa: z.boolean().optional().openapi({
      description: 'Of the certificate of a CA: chains may end here. What the CA has issued is validated again.',
    }),
  })
  .openapi('CertificatePatch');
export type CertificatePatch = z.output<typeof certificatePatch>;

export const historyView = z
  .strictObject({
    entryId: text,
    certificate: text,
    created: isoDate,
    createdBy: actorName,
    event: z.enum(certificateHistoryEvents),
    status: z.enum(['success', 'failure']),
    message: text,
    additionalInformation: z.record(text, z.unknown()).nullable(),
  })
  .openapi('CertificateHistoryEntry');
