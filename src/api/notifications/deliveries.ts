import type { Delivery } from '../../domain/notifications/delivery';
import { recipientValues, type RecipientDirectory } from '../../domain/notifications/named-recipients';
import { defaultPace } from '../../domain/notifications/pace';
import { channels, deliveryStatuses } from '../../domain/notifications/profile';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import type { NoticesAbout } from '../../store/notifications/delivery-reads';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Route } from '../http/route';
import { besideOne, instant, isoDate, line, orNull, page, pageQuery, uuid, z } from '../http/schemas';

export interface DeliveryRouteDeps {
  readonly deliveries: DeliveryStore;
  /** Starts the run that sends a delivery which is due again. `request` tells two requests apart. */
  readonly startRedelivery: (
    delivery: { readonly id: string; readonly firingId: string },
    request: string,
  ) => Promise<void>;
  /** The cycle of notices that a certificate is in; null when it was never due. */
  readonly cycleOf: (certificate: string) => Promise<number | null>;
  /** Ids of the firings about a certificate, the newest first. */
  readonly firingsOf: (certificate: string, limit: number) => Promise<readonly string[]>;
  /** Ids of the digests that told of a certificate. */
  readonly digestsOf: (certificate: string) => Promise<readonly string[]>;
  /** Whom names mean in the filter `recipient`; absent: it takes none. */
  readonly directory?: () => Promise<RecipientDirectory>;
  readonly now: () => Date;
}

const mostFirings = 2_000;

const tag = 'Deliveries';
const deliveryPath = z.strictObject({
  deliveryId: z
    .string()
    .max(64)
    .regex(/^[0-9a-f]{64}$/, 'the id of a delivery is expected'),
});

const row = {
  deliveryId: z.string(),
  firingId: z.string(),
  event: z.string(),
  kind: z.enum(['notice', 'resolve']).openapi({
    description:
      'A `resolve` closes the incident that notices opened at PagerDuty, once there is a valid replacement. Its `firingId` is not the id of a firing; all resolves in a cycle of a certificate share it.',
  }),
  triggers: z.array(z.string()),
  profile: z.string(),
  profileName: besideOne,
  profileVersion: z.number().int(),
  channel: z.enum(channels),
  recipient: z
    .strictObject({ kind: z.enum(['address', 'user', 'none']), value: z.string().nullable() })
    .openapi('Recipient'),
  status: z.enum(deliveryStatuses),
  attempts: z.array(
    z
      .strictObject({
        at: isoDate,
        durationMs: z.number(),
        result: z.enum(['delivered', 'failed', 'refused']),
        error: z.string().nullable(),
        note: z.string().optional().openapi({
          description:
            'Something worth knowing about the attempt, such as a mail server that could not prove its identity.',
        }),
      })
      .openapi('DeliveryAttempt'),
  ),
  attemptCount: z.number().int(),
  nextAttemptAt: isoDate.nullable(),
  possibleRepeat: z.boolean(),
  createdAt: isoDate,
  firstAttemptAt: isoDate.nullable(),
  finishedAt: isoDate.nullable(),
  giveUpAt: isoDate,
};
const deliveryRow = z.strictObject(row).openapi('Delivery');
const message = z
  .strictObject({
    subject: z.string(),
    text: z.string(),
    html: z.string().nullable(),
    defaultTextUsed: z.boolean(),
  })
  .openapi('DeliveredMessage');
const deliveryDetail = z
  .strictObject({
    ...row,
    message: orNull(message, 'Null once erased: the text about a rejected upload is not kept.'),
  })
  .openapi('DeliveryDetail');

