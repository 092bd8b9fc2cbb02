import { deliveryOf, start } from '../../../test/support/builders';
import type { Delivery } from '../../domain/notifications/delivery';
import { createNotices, type NoticeDeps } from './notices';

const rowsOf = (status: Delivery['status']) => ({ findByFiring: async () => [deliveryOf('d1', { status })] });

function world() {
  const refreshed: string[] = [];
  const deps = {
    deliveries: rowsOf('delivered'),
    digests: rowsOf('queued'),
    streams: { refreshFromLedger: async (...given: string[]) => void refreshed.push(given.join()) },
    now: () => start,
  };
  return { notices: createNotices(deps as unknown as NoticeDeps), refreshed };
}

describe('notices', () => {
  it.each([
    { name: 'the ledger', monitoring: false, summary: { outcome: 'ok', open: 0, total: 1 } },
    { name: 'the ledger with digests', monitoring: true, summary: { outcome: 'pending', open: 1, total: 1 } },
  ])('summarise an action from $name', async ({ monitoring, summary }) => {
    const { notices } = world();
    expect(await notices.summarizeAction('f1', 'f1/t1/a1', monitoring)).toMatchObject(summary);
    expect(await notices.summarizeAction('f1', 'f1/t1/other', monitoring)).toMatchObject({ total: 0 });
  });

  it('refresh the streams of a firing', async () => {
    const { notices, refreshed } = world();
    await notices.refreshStreams('c1', 'f1');
    expect(refreshed).toEqual(['c1,f1']);
  });
});
