import { inDays, issuerChangeOf, noticeOf, profileOf, start } from '../../../test/support/builders';
import { defaultPace } from '../../domain/notifications/pace';
import type { Delivery } from '../../domain/notifications/delivery';
import { asDelivery, type DigestItem } from '../../domain/notifications/digest-item';
import type { NoticeContext } from '../../domain/notifications/notice';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { createOpenDeliveries, type OpenedDeliveries } from './open-deliveries';
import type { SendTurn, Turn } from './turns';

const recipient = { kind: 'address', value: 'ann@example.com' } as const;
const nobody = { kind: 'none', value: null } as const;
const send: SendTurn = {
  kind: 'send',
  plan: { deliveries: [{ channel: 'email', recipient }] },
  notice: null,
  cycle: 1,
};

function world(
  turns: { readonly p1?: Turn; readonly p2?: Turn },
  profiles: readonly NotificationProfile[],
  isKnown = true,
  told: Partial<NoticeContext> = {},
  decidesByLink?: () => Promise<boolean>,
) {
  const rows: Delivery[] = [];
  const items: DigestItem[] = [];
  const openedAs = new Map<string, NotificationProfile['mode']>();
  const open = createOpenDeliveries({
    profiles: { findMany: async () => [...profiles] },
    deliveries: {
      insertMissing: async (added) => void rows.push(...added),
      findByFiring: async () => rows,
    },
    digests: {
      insertMissing: async (added) => void items.push(...added),
      findByFiring: async () => [...rows, ...items.map((item) => asDelivery(item, undefined))],
      openedAs: async () => openedAs,
    },
    reachedBefore: async () => new Set(),
    turns: async ({ uuid }) => (uuid === 'p2' ? turns.p2 : turns.p1) ?? { kind: 'nobody' },
    loadNotice: async (firingId) => (isKnown ? { ...noticeOf(firingId), ...told } : undefined),
    ...(decidesByLink === undefined ? {} : { decidesByLink }),
    now: () => start,
    pace: defaultPace,
  });
  const event = told.envelope?.event ?? 'certificate_expiring';
  const action = { firingId: 'f1', event, actionKey: 'f1/t1/a1', actionId: 'a1' };
  return {
    ...{ rows, items, openedAs },
    open: (...uuids: string[]) => open({ ...action, triggerUuid: 't1', profiles: uuids }),
  };
}

describe('a mail by whose link one may decide', () => {
  const asking = noticeOf('f1', { certificate: null });
  const data = { approvalUuid: 'a-1', expiryAt: inDays(2).toISOString() };
  const told = { ...asking, envelope: { ...asking.envelope, event: 'approval_requested', data, monitoring: false } };
  const turn: SendTurn = { ...send, plan: { deliveries: [{ channel: 'email', recipient, decider: 'u-ann' }] } };

  it.each([
    { name: 'where that is on', on: async () => true, personal: 'u-ann' },
    { name: 'not where it is off', on: async () => false, personal: undefined },
    { name: 'not where there are no such links', on: undefined, personal: undefined },
  ])('is opened $name', async ({ on, personal }) => {
    const { open, rows } = world({ p1: turn }, [profileOf('p1')], true, told, on);
    expect((await open('p1')).outcome).toBe('pending');
    expect(rows.map(({ message }) => message?.personal?.user)).toEqual([personal]);
  });
});

describe('opening the deliveries of an action', () => {
  it.each<{
    readonly name: string;
    readonly turns: { readonly p1?: Turn; readonly p2?: Turn };
    readonly asked: readonly string[];
    readonly ids: number;
    readonly outcome: OpenedDeliveries['outcome'];
    readonly code?: string;
    readonly message?: string;
  }>([
    { name: 'somebody is told', turns: { p1: send }, asked: ['p1', 'p1'], ids: 1, outcome: 'pending' },
    {
      name: 'the notice is suppressed',
      turns: { p1: { kind: 'suppressed', reason: 'frequency' } },
      asked: ['p1'],
      ids: 0,
      outcome: 'ok',
      message: 'suppressed (Profile p1: frequency)',
    },
    {
      name: 'one profile reaches nobody, the other is told all the same',
      turns: { p1: { kind: 'nobody' }, p2: send },
      asked: ['p1', 'p2'],
      ids: 1,
      outcome: 'failed',
      code: 'no_recipients',
    },
    {
      name: 'something is no address, the others are told all the same',
      turns: { p1: { ...send, plan: { ...send.plan, unusable: ['ann at x'] } } },
      asked: ['p1'],
      ids: 1,
      outcome: 'failed',
      code: 'recipient_invalid',
    },
    {
      name: 'nothing is an address',
      turns: { p1: { kind: 'nobody', unusable: ['ann at x'] } },
      asked: ['p1'],
      ids: 0,
      outcome: 'failed',
      code: 'no_recipients',
    },
    { name: 'a profile is gone', turns: {}, asked: ['p9'], ids: 0, outcome: 'failed', code: 'target_missing' },
  ])('$name', async ({ name: _name, turns, asked, ids, outcome, ...more }) => {
    const { open } = world(turns, [profileOf('p1'), profileOf('p2')]);
    const opened = await open(...asked);
    expect(opened).toMatchObject({ outcome, ...more });
    expect(opened.ids).toHaveLength(ids);
  });

  it('collects what its profile wants in a digest, and goes on as it began when the profile changes', async () => {
    const digest = profileOf('p1', { mode: 'digest' });
    const { open, rows, items, openedAs } = world({ p1: send }, [digest]);
    await open('p1');
    expect([rows.length, items.length]).toEqual([0, 1]);
    openedAs.set('p1', 'single');
    await open('p1');
    expect([rows.length, items.length]).toEqual([1, 1]);
  });

  it('collects what follows from a CA although its profile wants each by itself, where a table can be shown', async () => {
    const plan = { deliveries: [...send.plan.deliveries, { channel: 'webhook', recipient: nobody }] } as const;
    const issuerChange = issuerChangeOf('ca');
    const { envelope } = noticeOf('f1');
    const data = { oldStatus: 'valid', newStatus: 'invalid' };
    const changed = { ...envelope, event: 'certificate_status_changed', monitoring: false, data } as const;
    const turn = { ...send, plan, cycle: null };
    const { open, rows, items } = world({ p1: turn }, [profileOf('p1')], true, { envelope: changed, issuerChange });
    const opened = await open('p1');
    expect(rows.map(({ channel }) => channel)).toEqual(['webhook']);
    expect(items).toMatchObject([
      { channel: 'email', following: { issuer: issuerChange, from: 'valid', to: 'invalid' }, cycle: null },
    ]);
    expect(opened).toMatchObject({ outcome: 'pending' });
    expect(opened.ids).toHaveLength(2);
    const alone = world({ p1: turn }, [profileOf('p1')], true, { envelope: changed });
    await alone.open('p1');
    expect([alone.rows.length, alone.items.length]).toEqual([2, 0]);
  });

  it('finds what an earlier attempt opened when the payload is erased since', async () => {
    const first = world({ p1: send }, [profileOf('p1')]);
    await first.open('p1');
    const again = world({}, [], false);
    expect(await again.open('p1')).toMatchObject({ outcome: 'failed', code: 'target_missing' });
    again.rows.push(...first.rows);
    expect(await again.open('p1')).toEqual({ ids: [first.rows[0]!.id], outcome: 'pending' });
  });
});
