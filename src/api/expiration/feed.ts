import type { CalendarFeedStore } from '../../store/expiration/calendar-feeds';
import { CertloomError } from '../../domain/problem';
import { defineRoute, type Route } from '../http/route';
import { isoDate, z } from '../http/schemas';

export interface ExpiringFeedDeps {
  readonly feeds: Pick<CalendarFeedStore, 'renew' | 'find' | 'remove'>;
  /** Where people reach the service, without a slash at the end. */
  readonly publicUrl: string;
  readonly now: () => Date;
}

const tag = 'Expiring';
const path = '/expiring/feed';
const permission = 'expiring:read';

/** The caller's calendar feed: made, looked at, taken back. */
export function createExpiringFeedRoutes({ feeds, publicUrl, now }: ExpiringFeedDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      operationId: 'getExpiringFeed',
      tag,
      summary: 'Get your calendar feed',
      permission,
      mayBeMissing: true,
      responses: {
        200: { description: 'The feed', schema: z.strictObject({ createdAt: isoDate }).openapi('CalendarFeed') },
      },
      async handle({ caller }) {
        const feed = await feeds.find(caller.actor.uuid);
        if (feed === null) throw new CertloomError('not_found', 'You have no calendar feed.');
        return { status: 200, body: { createdAt: feed.createdAt } };
      },
    }),
    defineRoute({
      method: 'post',
      path,
      operationId: 'createExpiringFeed',
      tag,
      summary: 'Create your calendar feed, or give it a new secret address',
      description:
        'The address is shown only once, and an earlier one stops working. Anyone who has it can see when your certificates and those of your groups expire, for as long as you may see that yourself.',
      permission,
      audit: { operation: 'expiring.create-feed', resource: 'expiring' },
      responses: {
        201: {
          description: 'The feed',
          schema: z.strictObject({ url: z.string(), createdAt: isoDate }).openapi('NewCalendarFeed'),
        },
      },
      async handle({ caller }) {
        const createdAt = now();
        const secret = await feeds.renew(caller.actor.uuid, createdAt);
        return { status: 201, body: { url: `${publicUrl}/calendar/${secret}.ics`, createdAt } };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      operationId: 'deleteExpiringFeed',
      tag,
      summary: 'Delete your calendar feed',
      permission,
      audit: { operation: 'expiring.delete-feed', resource: 'expiring' },
      responses: { 204: { description: 'There is no feed any more' } },
      async handle({ caller }) {
        await feeds.remove(caller.actor.uuid);
        return { status: 204 };
      },
    }),
  ];
}