/** The delivery ledger. */
export function createDeliveryRoutes(deps: DeliveryRouteDeps): Route[] {
  const { deliveries, startRedelivery, cycleOf, now } = deps;

  async function recipientsOf(given: string, { permissions }: Caller): Promise<readonly string[]> {
    if (deps.directory === undefined) return [given];
    const may = { users: permissions.has('users:read'), groups: permissions.has('groups:read') };
    return recipientValues(given, await deps.directory(), may);
  }

  /** A certificate has few firings, because uneventful ones are folded; the bound is for what nobody expects. */
  async function noticesAbout(certificate: string): Promise<NoticesAbout> {
    const [firingIds, deliveryIds] = await Promise.all([
      deps.firingsOf(certificate, mostFirings + 1),
      deps.digestsOf(certificate),
    ]);
    if (firingIds.length <= mostFirings) return { certificate, firingIds, deliveryIds };
    throw new CertloomError(
      'filter_too_wide',
      `This certificate has more than ${mostFirings} firings; ask for the deliveries of one of them with firingId.`,
    );
  }

  return [
    defineRoute({
      method: 'get',
      path: '/deliveries',
      operationId: 'listDeliveries',
      tag,
      summary: 'List deliveries, newest first',
      permission: 'deliveries:read',
      query: z.strictObject({
        ...pageQuery,
        firingId: uuid.optional(),
        profile: uuid.optional(),
        status: z.enum(deliveryStatuses).optional(),
        channel: z.enum(channels).optional(),
        recipient: line(1, 254).optional().openapi({
          description:
            'The mail address; the uuid or the name of a user; or of a group: what its mail address and its present members were told. `recipient.value` has the address or the uuid. Names count for who may read users, and groups.',
        }),
        certificate: uuid.optional().openapi({ description: 'What told of this certificate, alone or in a digest.' }),
        from: instant.optional().openapi({ description: 'Of `createdAt`, inclusive.' }),
        to: instant.optional().openapi({ description: 'Of `createdAt`, exclusive.' }),
      }),
      responses: { 200: { description: 'A page of deliveries', schema: page(deliveryRow) } },
      async handle(context) {
        const { limit, cursor: _cursor, count: _count, firingId: firing, certificate, ...query } = context.query;
        const { recipient, ...others } = query;
        const after = readCursor<{ createdAt: Date; id: string }>(context) ?? null;
        const about = certificate === undefined ? undefined : await noticesAbout(certificate);
        const recipients = recipient === undefined ? undefined : await recipientsOf(recipient, context.caller);
        const filter = { ...others, recipients, firing, about };
        const found = await deliveries.list(filter, after, limit + 1);
        const { items, last } = cutPage(found, limit);
        return pageReply(
          context,
          {
            items: items.map(toRow),
            next: last === undefined ? undefined : { createdAt: last.createdAt, id: last.id },
          },
          () => deliveries.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/deliveries/{deliveryId}',
      operationId: 'getDelivery',
      tag,
      summary: 'Get a delivery with its text',
      permission: 'deliveries:read',
      params: deliveryPath,
      responses: { 200: { description: 'The delivery', schema: deliveryDetail } },
      async handle({ params }) {
        return { status: 200, body: toDetail(await existing(deliveries, params.deliveryId)) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/deliveries/{deliveryId}/retry',
      operationId: 'retryDelivery',
      tag,
      summary: 'Retry a delivery',
      description:
        'For a delivery that was given up or is waiting for its next attempt, as long as its text is kept. The receiver gets the same delivery key.',
      permission: 'deliveries:write',
      params: deliveryPath,
      audit: { operation: 'deliveries.retry', resource: 'deliveries' },
      responses: { 202: { description: 'The delivery is due now', schema: deliveryDetail } },
      async handle(context) {
        const {
          params: { deliveryId: id },
          requestId,
        } = context;
        const { firingId, incident } = await existing(deliveries, id);
        context.note({ objects: [{ uuid: null, name: id }] });
        // It would open an incident that nothing resolves any more.
        if (incident?.action === 'trigger' && ((await cycleOf(incident.certificate)) ?? 0) > incident.cycle) {
          throw new CertloomError(
            'invalid_state',
            'The certificate has been replaced since; its incident is closed and is not opened again.',
          );
        }
        const at = now();
        if (!(await deliveries.requeue(id, at, new Date(at.getTime() + defaultPace.giveUpMs)))) {
          throw new CertloomError(
            'invalid_state',
            'Only a delivery that was given up or is waiting for a retry can be sent again, and only as long as its text is kept.',
          );
        }
        await startRedelivery({ id, firingId }, requestId);
        return { status: 202, body: toDetail(await existing(deliveries, id)) };
      },
    }),
  ];
}

async function existing(deliveries: DeliveryStore, id: string): Promise<Delivery> {
  const delivery = await deliveries.find(id);
  if (delivery === null) throw new CertloomError('not_found', 'There is no such delivery.');
  return delivery;
}

function toRow(delivery: Delivery) {
  const { id, firingId, event, profile, profileVersion, channel, recipient, status, attempts, attemptCount } = delivery;
  const { nextAttemptAt, possibleRepeat, createdAt, firstAttemptAt, finishedAt, giveUpAt } = delivery;
  return {
    ...{ deliveryId: id, firingId, event, profile, profileVersion, channel, recipient, status, attempts, attemptCount },
    ...{ nextAttemptAt, possibleRepeat, createdAt, firstAttemptAt, finishedAt, giveUpAt },
    kind: delivery.incident?.action === 'resolve' ? ('resolve' as const) : ('notice' as const),
    triggers: [...new Set(delivery.origins.map(({ trigger }) => trigger))],
  };
}

function toDetail(delivery: Delivery) {
  const { message } = delivery;
  if (message === null) return { ...toRow(delivery), message };
  const { subject, text, html, defaultTextUsed } = message;
  return { ...toRow(delivery), message: { subject, text, html, defaultTextUsed } };
}
