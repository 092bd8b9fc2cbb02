import type { CertificateInventory } from '../../store/certificates/inventory';
import { selectionOfList } from '../certificates/query';
import { defineRoute, type Route } from '../http/route';
import { total, uuid, z } from '../http/schemas';

export interface ExpiringDaysDeps {
  readonly inventory: Pick<CertificateInventory, 'count'>;
}

const month = z
  .string()
  .max(7)
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'a month such as 2030-01 is expected')
  .openapi({ example: '2030-01', description: 'A month of the UTC calendar.' });

const daysView = z
  .strictObject({
    month: z.string(),
    days: z.array(
      z
        .strictObject({ day: z.string().openapi({ example: '2030-01-31' }), certificates: total })
        .openapi('ExpiringDay'),
    ),
  })
  .openapi('ExpiringMonth', {
    description: 'Every day of the month in UTC, with the issued certificates that end then and are not archived.',
  });

/** Days of a month are counted side by side, so many at a time. */
const atOnce = 4;
const dayMs = 86_400_000;

/** How many certificates end on each day of a month: for calendars. */
export function createExpiringDaysRoute({ inventory }: ExpiringDaysDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/expiring/days',
    operationId: 'getExpiringDays',
    tag: 'Expiring',
    summary: 'Get how many certificates end on each day of a month',
    permission: 'expiring:read',
    budget: 'search',
    query: z.strictObject({
      month,
      owner: uuid.optional(),
      group: uuid.optional(),
      raProfile: uuid.optional(),
    }),
    responses: { 200: { description: 'The days', schema: daysView } },
    async handle({ query: { month: wanted, ...of } }) {
      const days: { day: string; certificates: Awaited<ReturnType<typeof inventory.count>> }[] = [];
      const starts = startsOf(wanted);
      for (let at = 0; at < starts.length; at += atOnce) {
        const some = starts.slice(at, at + atOnce).map(async (notAfterFrom) => {
          const notAfterTo = new Date(notAfterFrom.getTime() + dayMs);
          const selection = selectionOfList({
            ...{ limit: 1, state: 'issued', archived: false, notAfterFrom, notAfterTo },
            ...of,
          });
          return { day: notAfterFrom.toISOString().slice(0, 10), certificates: await inventory.count(selection) };
        });
        days.push(...(await Promise.all(some)));
      }
      return { status: 200, body: { month: wanted, days } };
    },
  });
}

/** The first instants of the days of a month, in UTC. */
function startsOf(wanted: string): readonly Date[] {
  const [year = 0, number = 1] = wanted.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, day) => new Date(Date.UTC(year, number - 1, day + 1)));
}
