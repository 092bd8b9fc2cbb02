import { deliveryFailure, summarizeDeliveries, untriedDelivery } from './delivery';
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

describe('deliveryFailure', () => {
  it.each([
    { rows: [row('retrying', 1)], expected: '1 of 1 deliveries failed: 1 being retried' },
    { rows: [row('delivered', 1), row('undeliverable', 3)], expected: '1 of 2 deliveries failed: 1 given up' },
    {
      rows: [row('sending', 2), row('retrying', 1), row('undeliverable', 3), row('queued')],
      expected: '3 of 4 deliveries failed: 2 being retried, 1 given up',
    },
    { rows: [row('delivered', 2)], expected: 'what had failed was delivered or cancelled meanwhile' },
  ])('$expected', ({ rows, expected }) => expect(deliveryFailure(rows)).toBe(expected));
});

describe('untriedDelivery', () => {
  const now = new Date('2030-01-01T22:00:00Z');
  const morning = new Date('2030-01-02T06:00:00Z');

  it.each([
    { name: 'due at once', heldUntil: null, status: 'queued', due: now },
    { name: 'held by quiet hours', heldUntil: morning, status: 'held', due: morning },
  ])('$name: given up so long after it is due', ({ heldUntil, status, due }) => {
    const giveUpAt = new Date(due.getTime() + 60_000);
    const state = untriedDelivery(now, heldUntil, 60_000);
    expect(state).toMatchObject({ status, nextAttemptAt: due, giveUpAt, createdAt: now, attemptCount: 0 });
  });
});
