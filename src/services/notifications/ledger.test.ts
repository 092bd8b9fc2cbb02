import { deliveryOf, digestItemOf, start } from '../../../test/support/builders';
import type { Delivery } from '../../domain/notifications/delivery';
import type { DigestItem } from '../../domain/notifications/digest-item';
import type { TakenItem } from '../../store/notifications/digest-items';
import { createNoticeLedger } from './ledger';

function world(rows: Delivery[], items: DigestItem[]) {
  const change = (ids: readonly string[], state: DigestItem['state']) =>
    items.forEach((item, index) => (items[index] = ids.includes(item.id) ? { ...item, state } : item));
  const rewritten: string[] = [];
  const isOf = (of: { readonly firings: readonly string[] } | { readonly certificate: string }, item: DigestItem) =>
    'firings' in of ? of.firings.includes(item.firingId) : of.certificate === item.certificate;
  const ledger = createNoticeLedger({
    deliveries: {
      findByFiring: async (firingId) => rows.filter((row) => row.firingId === firingId),
      findProgress: async (ids) => rows.filter(({ id }) => ids.includes(id)),
      openIds: async () => [],
      cancelOpen: async (firings) => void rewritten.push(`cancelled ${firings.join()}`),
      rewrite: async (id) => rewritten.push(id) > 0,
      cancelUntried: async (id) => void rewritten.push(`${id} is empty`),
    },
    items: {
      ofFiring: async (firingId) => items.filter((item) => item.firingId === firingId),
      ofDelivery: async (id) => items.filter(({ deliveryId, state }) => deliveryId === id && state === 'sent'),
      sentOf: async (of) =>
        items.filter((item) => isOf(of, item) && item.state === 'sent').map((item) => item as TakenItem),
      cancel: async (ids) => void change(ids, 'cancelled'),
      cancelWaiting: async (of) =>
        change(
          items.filter((item) => isOf(of, item) && item.state === 'waiting').map(({ id }) => id),
          'cancelled',
        ),
    },
    writer: {
      certificatesOf: async () => new Map(),
      write: async ({ items: left }) => ({ message: left.length === 0 ? null : message, vanished: [] }),
    },
    now: () => start,
  });
  return { ledger, rewritten, states: () => items.map(({ id, state }) => `${id} ${state}`) };
}
const message = { subject: '', text: '', html: null, envelope: {} as never, facts: {}, defaultTextUsed: false };
const inDigest = (id: string, certificate: string) =>
  digestItemOf(id, { certificate, firingId: `f-${certificate}`, state: 'sent', deliveryId: 'digest' });

describe('the ledger of a firing', () => {
  it('has its own deliveries, and its items in the state of their digest', async () => {
    const digest = deliveryOf('digest', { firingId: 'scan', status: 'delivered' });
    const { ledger } = world(
      [deliveryOf('own'), digest],
      [digestItemOf('sent', { state: 'sent', deliveryId: 'digest' }), digestItemOf('waiting')],
    );
    const rows = await ledger.findByFiring('f1');
    expect(rows.map(({ status }) => status)).toEqual(['queued', 'delivered', 'queued']);
    expect(rows.every(({ firingId }) => firingId === 'f1')).toBe(true);
    expect(await ledger.countOpen('f1')).toBe(2);
  });

  it('remembers how notices were opened', async () => {
    const { ledger } = world(
      [deliveryOf('mail', { profile: 'p1' }), deliveryOf('hook', { profile: 'p3', channel: 'webhook' })],
      [digestItemOf('item', { profile: 'p2' })],
    );
    expect(Object.fromEntries(await ledger.openedAs('f1'))).toEqual({ p1: 'single', p2: 'digest' });
  });
});

describe('a certificate with a replacement', () => {
  it('leaves what waits and what nobody has tried to send', async () => {
    const { ledger, rewritten, states } = world(
      [deliveryOf('digest')],
      [inDigest('a', 'c1'), inDigest('b', 'c2'), digestItemOf('w', { certificate: 'c1' })],
    );
    await ledger.cancelCertificate('c1');
    expect(states()).toEqual(['a cancelled', 'b sent', 'w cancelled']);
    expect(rewritten).toEqual(['digest']);
    await ledger.cancelCertificate('c2');
    expect(rewritten).toEqual(['digest', 'digest is empty']);
  });

  it('stays in a digest that was tried: every attempt says the same', async () => {
    const { ledger, states } = world([deliveryOf('digest', { attemptCount: 1 })], [inDigest('a', 'c1')]);
    await ledger.cancelCertificate('c1');
    expect(states()).toEqual(['a sent']);
  });
});

it('cancelling a firing takes its deliveries and its items', async () => {
  const { ledger, rewritten, states } = world([deliveryOf('digest')], [inDigest('a', 'c1'), digestItemOf('w')]);
  await ledger.cancelOpen(['f1', 'f-c1'], start);
  expect(states()).toEqual(['a cancelled', 'w cancelled']);
  expect(rewritten).toEqual(['cancelled f1,f-c1', 'digest is empty']);
});
