import type { InstanceCount } from '../../store/builder/instance-counts';
import type { RequestContext } from '../http/route';
import { createStatisticsRoute } from './statistics';

const day = (at: string) => new Date(`${at}T00:00:00.000Z`);
const row = (definition: string, status: InstanceCount['status'], count: number, at: string | null = null) => ({
  ...{ definition, status, count },
  day: at === null ? null : day(at),
});

async function asked(query: object, open: readonly InstanceCount[], since: readonly InstanceCount[]) {
  const route = createStatisticsRoute({
    counts: { open: async () => [...open], since: async () => [...since] },
    now: () => new Date('2030-01-03T15:00:00.000Z'),
  });
  const { body } = await route.handle({ query } as RequestContext<unknown, unknown, unknown>);
  return body as {
    readonly from: Date;
    readonly items: readonly { readonly definitionUuid: string; readonly open: object; readonly started: object }[];
    readonly days: readonly { readonly day: Date; readonly started: object }[];
  };
}

describe('statistics of instances', () => {
  it('tells those that are open beside those that began in the days', async () => {
    const { from, items, days } = await asked(
      { days: 2 },
      [row('a', 'suspended', 3)],
      [row('a', 'failed', 2), row('b', 'complete', 5)],
    );
    expect(from).toEqual(day('2030-01-02'));
    expect(items).toMatchObject([
      { definitionUuid: 'a', open: { running: 0, suspended: 3 }, started: { failed: 2, complete: 0 } },
      { definitionUuid: 'b', open: { running: 0, suspended: 0 }, started: { complete: 5 } },
    ]);
    expect(days).toEqual([]);
  });

  it('has each day of one definition, and the days without any too', async () => {
    const since = [row('a', 'failed', 1, '2030-01-01'), row('a', 'complete', 4, '2030-01-03')];
    const { items, days } = await asked({ days: 3, definitionUuid: 'a' }, [], since);
    expect(items).toMatchObject([{ started: { failed: 1, complete: 4 } }]);
    expect(days).toMatchObject([
      { day: day('2030-01-01'), started: { failed: 1, complete: 0 } },
      { day: day('2030-01-02'), started: { failed: 0, complete: 0 } },
      { day: day('2030-01-03'), started: { failed: 0, complete: 4 } },
    ]);
  });
});
