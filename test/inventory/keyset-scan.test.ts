import { randomUUID } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { scanPage, type Position, type Scan } from '../../src/store/database/keyset-scan';
import { createSplitPoints, type SplitPoints } from '../../src/store/database/split-points';
import { openDatabase, type TestDatabase } from '../support/database';

interface Row {
  readonly _id: string;
  readonly at: Date | null;
  readonly name: string | null;
  readonly kind: string;
}

const total = 6000;
let database: TestDatabase;
let db: Connection;
let collection: mongo.Collection;
let points: SplitPoints;
let rows: Row[];

beforeAll(async () => {
  database = await openDatabase();
  ({ db } = database);
  collection = db.collection('rows');
  await collection.createIndex({ at: 1, _id: 1 });
  await collection.createIndex({ name: 1, _id: 1 });
  // Half of all rows lie in one second, many share an instant, some have none; names as they are in real life.
  rows = Array.from({ length: total }, (_, index) => ({
    _id: randomUUID(),
    at:
      index % 50 === 0
        ? null
        : new Date(index % 2 === 0 ? 1.8e12 + (index % 700) : 1.6e12 + Math.floor(index / 3) * 7_200_000),
    name:
      index % 40 === 0 ? null : `${index % 3 === 0 ? 'host-' : index % 7 === 0 ? '\u{1F600}' : '\uFF5E'}${index % 900}`,
    kind: index % 500 === 0 ? 'rare' : 'usual',
  }));
  for (let from = 0; from < total; from += 2000) await collection.insertMany(rows.slice(from, from + 2000) as never[]);
  points = createSplitPoints(collection);
});

afterAll(() => database?.close());

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** The order that the database has: no value first, then dates or text by bytes, ties by key. */
function sorted(list: readonly Row[], field: 'at' | 'name', direction: 1 | -1): string[] {
  const keyOf = (row: Row) => {
    const value = row[field];
    return value === null ? '' : value instanceof Date ? `1${String(value.getTime()).padStart(16, '0')}` : `1${value}`;
  };
  const ordered = [...list].sort((a, b) => byBytes(keyOf(a), keyOf(b)) || byBytes(a._id, b._id));
  return (direction === 1 ? ordered : ordered.reverse()).map(({ _id }) => _id);
}

async function walk(scan: Omit<Scan<Row>, 'after' | 'projection'>): Promise<{ ids: string[]; pages: number[] }> {
  const ids: string[] = [];
  const pages: number[] = [];
  let after: Position | undefined;
  do {
    const page = await scanPage<Row>(collection, points, { ...scan, after, projection: {} });
    ids.push(...page.items.map(({ _id }) => _id));
    pages.push(page.items.length);
    after = page.next;
    if (pages.length > 2000) throw new Error('the list does not end');
  } while (after !== undefined);
  return { ids, pages };
}

const sortFields = {
  at: { name: 'at', type: 'date', growing: false, nullable: true },
  name: { name: 'name', type: 'text', growing: false, nullable: true },
} as const;

