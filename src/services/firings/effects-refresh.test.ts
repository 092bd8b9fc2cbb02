import { actionOf, firingOf } from '../../../test/support/builders';
import type { ActionResult } from '../../domain/actions/action';
import type { FiringStatus } from '../../domain/firings/firing';
import type { DeliverySummary } from '../../domain/notifications/delivery';
import type { FiringDocument } from '../../store/firings/firings';
import { createEffectRefresh } from './effects-refresh';

async function refreshed(
  actions: readonly ActionResult[],
  summary: Partial<DeliverySummary>,
  event: string,
  overtakenBy: readonly FiringStatus[] = [],
) {
  const asked: boolean[] = [];
  const changes: string[] = [];
  const others = [...overtakenBy];
  let stored = firingOf('f1', actions, { status: 'finished', event });
  const write = (change: Partial<FiringDocument>) => void (stored = { ...stored, ...change });
  const refresh = createEffectRefresh({
    firings: {
      load: async () => [stored],
      update: async (_id, change) => write(change),
      async revise(seen, change) {
        const status = others.shift();
        if (status !== undefined) write({ status });
        if (stored.status !== seen.status) return false;
        write(change);
        return true;
      },
      async move(_id, seen, change) {
        const status = others.shift();
        if (status !== undefined) write({ status });
        if (stored.status !== seen) return false;
        write(change);
        return true;
      },
    },
    counts: { changed: ({ status }, to) => void changes.push(`${status} to ${to}`) },
    notices: {
      summarizeAction: async (_firing, _action, monitoring) => {
        asked.push(monitoring === true);
        return { outcome: 'ok', open: 0, failed: 0, total: 1, ...summary };
      },
      refreshStreams: async () => undefined,
    },
    deliveries: { openIds: async () => ['d1', 'd2'], countOpen: async () => 7 },
    digests: { tellFirings: async () => undefined },
  });
  const { running, others: unknown } = await refresh.refreshFirings(['f1', 'digest']);
  return { stored, asked, changes, running, others: unknown, action: stored.triggers[0]?.actions[0] };
}

describe('a firing by the ledger', () => {
  it.each([
    { name: 'delivered', action: actionOf('a1'), summary: {}, outcome: 'ok', status: 'finished' },
    {
      name: 'failing',
      action: actionOf('a1', { outcome: 'ok' }),
      summary: { outcome: 'failed' as const, failed: 2 },
      outcome: 'failed',
      status: 'finished_with_errors',
    },
    {
      name: 'suppressed: nothing is to be sent',
      action: actionOf('a1', { outcome: 'ok' }),
      summary: { outcome: 'pending' as const, total: 0 },
      outcome: 'ok',
      status: 'finished',
    },
    {
      name: 'reached nobody: stays failed',
      action: actionOf('a1', { outcome: 'failed', errorCode: 'no_recipients' }),
      summary: {},
      outcome: 'failed',
      status: 'finished_with_errors',
    },
    {
      name: 'no notification',
      action: actionOf('a1', { type: 'setOwner', outcome: 'ok' }),
      summary: {},
      outcome: 'ok',
      status: 'finished',
    },
  ])('$name', async ({ action: given, summary, outcome, status }) => {
    const { action, stored, changes } = await refreshed([given], summary, 'certificate_uploaded');
    expect(action?.outcome).toBe(outcome);
    expect(stored).toMatchObject({ status, deliveriesFailed: summary.failed ?? 0 });
    expect(changes).toEqual(status === 'finished' ? [] : ['finished to finished_with_errors']);
  });

  it('counts a change of its status once, although another run makes it at the same moment', async () => {
    const failing = [actionOf('a1', { outcome: 'ok' }), { outcome: 'failed' as const, failed: 1 }] as const;
    const [action, summary] = failing;
    const same = await refreshed([action], summary, 'certificate_uploaded', ['finished_with_errors']);
    expect(same.changes).toEqual([]);
    expect(same.stored).toMatchObject({ status: 'finished_with_errors', deliveriesFailed: 1 });
  });

  it.each([
    { event: 'certificate_uploaded', open: 2, monitoring: false },
    { event: 'certificate_expiring', open: 7, monitoring: true },
    { event: 'of_a_later_release', open: 2, monitoring: false },
  ])('of $event counts what waits in digests: $monitoring', async ({ event, open, monitoring }) => {
    const { stored, asked, others } = await refreshed([actionOf('a1')], {}, event);
    expect(stored.deliveriesOpen).toBe(open);
    expect(asked).toEqual([monitoring]);
    expect(others).toEqual(['digest']);
  });
});
