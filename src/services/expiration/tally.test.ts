import { certificateOf, inDays, rulesOf, start } from '../../../test/support/builders';
import { createExpiringTally } from './tally';

function world() {
  let walks = 0;
  let clock = 0;
  const fact = (uuid: string, days: number, hasSuccessor = false) => ({
    ...certificateOf(uuid),
    notAfter: inDays(days),
    hasSuccessor,
  });
  const read = createExpiringTally({
    certificates: {
      async *walk() {
        walks += 1;
        clock += 1_000;
        yield [fact('due', 10), fact('replaced', 10, true)];
        yield [fact('upcoming', 60)];
      },
    },
    ends: {
      async *walk(status) {
        if (status === 'open') yield [certificateOf('ended', { notAfter: inDays(-1) })];
      },
    },
    watches: { findMany: async () => new Map() },
    rules: async () => rulesOf([]),
    widestWindow: async () => 30 * 86_400_000,
    replacementsOf: async (_rules, asked) =>
      new Map(asked.filter(({ uuid }) => uuid === 'replaced').map(({ uuid }) => [uuid, ['new']])),
    now: () => start,
    steadyClock: () => clock,
  });
  return { read, walks: () => walks, pass: (ms: number) => (clock += ms) };
}

describe('the tally', () => {
  it('counts what ends, what is due, and what is replaced', async () => {
    const tally = await world().read(0);
    expect(tally).toMatchObject({ total: { certificates: 2, due: 1, expired: 1 }, replaced: 1, until: inDays(90) });
  });

  it.each([
    { name: 'shared while it is on its way', ages: [0], pass: 0, walks: 1 },
    { name: 'kept for four times what it took', ages: [0], pass: 3_999, walks: 1 },
    { name: 'made again when it is older', ages: [0], pass: 4_001, walks: 2 },
    { name: 'kept for those who take an older one', ages: [60_000], pass: 4_001, walks: 1 },
  ])('is $name', async ({ ages, pass, walks: expected }) => {
    const { read, walks, pass: wait } = world();
    await Promise.all([read(0), read(0)]);
    wait(pass);
    for (const age of ages) await read(age);
    expect(walks()).toBe(expected);
  });
});
