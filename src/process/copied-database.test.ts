import { assertNotMoving, leaseUnlessMoving } from './copied-database';

const states = (source: object | undefined, target: object | undefined) =>
  ({ source: async () => source, target: async () => target }) as Parameters<typeof assertNotMoving>[0];

describe('a database that takes part in a copy', () => {
  it.each([
    ['is no end of one', undefined, undefined, undefined],
    ['was copied from, and is open', { closedAt: null }, undefined, undefined],
    ['is closed for its last pass', { closedAt: new Date(5) }, undefined, /closed since 1970/],
    ['has become the installation', undefined, { finishedAt: new Date(5) }, undefined],
    ['has a part of one', undefined, { finishedAt: null }, /unfinished copy/],
  ])('%s', async (_, source, target, message) => {
    const asked = assertNotMoving(states(source, target));
    await (message === undefined ? asked : expect(asked).rejects.toThrow(message));
  });

  it('is looked at after a process has shown itself for the first time', async () => {
    const seen: string[] = [];
    const beat = async () => void seen.push('beat');
    const source = async () => (seen.push('look'), undefined);
    const lease = leaseUnlessMoving({ beat } as never, { source, target: async () => undefined });
    await lease.beat();
    await lease.beat();
    expect(seen).toEqual(['beat', 'look', 'beat']);
  });
});
