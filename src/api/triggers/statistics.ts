import type { TriggerCountStore } from '../../store/firings/trigger-counts';
import { defineRoute, type Route } from '../http/route';
import { isoDate, orNull, total, uuid, z } from '../http/schemas';
import { refuseMissing } from './routes';

export interface TriggerStatisticsDeps {
  readonly counts: TriggerCountStore;
  readonly now: () => Date;
}

const dayMs = 86_400_000;
/** So far back triggers are looked at for what went wrong. */
export const countedMs = 30 * dayMs;
/** Triggers whose firings are counted at the same time. */
const side = 8;

const input = z.strictObject({ triggers: z.array(uuid).min(1).max(100) }).openapi('TriggerStatisticsRequest');

const number = z.number().int();
const view = z
  .strictObject({
    at: isoDate,
    items: z.array(
      z
        .strictObject({
          trigger: z.string(),
          lastDay: total,
          last30Days: total,
          lastMatchedAt: orNull(isoDate, 'The latest firing that is still kept; null: it never matched.'),
          conditionErrors: number.openapi({
            description: 'Firings of the last 30 days in which its condition could not be decided.',
          }),
          failedActions: number.openapi({
            description: 'Firings of the last 30 days in which one of its actions failed.',
          }),
          lastFailedAt: orNull(isoDate, 'The latest of those; null where there is none.'),
        })
        .openapi('TriggerStatistics'),
    ),
    areFailuresComplete: z.boolean().openapi({
      description:
        'False: more went wrong in that time than is looked into, and of failures only the latest are counted.',
    }),
  })
  .openapi('TriggerStatisticsList');

/** How often triggers matched and failed of late. */
export function createTriggerStatisticsRoute({ counts, now }: TriggerStatisticsDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/triggers/statistics',
    operationId: 'compareTriggers',
    tag: 'Triggers',
    summary: 'Compare how often triggers matched and failed',
    description:
      'In the last 24 hours and the last 30 days, for up to 100 triggers. Matches are counted up to 10000. Needs `event-history:read`, too.',
    permission: 'triggers:read',
    budget: 'search',
    body: input,
    responses: { 200: { description: 'The numbers', schema: view } },
    async handle({ body, caller }) {
      refuseMissing(caller, ['event-history:read']);
      const at = now();
      const day = new Date(at.getTime() - dayMs);
      const month = new Date(at.getTime() - countedMs);
      const { byTrigger, isComplete } = await counts.failuresSince(month);
      const triggers = [...new Set(body.triggers)];
      const items = [];
      for (let start = 0; start < triggers.length; start += side) {
        const some = triggers.slice(start, start + side);
        items.push(
          ...(await Promise.all(
            some.map(async (trigger) => ({ trigger, ...(await counts.countMatches(trigger, day, month)) })),
          )),
        );
      }
      return {
        status: 200,
        body: {
          at,
          items: items.map(({ trigger, day: lastDay, month: last30Days, lastMatchedAt }) => {
            const none = { conditionErrors: 0, failedActions: 0, lastFailedAt: null };
            return { trigger, lastDay, last30Days, lastMatchedAt, ...(byTrigger.get(trigger) ?? none) };
          }),
          areFailuresComplete: isComplete,
        },
      };
    },
  });
}
