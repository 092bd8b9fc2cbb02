import { summarizeDeliveries } from './delivery';
import type { DeliveryStatus } from './profile';

const row = (status: DeliveryStatus, attemptCount = 0) => ({ status, attemptCount, attempts: [] });

describe('summarizeDeliveries', () => {
  it.each([
    { name: 'nothing yet', rows: [], expected: { outcome: 'pending', open: 0, failed: 0 } },
    { name: 'queued', rows: [row('queued')], expected: { outcome: 'pending', open: 1, failed: 0 } },
    { name: 'first attempt on its way', rows: [row('sending')], expected: { outcome: 'pending', open: 1, failed: 0 } },
    { name: 'being retried', rows: [row('retrying', 1)], expected: { outcome: 'failed', open: 1, failed: 1 } },
    { name: 'retry on its way', rows: [row('sending', 2)], expected: { outcome: 'failed', open: 1, failed: 1 } },
    {
      name: 'one of two failed',
      rows: [row('delivered', 1), row('undeliverable', 3)],
      expected: { outcome: 'failed', open: 0, failed: 1 },
    },
    {
      name: 'delivered at the third try',
      rows: [row('delivered', 3)],
      expected: { outcome: 'ok', open: 0, failed: 0 },
    },
    {
      name: 'delivered, suppressed, cancelled',
      rows: [row('delivered', 1), row('suppressed'), row('cancelled')],
      expected: { outcome: 'ok', open: 0, failed: 0 },
    },
    {
      name: 'held beside delivered',
      rows: [row('delivered', 1), row('held')],
      expected: { outcome: 'pending', open: 1, failed: 0 },
    },
  ])('$name', ({ rows, expected }) => expect(summarizeDeliveries(rows)).toEqual({ ...expected, total: rows.length }));
});
