import { collectionChangeKinds } from '../../domain/collections/change';
import { conditionOrNull } from '../conditions/schemas';
import { certificateSorts } from '../../store/certificates/inventory';
import { certificateRow } from '../certificates/schemas';
import {
  description,
  fault,
  instant,
  isoDate,
  name,
  pageQuery,
  pageWith,
  total,
  usedBy,
  uuid,
  z,
} from '../http/schemas';
import { sortBy } from '../http/sorting';

const query = conditionOrNull('A condition over the fields of certificates, as in a search. Null: all certificates.');

export const collectionBody = z
  .strictObject({
    name,
    description,
    query: query.default(null),
    favorite: z.boolean().default(false),
    showOnDashboard: z.boolean().default(false),
    track: z.boolean().default(false).openapi({
      description:
        'What enters and leaves it is written down, also while no definition of the workflow builder watches it.',
    }),
    fireOnQueryChange: z.boolean().default(false).openapi({
      description:
        'What another query finds, or does not find any more, counts as entered and left. Otherwise only what happens after the change of the query does.',
    }),
  })
  .openapi('CollectionRequest');

export const previewBody = z.strictObject({ query: query.optional() }).openapi('CollectionPreviewRequest');

const fields = {
  uuid: z.string(),
  name: z.string(),
  description: z.string(),
  query,
  favorite: z.boolean(),
  showOnDashboard: z.boolean(),
  track: z.boolean(),
  fireOnQueryChange: z.boolean(),
  createdAt: isoDate,
  changedAt: isoDate,
  revision: z.number().int(),
};
export const listedCollection = z.strictObject(fields).openapi('Collection');
export const collectionView = z
  .strictObject({
    ...fields,
    usedBy: z.array(usedBy).openapi({ description: 'What refers to it, at most 20.' }),
    warnings: z.array(fault).openapi({ description: 'What of the query can never match as things stand.' }),
  })
  .openapi('CollectionDetail');
export const previewView = z
  .strictObject({ items: z.array(certificateRow), total, warnings: z.array(fault) })
  .openapi('CollectionPreview');
const asOf = isoDate.openapi({ description: 'The moment that the answer is about.' });
export const countView = z.strictObject({ total, asOf }).openapi('CollectionCount');
export const certificatesQuery = z.strictObject({
  ...pageQuery,
  sort: sortBy(...certificateSorts).default('notAfter'),
});
export const certificatesPage = pageWith('CollectionCertificatePage', certificateRow, { asOf });

export const changesQuery = z.strictObject({
  ...pageQuery,
  change: z.enum(collectionChangeKinds).optional(),
  certificateUuid: uuid.optional(),
  from: instant.optional().openapi({ description: 'Seen at this moment or later.' }),
  to: instant.optional().openapi({ description: 'Seen before this moment.' }),
});
const snapshot = z
  .strictObject({
    name: z.string(),
    subjectDn: z.string(),
    issuerDn: z.string(),
    serialNumber: z.string(),
    fingerprint: z.string(),
    thumbprint: z.string().nullable(),
    notBefore: isoDate.nullable(),
    notAfter: isoDate.nullable(),
    raProfile: z.string().nullable(),
    owner: z.string().nullable(),
  })
  .openapi('CollectionMemberSnapshot', {
    description: 'The certificate as it was seen last: of one that was deleted there is nothing else.',
  });
const change = z
  .strictObject({
    seq: z.number().int().openapi({ description: 'Rises by one with each change of the collection.' }),
    certificateUuid: z.string(),
    change: z.enum(collectionChangeKinds),
    at: isoDate,
    certificate: snapshot,
  })
  .openapi('CollectionChange');
export const changesPage = pageWith('CollectionChangePage', change, {
  asOf: isoDate.nullable().openapi({ description: 'The last look at the collection; null before the first.' }),
});
