import { mongo } from 'mongoose';
import { toRawRow } from '../../store/data-copies/raw-rows';
import { verify, type VerifyDeps } from './verify';

const row = (_id: string) => toRawRow(mongo.BSON.serialize({ _id }));

/** One collection whose rows are read in one page; the target becomes the same at the second look. */
function scene(looks: readonly number[], { counted = 1, targetRow = 'x' } = {}) {
  let looked = 0;
  const reads: unknown[] = [];
  const deps: VerifyDeps = {
    source: {
      names: async () => ['a'],
      estimate: async () => 1,
      count: async () => counted,
      readPage: async (_name, { kind }, last) => {
        reads.push(last);
        return { rows: kind === 'string' ? [row('x')] : [], last: undefined };
      },
    },
    target: {
      names: async () => [],
      levelPage: async (_name, { kind }, _page, hash) => {
        if (kind !== 'string') return 0;
        hash?.update(row(targetRow).bytes);
        return looks[looked++] ?? looks.at(-1)!;
      },
      states: { note: async () => true, position: async () => undefined, setPosition: async () => undefined },
    },
    holder: 'me',
    pass: 3,
    tell: () => undefined,
    clock: () => 0,
    signal: new AbortController().signal,
  };
  return { deps, looked: () => looked, reads };
}

describe('the last pass', () => {
  it('hashes what both ends have, once a page is the same', async () => {
    const { deps, looked } = scene([1, 1, 0]);
    const [found] = await verify(deps);
    expect(found).toMatchObject({ name: 'a', rows: 1, source: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(found?.target).toBe(found?.source);
    expect(looked()).toBe(3);
  });

  it('gives a page up that does not become the same', async () => {
    const { deps, looked } = scene([1]);
    await expect(verify(deps)).rejects.toThrow('a does not become the same');
    expect(looked()).toBe(5);
  });

  it('believes hashes, not the comparison', () =>
    expect(verify(scene([0], { targetRow: 'y' }).deps)).rejects.toThrow('does not become the same'));

  it('notices rows that were not walked', () =>
    expect(verify(scene([0], { counted: 3 }).deps)).rejects.toThrow('2 rows with keys of a kind'));
});
