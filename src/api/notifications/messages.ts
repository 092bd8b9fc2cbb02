import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { InternalMessage } from '../../domain/notifications/internal-message';
import type { MessageStore } from '../../store/notifications/messages';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { flag, isoDate, page, pageQuery, uuid, uuidPath, z } from '../http/schemas';

export interface MessageRouteDeps {
  readonly messages: MessageStore;
  readonly now: () => Date;
}

const tag = 'Notifications';
const message = z
  .strictObject({
    uuid,
    message: z.string(),
    detail: z.string(),
    event: z.string(),
    firingId: z.string(),
    sentAt: isoDate,
    readAt: isoDate.nullable(),
    erasedAt: isoDate.nullable().openapi({
      description:
        'Since when it no longer says which certificate was rejected: since it was read, or 72 hours after it was sent. Null for all others.',
    }),
    target: z.strictObject({ type: z.literal('user'), uuid }).openapi('NotificationTarget'),
  })
  .openapi('Notification');

/** In-app messages: everybody sees and reads only their own. */
export function createMessageRoutes({ messages, now }: MessageRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/notifications',
      operationId: 'listNotifications',
      tag,
      summary: 'List your messages, newest first',
      permission: 'notifications:read',
      query: z.strictObject({ ...pageQuery, unread: flag.optional() }),
      responses: { 200: { description: 'A page of messages', schema: page(message) } },
      async handle(context) {
        const { limit, unread } = context.query;
        const after = readCursor<{ sentAt: Date; uuid: string }>(context) ?? null;
        const own = context.caller.actor.uuid;
        const filter = { unreadOnly: unread === true };
        const found = await messages.list(own, filter, after, limit + 1);
        const { items, last } = cutPage(found, limit);
        return pageReply(
          context,
          {
            items: items.map(toView),
            next: last === undefined ? undefined : { sentAt: last.sentAt, uuid: last.uuid },
          },
          () => messages.count(own, filter),
        );
      },
    }),
    defineRoute({
      method: 'post',
      path: '/notifications/{uuid}/read',
      operationId: 'markNotificationRead',
      tag,
      summary: 'Mark one of your messages as read',
      description:
        'A message about a rejected certificate is answered as it was, and then erased: only its event and its firing stay.',
      permission: 'notifications:write',
      params: uuidPath,
      audit: { operation: 'notifications.mark-read', resource: 'notifications' },
      responses: { 200: { description: 'The message', schema: message } },
      async handle(context) {
        const { params, caller } = context;
        context.note({ objects: [{ uuid: params.uuid, name: null }] });
        const found = await messages.markRead(caller.actor.uuid, params.uuid, now());
        if (found === null) throw new CertloomError('not_found', 'You have no such message.');
        return { status: 200, body: toView(found) };
      },
    }),
  ];
}

function toView({ user, ...shown }: InternalMessage) {
  return { ...shown, target: { type: 'user', uuid: user } };
}
