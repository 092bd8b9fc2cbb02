import { changeKinds } from '../../domain/live/change';
import { endReasons } from '../../domain/live/frames';
import { topics } from '../../domain/live/topics';
import { z } from '../http/schemas';

export const topic = z.enum(topics).openapi('StreamTopic');

const ready = z
  .strictObject({ topics: z.array(topic).openapi({ description: 'What is told on this stream.' }) })
  .openapi('StreamReady', { description: 'Data of the event `ready`, the first one.' });

const change = z
  .strictObject({
    topic,
    kind: z.enum(changeKinds).openapi({ description: '`changed` also where several kinds came together.' }),
    ids: z
      .array(z.string())
      .max(20)
      .optional()
      .openapi({ description: 'Which objects, where they are few and you may know: read them by the API.' }),
    count: z.number().int().openapi({ description: 'How many changes; an object that changed twice counts twice.' }),
  })
  .openapi('StreamChange', { description: 'Data of the event `change`: what to read again.' });

const reload = z
  .strictObject({
    reason: z.enum(['too_old', 'unknown']).openapi({
      description: '`too_old`: more was missed than is kept. `unknown`: the id is none of this installation.',
    }),
  })
  .openapi('StreamReload', { description: 'Data of the event `reload`: read everything again that you show.' });

const end = z
  .strictObject({
    reason: z.enum(endReasons).openapi({
      description:
        '`stopping`: come back. `rights_changed`: come back for what you may hear now, if anything. `signed_out`: the key or session has ended. `failed`: come back.',
    }),
  })
  .openapi('StreamEnd', { description: 'Data of the event `end`, the last one.' });

/** One event of the stream, as a client has it that has read its frame. */
export const streamEvent = z
  .union([
    z.strictObject({ event: z.literal('ready'), data: ready }).openapi('StreamReadyEvent'),
    z
      .strictObject({ event: z.literal('change'), lastEventId: z.string().optional(), data: change })
      .openapi('StreamChangeEvent'),
    z
      .strictObject({ event: z.literal('reload'), lastEventId: z.string().optional(), data: reload })
      .openapi('StreamReloadEvent'),
    z.strictObject({ event: z.literal('end'), data: end }).openapi('StreamEndEvent'),
  ])
  .openapi('StreamEvent');
