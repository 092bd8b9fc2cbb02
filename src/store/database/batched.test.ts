import { batched, batchedById } from './batched';

describe('batched', () => {
  it('asks once for what is asked in one turn, and again in the next', async () => {
    const asked: string[][] = [];
    const find = batchedById(async (ids) => {
      asked.push([...ids]);
      return new Map(ids.filter((id) => id !== 'nobody').map((id) => [id, id.toUpperCase()]));
    });
    expect(await Promise.all(['a', 'b', 'a', 'nobody'].map((id) => find(id)))).toEqual(['A', 'B', 'A', undefined]);
    expect(await find('a')).toBe('A');
    expect(asked).toEqual([['a', 'b', 'nobody'], ['a']]);
  });

  it('keeps lanes together that wait for the same answers', async () => {
    let statements = 0;
    const step = batched(async (keys: readonly number[]) => {
      statements += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return keys;
    });
    await Promise.all(
      Array.from({ length: 50 }, async (_, lane) => {
        for (let round = 0; round < 4; round += 1) await step(lane);
      }),
    );
    expect(statements).toBe(4);
  });

  it('makes no statement longer than 200 keys', async () => {
    const sizes: number[] = [];
    const step = batched(async (keys: readonly number[]) => {
      sizes.push(keys.length);
      return keys;
    });
    await Promise.all(Array.from({ length: 450 }, (_, key) => step(key)));
    expect(sizes).toEqual([200, 200, 50]);
  });

  it('lets one call that is refused fail alone', async () => {
    const asked: string[][] = [];
    const step = batched(async (keys: readonly string[]) => {
      asked.push([...keys]);
      if (keys.includes('bad')) throw new Error('refused');
      return keys;
    });
    const ends = await Promise.allSettled([step('a'), step('bad'), step('c')]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(asked).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  it('does not ask a database that is away once for each', async () => {
    let statements = 0;
    const step = batched(async (): Promise<string[]> => {
      statements += 1;
      throw Object.assign(new Error('away'), { name: 'MongoServerSelectionError' });
    });
    const ends = await Promise.allSettled([step('a'), step('b')]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(statements).toBe(1);
  });
});