describe('scanPage', () => {
  const cases = (['at', 'name'] as const).flatMap((field) =>
    ([1, -1] as const).flatMap((direction) => [7, 200].map((limit) => ({ field, direction, limit }))),
  );

  it.each(cases)('walks every row once in order: %j', async ({ field, direction, limit }) => {
    const { ids, pages } = await walk({ filter: {}, sort: { ...sortFields[field], direction }, limit });
    expect(ids).toEqual(sorted(rows, field, direction));
    expect(pages.at(-1)).toBeGreaterThan(0);
    expect(Math.max(...pages)).toBeLessThanOrEqual(limit);
  });

  it.each([1, -1] as const)('keeps to the bounds of the sort field, direction %d', async (direction) => {
    const from = new Date(1.8e12 + 100);
    const to = new Date(1.8e12 + 300);
    const { ids } = await walk({ filter: {}, sort: { ...sortFields.at, direction, from, to }, limit: 50 });
    const inside = rows.filter(({ at }) => at !== null && at >= from && at < to);
    expect(inside.length).toBeGreaterThan(300);
    expect(ids).toEqual(sorted(inside, 'at', direction));
  });

  it.each([1, -1] as const)('finds rare rows by filter and by predicate, direction %d', async (direction) => {
    const rare = sorted(
      rows.filter(({ kind }) => kind === 'rare'),
      'name',
      direction,
    );
    const sort = { ...sortFields.name, direction };
    expect((await walk({ filter: { kind: 'rare' }, sort, limit: 5 })).ids).toEqual(rare);
    expect((await walk({ filter: {}, matches: ({ kind }) => kind === 'rare', sort, limit: 5 })).ids).toEqual(rare);
  });

  it('ends a page when its time is up and goes on from there', async () => {
    let now = 0;
    const scan: Scan<Row> = {
      filter: {},
      matches: ({ kind }) => kind === 'rare',
      sort: { ...sortFields.at, direction: 1 },
      after: undefined,
      limit: 50,
      projection: {},
    };
    const found: string[] = [];
    let pages = 0;
    let after: Position | undefined;
    do {
      const page = await scanPage<Row>(collection, points, { ...scan, after }, () => (now += 300));
      found.push(...page.items.map(({ _id }) => _id));
      after = page.next;
      pages += 1;
    } while (after !== undefined);
    expect(pages).toBeGreaterThan(5);
    expect([...found].sort()).toEqual(
      rows
        .filter(({ kind }) => kind === 'rare')
        .map(({ _id }) => _id)
        .sort(),
    );
  });

  it('ends a page in time when each row takes long, and gives others their turn meanwhile', async () => {
    let others = 0;
    const turns = setInterval(() => (others += 1), 1);
    const busy = (row: Row) => {
      for (const until = performance.now() + 30; performance.now() < until;);
      return row.kind === 'usual';
    };
    const sort = { ...sortFields.at, direction: 1 as const };
    const page = await scanPage<Row>(collection, points, {
      ...{ filter: {}, sort, limit: 200, projection: {}, after: undefined, matches: busy },
    });
    clearInterval(turns);
    expect(page.items.length).toBeGreaterThan(2);
    expect(page.items.length).toBeLessThan(60);
    expect(others).toBeGreaterThan(5);
    const { after } = { after: page.next! };
    const next = await scanPage<Row>(collection, points, { filter: {}, sort, limit: 3, projection: {}, after });
    const usual = sorted(rows, 'at', 1).filter((id) => rows.find(({ _id }) => _id === id)!.kind === 'usual');
    expect(page.items.map(({ _id }) => _id)).toEqual(usual.slice(0, page.items.length));
    expect([...page.items, ...next.items].map(({ _id }) => _id)).toContain(usual[page.items.length]);
  });

  it.each([true, false])(
    'prepares rows before they are asked about, keeps what is wanted of them; large: %s',
    async (large) => {
      const prepared = new Set<string>();
      const found = await walk({
        ...{ filter: {}, sort: { ...sortFields.name, direction: -1 }, limit: 150, large },
        async prepare(some) {
          const taken = some.slice(0, 7);
          for (const { _id } of taken) prepared.add(_id);
          return taken.length;
        },
        matches: ({ _id, kind }) => prepared.has(_id) && kind === 'rare',
        keep: ({ _id, name, at }) => ({ _id, name, at, kind: '' }),
      });
      expect(found.ids).toEqual(
        sorted(
          rows.filter(({ kind }) => kind === 'rare'),
          'name',
          -1,
        ),
      );
    },
  );

  it('neither loses nor repeats while rows are added', async () => {
    const sort = { ...sortFields.at, growing: true, direction: -1 as const };
    const first = await scanPage<Row>(collection, points, {
      filter: {},
      sort,
      after: undefined,
      limit: 3,
      projection: {},
    });
    await collection.insertOne({ _id: randomUUID(), at: new Date(1.9e12), name: 'late', kind: 'late' } as never);
    const second = await scanPage<Row>(collection, points, {
      filter: {},
      sort,
      after: first.next,
      limit: 3,
      projection: {},
    });
    expect([...first.items, ...second.items].map(({ _id }) => _id)).toEqual(sorted(rows, 'at', -1).slice(0, 6));
  });
});

describe('split points', () => {
  it('cut a large collection into many stretches, ascending, and a small one not at all', async () => {
    const found = await points.of(sortFields.at);
    expect(found.length).toBeGreaterThan(10);
    expect(found).toEqual([...found].sort((a, b) => Number(a) - Number(b)));
    expect(await createSplitPoints(db.collection('none') as unknown as mongo.Collection).of(sortFields.at)).toEqual([]);
  });
});
