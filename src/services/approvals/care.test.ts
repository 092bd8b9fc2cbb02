import { createApprovalCare } from './care';

const now = new Date('2030-01-01T00:00:00Z');

it('wakes runs that do not do what follows, each for itself, and clears away', async () => {
  const asked: Date[] = [];
  const woken: string[] = [];
  const warnings: unknown[] = [];
  const care = createApprovalCare({
    approvals: {
      behind: async (since) => {
        asked.push(since);
        return ['a', 'b', 'c'];
      },
      removeOlder: async (unstarted, closed) => void asked.push(unstarted, closed),
    },
    wake: async (uuid) => {
      woken.push(uuid);
      if (uuid === 'b') throw new Error('away');
    },
    logger: { warn: (fields: unknown) => void warnings.push(fields) },
    now: () => now,
  });
  await care.tidy(now);
  expect(woken).toEqual(['a', 'b', 'c']);
  expect(warnings).toMatchObject([{ approval: 'b' }]);
  expect(asked.map((at) => (now.getTime() - at.getTime()) / 1_000)).toEqual([30, 86_400, 3 * 365 * 86_400]);
});
