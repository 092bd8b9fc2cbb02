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
      operationId: 'readExpiringFeed',
      tag,
      summary: 'Whether you have a calendar feed',
      permission,
      responses: { 200: { description: 'The feed', schema: z.strictObject({ createdAt: isoDate }) } },
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
      summary: 'Makes your calendar feed, or gives it a new secret address',
      description:
        'The address is shown this once, and an earlier one stops working. Whoever has it can read the ends of the certificates that you own or that your groups have, as long as you may read them yourself.',
      permission,
      audit: { operation: 'expiring.create-feed', resource: 'expiring' },
      responses: { 201: { description: 'The feed', schema: z.strictObject({ url: z.string(), createdAt: isoDate }) } },
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
      summary: 'Takes your calendar feed back',
      permission,
      audit: { operation: 'expiring.delete-feed', resource: 'expiring' },
      responses: { 204: { description: 'There is none any more' } },
      async handle({ caller }) {
        await feeds.remove(caller.actor.uuid);
        return { status: 204 };
      },
    }),
  ];
}
