import type { Request, Response } from 'express';
import { CertloomError } from '../../domain/problem';
import { parsePosition } from '../../domain/live/frames';
import { permissionOf, topicsFor, type Topic } from '../../domain/live/topics';
import type { LiveOwner, LiveSink } from '../../services/live/listener';
import type { LiveStreams } from '../../services/live/streams';
import { refuseWithoutRights } from '../http/rights';
import { type Caller, defineRoute, type Route } from '../http/route';
import { manyOf, z } from '../http/schemas';
import { streamEvent, topic } from './events';

export interface StreamRouteDeps {
  readonly live: LiveStreams;
  /** Whether the same headers would let the same caller in now, with the same rights. Must not count as a use of a session. */
  readonly isStillGood: (req: Request, caller: Caller) => Promise<boolean>;
}

const eventStream = 'text/event-stream';

/** `/stream`: what of the lists is to be read again, as it changes. */
export function createStreamRoutes({ live, isStillGood }: StreamRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/stream',
      operationId: 'getStream',
      tag: 'Stream of changes',
      summary: 'Get told what changes, as it changes',
      description:
        'Server-sent events (`ready`, `change`, `reload`, `end`; the schema StreamEvent shows each with its name and data) without an end. They say that something changed and never how: read it by the API. The stream goes on behind the id in `Last-Event-ID`, or in `after`; without either it begins now. Every 15 to 20 seconds there is at least an `id`. A listener that does not read is disconnected.',
      permission: 'authenticated',
      query: z.strictObject({
        topics: manyOf(topic, 50).openapi({
          type: 'array',
          items: { $ref: '#/components/schemas/StreamTopic' },
          description: 'Only these, one parameter for each; without it all that you have a permission for.',
        }),
        after: z
          .string()
          .regex(/^\d{1,15}$/)
          .optional()
          .openapi({
            description: 'The last id that you saw. `Last-Event-ID`, which browsers send by themselves, counts more.',
          }),
      }),
      requestHeaders: { 'Last-Event-ID': { description: 'The last id that came.', example: '1767225600123' } },
      responses: {
        200: {
          description: 'The events',
          raw: {
            [eventStream]: { kind: 'text', description: 'Events, until you hang up.', schema: streamEvent },
          },
        },
      },
      async handle({ query, caller, req }) {
        const told = toldTo(caller, query.topics);
        const owner = ownerOf(caller);
        const admission = await live.admit(owner);
        return {
          status: 200,
          headers: {
            'Content-Type': `${eventStream}; charset=utf-8`,
            // Whatever compresses answers would hold events back.
            'Cache-Control': 'no-cache, no-transform',
            'X-Accel-Buffering': 'no',
          },
          lasting: (res) => {
            const { permissions, validUntil } = caller;
            const listener = { owner, permissions, topics: new Set(told), validUntil };
            const opened = live.open(
              { ...listener, isStillGood: () => isStillGood(req, caller), sink: sinkOf(res) },
              admission,
              positionOf(req, query.after),
            );
            // `close` of the answer, not of the request: that one may come at once, or never.
            res.once('close', () => opened.left());
            if (res.destroyed) opened.left();
          },
        };
      },
    }),
  ];
}

function toldTo({ permissions }: Caller, asked: readonly Topic[] | undefined): readonly Topic[] {
  if (asked !== undefined) {
    const needed = asked.map((one) => ({ pointer: '/query/topics', permission: permissionOf(one) }));
    refuseWithoutRights({ permissions }, needed);
    return [...new Set(asked)];
  }
  const all = topicsFor(permissions);
  if (all.length === 0) throw new CertloomError('forbidden', 'You may read nothing that the stream tells of.');
  return all;
}

function ownerOf({ actor, apiKeyUuid, session }: Caller): LiveOwner {
  return {
    user: actor.uuid,
    ...(apiKeyUuid === undefined ? {} : { apiKey: apiKeyUuid }),
    ...(session === undefined ? {} : { session: session.uuid }),
  };
}

/** The header comes from the browser when it is back, and the query from before it was away. */
function positionOf(req: Request, after: string | undefined): number | 'unknown' | undefined {
  const header = req.get('last-event-id');
  if (header !== undefined && header !== '') return parsePosition(header) ?? 'unknown';
  return after === undefined ? undefined : Number(after);
}

function sinkOf(res: Response): LiveSink {
  return {
    write: (text) => void (res.writableEnded || res.destroyed || res.write(text)),
    get pending() {
      return res.writableLength;
    },
    end: () => void (res.writableEnded || res.end()),
    destroy: () => void res.destroy(),
  };
}
