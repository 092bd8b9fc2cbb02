import type { CopyEnd } from '../../store/data-copies/end';
import { copyData, type CopyDeps } from './copy-data';

/** Two databases without rows. */
function scene(change: Partial<CopyDeps> = {}) {
  let at = 0;
  const said: string[] = [];
  const opened: string[] = [];
  let target: Record<string, unknown> | undefined;
  const states = {
    sourceId: async () => 'copy',
    source: async () => undefined,
    setClosed: async (closedAt: Date | null) => (opened.push(closedAt === null ? 'open' : 'closed'), true),
    target: async () => target,
    begin: async (copyId: string) => ((target = { copyId, startedAt: new Date(0), pass: 1, beat: 1 }), true),
    note: async (_holder: string, more: object = {}) => (Object.assign(target!, more), true),
    position: async () => undefined,
    setPosition: async () => undefined,
    forgetPositions: async () => undefined,
  };
  const end = { states, processes: async () => [], names: async () => [] } as unknown as CopyEnd;
  const deps: CopyDeps = {
    openSource: async () => ({ end, isHeld: true, close: async () => void opened.push('left') }),
    target: { ...end, states: { ...end.states, source: async () => undefined } },
    makeIndexes: async () => void said.push('indexes'),
    preparesOnly: false,
    newId: () => 'id',
    now: () => new Date(0),
    clock: () => (at += 1),
    rest: async (ms) => void (at += ms),
    say: (line) => void said.push(line),
    tell: () => undefined,
    signal: new AbortController().signal,
    ...change,
  };
  return { deps, end, said, opened };
}

const away = () => Object.assign(new Error('gone'), { name: 'MongoNetworkError' });

describe('copying data', () => {
  it('needs one pass and the last one where nobody else can write, and leaves the source closed', async () => {
    const { deps, said, opened } = scene();
    expect(await copyData(deps)).toMatchObject({ collections: [] });
    expect(said.map((line) => line.split(':')[0])).toEqual(['Pass 1', 'Making the indexes.', 'indexes', 'Last pass']);
    expect(opened).toEqual(['closed', 'left']);
  });

  it('ends before the last pass when it only prepares', async () => {
    const { deps, opened } = scene({ preparesOnly: true });
    expect(await copyData(deps)).toBeUndefined();
    expect(opened).toEqual(['left']);
  });

  it('opens the source anew when it has gone away, and goes on', async () => {
    const { deps, end, said } = scene();
    let opens = 0;
    const names = async () => (opens === 1 ? Promise.reject(away()) : []);
    const openSource = async () => ((opens += 1), { ...(await deps.openSource()), end: { ...end, names } });
    expect(await copyData({ ...deps, openSource })).toBeDefined();
    expect(opens).toBe(2);
    expect(said[0]).toMatch(/gone away/);
  });

  it('despairs of one that stays away', async () => {
    const { deps, end } = scene();
    const names = () => Promise.reject(away());
    const openSource = async () => ({ ...(await deps.openSource()), end: { ...end, names } });
    await expect(copyData({ ...deps, openSource })).rejects.toThrow('gone');
  });

  it('opens the source for the product again when the last pass fails', async () => {
    const { deps, opened } = scene();
    let indexed = false;
    const makeIndexes = async () => void (indexed = true);
    const broken = async () => (indexed ? Promise.reject(new Error('broken')) : []);
    await expect(copyData({ ...deps, makeIndexes, target: { ...deps.target, names: broken } })).rejects.toThrow(
      'broken',
    );
    expect(opened).toEqual(['closed', 'open', 'left']);
  });
});
