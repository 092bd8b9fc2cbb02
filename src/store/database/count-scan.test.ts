import { countScan } from './count-scan';
import type { SortValue, SplitPoints } from './split-points';

interface Row {
  readonly at: Date;
  readonly team: string;
}

const sort = { name: 'at', type: 'date', growing: false, nullable: false, direction: -1 } as const;
const dateOf = (index: number) => new Date(1_000_000 + index);
const rowsOf = (total: number): Row[] =>
  Array.from({ length: total }, (_, index) => ({ at: dateOf(index), team: index % 1_000 === 3 ? 'few' : 'many' }));

/** What of the filter language a count asks. */
function isWanted(row: Row, filter: Record<string, unknown>): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (name === '$and') return (wanted as Record<string, unknown>[]).every((one) => isWanted(row, one));
    const value = Reflect.get(row, name) as Date | string;
    if (typeof wanted === 'string') return value === wanted;
    const bounds = wanted as Partial<Record<'$gt' | '$gte' | '$lt' | '$lte', Date>>;
    return (
      (bounds.$gt === undefined || value > bounds.$gt) &&
      (bounds.$gte === undefined || value >= bounds.$gte) &&
      (bounds.$lt === undefined || value < bounds.$lt) &&
      (bounds.$lte === undefined || value <= bounds.$lte)
    );
  });
}

/** A collection with a split point at every `each` rows, and what was counted of it at once. */
function collectionOf(rows: readonly Row[], each: number, onCount: () => void = () => undefined) {
  const counted: number[] = [];
  const points: SortValue[] = rows.filter((_, index) => index % each === each - 1).map(({ at }) => at);
  const splitPoints = {
    of: () => Promise.resolve(points),
    sampleOf: () => Promise.resolve({ points, rows: [], rowsPerStretch: each }),
  } as SplitPoints;
  const collection = {
    find: () => {
      throw new Error('a count reads no rows');
    },
    countDocuments: (filter: object) => {
      onCount();
      const found = rows.filter((row) => isWanted(row, filter as Record<string, unknown>)).length;
      counted.push(found);
      return Promise.resolve(found);
    },
  };
  return {
    counted,
    count: (scan: object, clock: () => number = () => 0) =>
      countScan(collection as never, splitPoints, { sort, filter: {}, projection: {}, ...scan }, clock),
  };
}

it('counts to the end what is not much more than lists count', async () => {
  const { count, counted } = collectionOf(rowsOf(9_500), 200);
  expect(await count({})).toEqual({ value: 9_500, relation: 'exact' });
  expect(Math.max(...counted)).toBeLessThanOrEqual(2_000);
});

it('counts nothing where the sample says that there are many more', async () => {
  const { count, counted } = collectionOf(rowsOf(30_000), 200);
  expect(await count({})).toEqual({ value: 10_000, relation: 'moreThan' });
  expect(counted).toEqual([]);
});

it('stops at more than are counted, having looked at little more', async () => {
  const { count, counted } = collectionOf(rowsOf(60_000), 200);
  expect(await count({ filter: { team: 'many' } })).toEqual({ value: 10_000, relation: 'moreThan' });
  expect(counted.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(12_000);
});

it('looks between bounds alone', async () => {
  const { count } = collectionOf(rowsOf(30_000), 200);
  const bounded = { sort: { ...sort, from: dateOf(500), to: dateOf(1_500) } };
  expect(await count(bounded)).toEqual({ value: 1_000, relation: 'exact' });
});

it('takes longer stretches where a lead finds few', async () => {
  const { count, counted } = collectionOf(rowsOf(60_000), 200);
  expect(await count({ lead: { team: 'few' } })).toEqual({ value: 60, relation: 'exact' });
  expect(counted.length).toBeLessThan(8);
});

it('tells how many were found in the time that it has', async () => {
  let now = 0;
  const { count } = collectionOf(rowsOf(60_000), 200, () => (now += 100));
  expect(await count({ filter: { team: 'few' } }, () => now)).toEqual({ value: 7, relation: 'atLeast' });
});

it('tells the same when the database ends the count', async () => {
  const { count } = collectionOf(rowsOf(60_000), 200, () => {
    throw Object.assign(new Error('operation exceeded time limit'), { code: 50 });
  });
  expect(await count({ filter: { team: 'few' } })).toEqual({ value: 0, relation: 'atLeast' });
});
