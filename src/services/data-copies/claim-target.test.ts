import { claimTarget, type ClaimDeps } from './claim-target';

type States = ClaimDeps['target']['states'];

function scene(states: Partial<States>, names: readonly string[] = [], empty: readonly string[] = []) {
  const rests: number[] = [];
  const asked = claimTarget({
    source: { states: { sourceId: async () => 'copy' } },
    target: {
      names: async () => [...names],
      isEmpty: async (name) => empty.includes(name),
      states: {
        source: async () => undefined,
        target: async () => undefined,
        begin: async () => true,
        takeOver: async () => true,
        ...states,
      },
    },
    holder: 'me',
    newId: () => 'new',
    now: () => new Date(5),
    rest: async (ms) => void rests.push(ms),
  });
  return { asked, waited: () => rests.reduce((sum, ms) => sum + ms, 0) };
}

const unfinished = { _id: 'target', copyId: 'copy', holder: 'other', startedAt: new Date(1), beat: 7, pass: 2 };

describe('taking the target', () => {
  it('begins with one that has empty collections only', async () =>
    expect(await scene({}, ['a', 'b'], ['a', 'b']).asked).toMatchObject({ holder: 'me', pass: 1, isResumed: false }));

  it('names at most five collections of one that has rows', () =>
    expect(scene({}, ['a', 'b', 'c', 'd', 'e', 'f', 'g']).asked).rejects.toThrow(
      'not empty (a, b, c, d, e and 2 more)',
    ));

  it('goes on with a copy that nobody is at work on, and not before that is sure', async () => {
    const { asked, waited } = scene({ target: async () => unfinished });
    expect(await asked).toMatchObject({ holder: 'me', pass: 2, isResumed: true });
    expect(waited()).toBe(30_000);
  });

  it('leaves one alone that another process is at work on', async () => {
    let beat = 7;
    await expect(scene({ target: async () => ({ ...unfinished, beat: (beat += 1) }) }).asked).rejects.toThrow(
      'Another process copies',
    );
    await expect(scene({ target: async () => unfinished, takeOver: async () => false }).asked).rejects.toThrow(
      'Another process copies',
    );
  });

  it('gives a finished one as it is', async () => {
    const { asked, waited } = scene({ target: async () => ({ ...unfinished, finishedAt: new Date(9) }) });
    expect(await asked).toMatchObject({ holder: 'other', finishedAt: new Date(9) });
    expect(waited()).toBe(0);
  });

  it('refuses the source itself and the copy of another one', async () => {
    const copyId = 'copy';
    await expect(scene({ source: async () => ({ _id: 'source', copyId }) }).asked).rejects.toThrow('same database');
    await expect(scene({ target: async () => ({ ...unfinished, copyId: 'x' }) }).asked).rejects.toThrow(
      'another installation',
    );
  });
});
