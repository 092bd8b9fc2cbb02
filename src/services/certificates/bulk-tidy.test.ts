import { inDays, start } from '../../../test/support/builders';
import { tidyBulkChanges } from './bulk-tidy';

it('removes changes once their rows are gone, and what was never started', async () => {
  const removed: (string | Date)[] = [];
  await tidyBulkChanges(
    {
      changes: {
        removeUnstarted: async (before) => void removed.push(before),
        endedBefore: async (before) => (before <= inDays(-90) ? ['small', 'large'] : []),
        remove: async (ids) => void removed.push(...ids),
      },
      rows: { removeSome: async (bulkId) => bulkId === 'large' },
    },
    start,
  );
  expect(removed).toEqual([new Date(start.getTime() - 300_000), 'small']);
});
