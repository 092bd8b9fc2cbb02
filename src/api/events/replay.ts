import { replayNotifications, replayTriggers } from '../../domain/firings/replay-options';
import type { Replays } from '../../services/firings/replays';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { defineRoute, type Route } from '../http/route';
import { uuid, z } from '../http/schemas';

const replayInput = z
  .strictObject({
    triggers: z.enum(replayTriggers).default('current').openapi({
      description: 'The triggers as they are now, or as they were recorded with the firing.',
    }),
    notifications: z.enum(replayNotifications).default('unsent').openapi({
      description: '`unsent`: only to whom nothing was delivered before.',
    }),
  })
  .default({ triggers: 'current', notifications: 'unsent' })
  .openapi('ReplayRequest');

const replayView = z
  .strictObject({ firingId: z.string(), replayOf: z.string(), statusUrl: z.string() })
  .openapi('AcceptedReplay');

/** Doing a firing of the history again. */
export function createReplayRoute({ replays }: { readonly replays: Replays }): Route {
  return defineRoute({
    method: 'post',
    path: '/event-history/{firingId}/replay',
    operationId: 'replayFiring',
    tag: 'Event history',
    summary: 'Replay a firing',
    description:
      'A new firing, on what the first one was about, as it is now. Ignore triggers are asked, but take nothing out of the inventory; attributes that the upload gave win again. ' +
      'Suppression neither holds its notices back nor counts them. The new firing can be read as soon as it is decided.',
    permission: 'event-history:replay',
    params: z.strictObject({ firingId: uuid }),
    body: replayInput,
    audit: { operation: 'event-history.replay', resource: 'eventHistory' },
    requestHeaders: idempotencyHeader,
    responses: { 202: { description: 'Accepted; `Location` is the new firing', schema: replayView, location: true } },
    async handle({ params, body, caller, req, note }) {
      note({ objects: [{ uuid: params.firingId, name: null }] });
      const { permissions, actor } = caller;
      const key = readIdempotencyKey(req);
      const firingId = await replays.submit(params.firingId, body, { user: actor.uuid, permissions, key });
      note({ affiliatedResource: { type: 'eventHistory', uuid: firingId }, message: 'accepted' });
      const statusUrl = `/api/v1/event-history/${firingId}`;
      return {
        status: 202,
        body: { firingId, replayOf: params.firingId, statusUrl },
        headers: { Location: statusUrl },
      };
    },
  });
}
