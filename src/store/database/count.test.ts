import { countPages, countRows, mostCounted } from './count';

/** A list of so many rows, in pages of at most `most`. */
const listOf =
  (rows: number, most = Number.POSITIVE_INFINITY) =>
  async (after = 0, limit = 0) => {
    const end = Math.min(rows, after + Math.min(limit, most));
    return { items: Array.from({ length: end - after }), next: end < rows ? end : undefined };
  };

describe('countPages', () => {
  it.each([
    [0, { value: 0, relation: 'exact' }],
    [1, { value: 1, relation: 'exact' }],
    [1_234, { value: 1_234, relation: 'exact' }],
    [mostCounted, { value: 10_000, relation: 'exact' }],
    [mostCounted + 1, { value: 10_000, relation: 'moreThan' }],
    [50_000, { value: 10_000, relation: 'moreThan' }],
  ])('%s rows', async (rows, count) => expect(await countPages<number>(listOf(rows), () => 0)).toEqual(count));

  it('goes on behind short and empty pages', async () => {
    const pages = [{ items: [], next: 1 }, { items: [1], next: 2 }, { items: [] }];
    expect(await countPages<number>(async (after = 0) => pages[after]!)).toEqual({ value: 1, relation: 'exact' });
  });

  it('says how far it got when the time is over', async () => {
    let now = 0;
    expect(await countPages<number>(listOf(5_000), () => (now += 700))).toEqual({ value: 1_500, relation: 'atLeast' });
  });

  it('is exact when the last page came in the last moment', async () => {
    let now = 0;
    expect(await countPages<number>(listOf(3), () => (now += 5_000))).toEqual({ value: 3, relation: 'exact' });
  });
});

describe('countRows', () => {
  it('asks for one more than it counts', async () => {
    const asked: unknown[] = [];
    const countDocuments = async (...of: unknown[]) => {
      asked.push(of);
      return mostCounted + 1;
    };
    expect(await countRows({ countDocuments }, { a: 1 })).toEqual({ value: 10_000, relation: 'moreThan' });
    expect(asked).toEqual([[{ a: 1 }, { limit: 10_001, maxTimeMS: 2_000 }]]);
  });

  it('tells nothing exact when the database ran out of its time, and no other failure', async () => {
    const failing = (code: number) => ({ countDocuments: () => Promise.reject(Object.assign(new Error(), { code })) });
    expect(await countRows(failing(50), {})).toEqual({ value: 0, relation: 'atLeast' });
    await expect(countRows(failing(91), {})).rejects.toMatchObject({ code: 91 });
  });
});
