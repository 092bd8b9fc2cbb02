import { instanceStatuses } from '../../domain/builder/instance';
import type { InstanceCounts } from '../../store/builder/instance-counts';
import { defineRoute, type Route } from '../http/route';
import { isoDate, uuid, wholeNumber, z } from '../http/schemas';

export interface StatisticsRouteDeps {
  readonly counts: InstanceCounts;
  readonly now: () => Date;
}

const dayMs = 86_400_000;
const numbers = z
  .strictObject(
    Object.fromEntries(instanceStatuses.map((status) => [status, z.number().int()])) as Record<
      (typeof instanceStatuses)[number],
      z.ZodNumber
    >,
  )
  .openapi('InstanceNumbers');
const view = z
  .strictObject({
    from: isoDate,
    items: z
      .array(
        z
          .strictObject({
            definitionUuid: z.string(),
            open: z
              .strictObject({ running: z.number().int(), suspended: z.number().int() })
              .openapi('OpenInstances', { description: 'Whenever they began.' }),
            started: numbers.openapi({ description: 'Those that began in the days asked for, by how they stand now.' }),
          })
          .openapi('DefinitionStatistics'),
      )
      .openapi({ description: 'Definitions without instances are not listed.' }),
    days: z
      .array(z.strictObject({ day: isoDate, started: numbers }).openapi('InstanceDay'))
      .openapi({ description: 'With `definitionUuid`: each day (UTC), also those without any. Else empty.' }),
  })
  .openapi('InstanceStatistics');

/** Instances by definition, and for one definition by day. */
export function createStatisticsRoute({ counts, now }: StatisticsRouteDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/builder/statistics',
    operationId: 'getInstanceStatistics',
    tag: 'Workflow instances',
    summary: 'Get how many instances there are, by definition and by what came of them',
    permission: 'builder:read',
    query: z.strictObject({
      definitionUuid: uuid.optional(),
      days: wholeNumber(1, 366).default(30).openapi({ description: 'With today; days are those of UTC.' }),
    }),
    responses: { 200: { description: 'The numbers', schema: view } },
    async handle({ query: { definitionUuid, days } }) {
      const today = Math.floor(now().getTime() / dayMs) * dayMs;
      const from = new Date(today - (days - 1) * dayMs);
      const isByDay = definitionUuid !== undefined;
      const [open, since] = await Promise.all([
        counts.open(definitionUuid),
        counts.since({ from, definition: definitionUuid, isByDay }),
      ]);
      const known = [...new Set([...open, ...since].map(({ definition }) => definition))];
      const items = known.map((definition) => {
        const own = numbersOf(open.filter((one) => one.definition === definition));
        return {
          definitionUuid: definition,
          open: { running: own.running, suspended: own.suspended },
          started: numbersOf(since.filter((one) => one.definition === definition)),
        };
      });
      const at = (index: number) => new Date(from.getTime() + index * dayMs);
      const byDay = Array.from({ length: isByDay ? days : 0 }, (_, index) => ({
        day: at(index),
        started: numbersOf(since.filter(({ day }) => day?.getTime() === at(index).getTime())),
      }));
      return { status: 200, body: { from, items, days: byDay } };
    },
  });
}

type Numbers = Record<(typeof instanceStatuses)[number], number>;

function numbersOf(counts: readonly { readonly status: keyof Numbers; readonly count: number }[]): Numbers {
  const none = Object.fromEntries(instanceStatuses.map((status) => [status, 0])) as Numbers;
  return counts.reduce((sum, { status, count }) => ({ ...sum, [status]: sum[status] + count }), none);
}
