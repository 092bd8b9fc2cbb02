import { newWatch } from '../../domain/expiration/watch';
import type { OldFiring } from '../../store/firings/retention';
import { createHistoryRetention } from './retention';

const now = new Date('2030-06-01T00:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

function row(_id: string, days: number, change: Partial<OldFiring> = {}): OldFiring & { readonly occurredAt: Date } {
  const at = daysAgo(days);
  return {
    _id,
    event: 'certificate_uploaded',
    status: 'finished',
    objectUuid: `c-${_id}`,
    lastFiredAt: at,
    occurredAt: at,
    ...change,
  };
}

function world(
  rows: readonly ReturnType<typeof row>[],
  own: Readonly<Record<string, string>> = {},
  platform: string | null = 'P30D',
) {
  const left = new Map(rows.map((one) => [one._id, one]));
  const deps = {
    firings: {
      older: async (event: string | undefined, before: Date) => ({
        items: [...left.values()].filter(
          (one) => one.occurredAt < before && (event === undefined || one.event === event),
        ),
        next: undefined,
      }),
      remove: async (ids: readonly string[]) => ids.filter((id) => left.delete(id)).length,
    },
    deliveries: { firingsWithOpen: async () => new Set(['open']), removeOfFirings: async () => 1 },
    erasePayloads: async () => undefined,
    platformRetention: async () => platform,
    eventRetention: async (event: string) => own[event] ?? null,
    watchesOf: async () =>
      new Map([['c-folding', { ...newWatch('c-folding'), firingId: 'folding', lastFiredAt: daysAgo(0) }]]),
  };
  return { left, retention: createHistoryRetention(deps) };
}

describe('retention of the event history', () => {
  it('V12 deletes what is older, and leaves what runs, has open deliveries or is folded into', async () => {
    const { left, retention } = world([
      row('old', 31),
      row('young', 29),
      row('running', 31, { status: 'running' }),
      row('open', 31),
      row('folding', 31),
      row('repeated', 31, { lastFiredAt: daysAgo(1) }),
      row('unknown', 31, { event: 'certificate_registered' }),
    ]);
    expect(await retention.run(now)).toEqual({ firings: 2, deliveries: 2, isDone: true });
    expect([...left.keys()]).toEqual(['young', 'running', 'open', 'folding', 'repeated']);
  });

  it.each([
    [{ certificate_uploaded: 'P10D' }, 'P30D', ['b']],
    [{ certificate_uploaded: 'unlimited' }, 'P30D', ['a', 'b', 'c']],
    [{ certificate_uploaded: 'P10D' }, null, ['b']],
    [{}, null, ['a', 'b', 'c']],
    [{ certificate_uploaded: 'nonsense' }, 'P30D', ['a', 'b', 'c']],
  ])('goes by the event %j before the platform %s', async (own, platform, expected) => {
    const { left, retention } = world([row('a', 31), row('b', 9), row('c', 11)], own, platform);
    await retention.run(now);
    expect([...left.keys()]).toEqual(expected);
  });

  it('may be broken off between two pages', async () => {
    const { left, retention } = world([row('old', 31)]);
    expect(await retention.run(now, () => true)).toEqual({ firings: 0, deliveries: 0, isDone: false });
    expect(left.size).toBe(1);
  });
});
