import { revocationWishes } from '../../domain/certificates/revocation-reasons';
import { bulkOutcomes, bulkStatuses, type BulkChanges, type BulkCounts } from '../../domain/certificates/bulk';
import type { BulkChange } from '../../store/certificates/bulk-changes';
import { conditionOrNull } from '../conditions/schemas';
import { actorName, attributeContent, isoDate, page, text as someText, total, uuid, z } from '../http/schemas';

/** Longest list of certificates; a filter has no bound. */
const mostListed = 5_000;
const text = z.string();
const number = z.number().int();
const groups = z.array(uuid).max(200).optional();

const changes = z
  .strictObject({
    groups: z
      .strictObject({ add: groups, remove: groups, set: groups })
      .optional()
      .openapi('BulkGroups', { description: '`set` replaces all groups and goes alone.' }),
    raProfile: uuid.nullable().optional(),
    owner: uuid.nullable().optional(),
    customAttributes: z
      .array(
        z
          .strictObject({
            name: z.string().min(1).max(200),
            contentType: z.string().max(40).optional(),
            content: z.array(attributeContent).max(1_000).nullable(),
          })
          .openapi('BulkAttribute'),
      )
      .max(500)
      .optional()
      .openapi({ description: 'Attributes that are not named keep their values; null clears one.' }),
    archived: z.boolean().optional(),
    delete: z.literal(true).optional().openapi({ description: 'Deletes the certificates. Goes alone.' }),
    renew: z.literal(true).optional().openapi({
      description:
        'Asks for each anew with the key that it has, by its RA profile. Goes alone. Needs `certificates:renew` in place of `certificates:write`.',
    }),
    revoke: z
      .strictObject({
        reason: z.enum(revocationWishes).default('unspecified'),
        comment: someText(1000).nullable().default(null),
      })
      .optional()
      .openapi('BulkRevocation', {
        description:
          'Asks the authority of each to revoke it. Goes alone. Needs `certificates:revoke` in place of `certificates:write`.',
      }),
  })
  .openapi('BulkChanges', { description: 'What is left out stays as it is; null clears.' });

export const bulkRequest = z
  .strictObject({
    filter: conditionOrNull('A condition over the fields of certificates, as in a search.').optional(),
    uuids: z.array(uuid).min(1).max(mostListed).optional(),
    changes,
    dryRun: z
      .boolean()
      .default(false)
      .openapi({ description: 'With true nothing is changed: the answer is a preview.' }),
  })
  .openapi('BulkChangeRequest', { description: 'Either `filter` or `uuids` names the certificates.' });

export const bulkRow = z
  .strictObject({
    certificate: text,
    name: text.nullable(),
    outcome: z.enum(bulkOutcomes),
    changes: z.array(text).openapi({ description: 'What of it changes: `groups`, `owner`, …' }),
    code: text.nullable().openapi({ description: 'Why it failed; the codes are those of the single change.' }),
    detail: text.nullable(),
  })
  .openapi('BulkChangeRow');

export const bulkPreview = z
  .strictObject({
    total,
    items: z.array(bulkRow).openapi({ description: 'What would become of the first 20 certificates.' }),
  })
  .openapi('BulkChangePreview');

const counts = z
  .strictObject({
    changed: number,
    deleted: number,
    requested: number.openapi({ description: 'Renewals and revocations that are asked for: see `/operations`.' }),
    unchanged: number,
    failed: number,
  })
  .openapi('BulkChangeCounts');

export const bulkView = z
  .strictObject({
    bulkId: text,
    status: z.enum(bulkStatuses),
    createdAt: isoDate,
    createdBy: actorName,
    startedAt: isoDate.nullable(),
    finishedAt: isoDate.nullable(),
    cancelRequested: z.boolean(),
    filter: conditionOrNull('Null when the certificates were listed.'),
    changes: z.record(text, z.unknown()).openapi({ description: 'As requested; of custom attributes the names only.' }),
    total: total.openapi({ description: 'Certificates when it was requested.' }),
    counts: counts.openapi({ description: 'Certificates so far, by outcome.' }),
    message: text.nullable(),
    workflowId: text,
  })
  .openapi('BulkChange');
export const bulkPage = page(bulkView);
export const bulkRowPage = page(bulkRow);

export function toBulkView(bulk: BulkChange, counted: BulkCounts): z.input<typeof bulkView> {
  const { bulkId, status, createdBy, cancelRequested, filter, total: found, message, workflowId } = bulk;
  return {
    ...{ bulkId, status: status === 'starting' ? 'accepted' : status, createdBy, cancelRequested, message },
    createdAt: bulk.createdAt.toISOString(),
    startedAt: bulk.startedAt?.toISOString() ?? null,
    finishedAt: bulk.finishedAt?.toISOString() ?? null,
    filter: filter ?? null,
    changes: shownChanges(bulk.changes),
    total: found,
    counts: counted,
    workflowId,
  };
}

/** Values of attributes may be secret. */
function shownChanges({ customAttributes, ...others }: BulkChanges): Record<string, unknown> {
  return {
    ...others,
    ...(customAttributes === undefined ? {} : { customAttributes: customAttributes.map(({ name }) => name) }),
  };
}
