import { certificateOf, rulesOf, start, watchOf } from '../../../test/support/builders';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import { createReplaced } from './replaced';

function world(watches: readonly ExpirationWatch[], replacements: readonly string[]) {
  const reset: string[] = [];
  let ruled = 0;
  const replaced = createReplaced({
    candidates: { findMany: async (uuids) => uuids.map((uuid) => certificateOf(uuid)) },
    watches: { findMany: async () => new Map(watches.map((watch) => [watch.certificate, watch])) },
    rules: async () => {
      ruled += 1;
      return rulesOf([]);
    },
    replacementsOf: async (_rules, asked) =>
      new Map(asked.filter(({ uuid }) => replacements.includes(uuid)).map(({ uuid }) => [uuid, ['new']])),
    reset: async (open) => void reset.push(...open.map(({ certificate }) => certificate)),
    now: () => start,
  });
  return { ...replaced, reset, ruled: () => ruled };
}

describe('certificates that gained a successor', () => {
  it.each([
    { name: 'end their cycle when it replaces them', watch: watchOf('c1'), replacements: ['c1'], reset: ['c1'] },
    { name: 'go on when it does not', watch: watchOf('c1'), replacements: [], reset: [] },
    { name: 'have nothing to end', watch: watchOf('c1', { firingId: null }), replacements: ['c1'], reset: [] },
  ])('$name', async ({ watch, replacements, reset }) => {
    const { onReplaced, reset: ended } = world([watch], replacements);
    await onReplaced(['c1']);
    expect(ended).toEqual(reset);
  });

  it('cost one look when they were never due', async () => {
    const { onReplaced, ruled } = world([], ['c1']);
    await onReplaced(['c1']);
    expect(ruled()).toBe(0);
  });
});

it('replacedAmong names those that have a replacement', async () => {
  const { replacedAmong } = world([], ['b']);
  const all = [certificateOf('a'), certificateOf('b')];
  expect([...(await replacedAmong(rulesOf([]), all, start))]).toEqual(['b']);
});
