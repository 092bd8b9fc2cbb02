import { deliveryOf, profileOf, start, workOf } from '../../../test/support/builders';
import type { ChannelSenders } from '../../delivery/channels/channel';
import type { SendResult } from '../../delivery/send-result';
import { temporary } from '../../delivery/send-result';
import type { Delivery } from '../../domain/notifications/delivery';
import { defaultPace } from '../../domain/notifications/pace';
import { createSendDeliveries } from './send-deliveries';

const message = { subject: '', text: '', html: null, envelope: {} as never, facts: {}, defaultTextUsed: false };

function world(ids: readonly string[], answer: (id: string) => SendResult) {
  const rows = new Map(ids.map((id): [string, Delivery] => [id, deliveryOf(id, { message })]));
  const change = (id: string, fields: Partial<Delivery>) => rows.set(id, { ...rows.get(id)!, ...fields });
  const owners = new Set<string>();
  const counted: string[] = [];
  let reads = 0;
  const email = { type: 'email' as const, send: async ({ key }: { readonly key: string }) => answer(key) };
  const send = createSendDeliveries({
    profiles: {
      find: async (uuid) => {
        reads += 1;
        return profileOf(uuid);
      },
    },
    deliveries: {
      lease: async (id, owner) => {
        owners.add(owner);
        return rows.get(id)!;
      },
      markDelivered: async (id) => void change(id, { status: 'delivered' }),
      markFailed: async (id, _owner, _attempt, { nextAttemptAt }) =>
        change(id, { status: 'retrying', nextAttemptAt }).has(id),
      release: async () => undefined,
      findProgress: async (asked) => asked.flatMap((id) => rows.get(id) ?? []),
    },
    senders: { email } as unknown as ChannelSenders,
    now: () => start,
    newId: () => 'round',
    pace: defaultPace,
    spread: () => 0,
    countAttempt: (channel, outcome) => counted.push(`${channel} ${outcome}`),
  });
  return { send, owners, counted, reads: () => reads };
}

describe('a round of sending', () => {
  it('tries each once under one owner, reads a profile once, and tells when to come again', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `d${index}`);
    const { send, owners, counted, reads } = world(ids, (id) =>
      id === 'd7' ? temporary('smtp_failed', '') : { kind: 'delivered' },
    );
    const round = await send([...ids, 'd0'], workOf());
    expect(round.open).toBe(1);
    expect(Date.parse(round.nextAttemptAt!)).toBeGreaterThan(start.getTime());
    expect(new Set(round.finished.map(({ id }) => id)).size).toBe(59);
    expect([...owners]).toEqual(['round']);
    expect(reads()).toBe(1);
    expect(counted.filter((one) => one === 'email retrying')).toHaveLength(1);
  });

  it('ends without an attempt when it was called off', async () => {
    const { send, owners } = world(['d1'], () => ({ kind: 'delivered' }));
    const signal = AbortSignal.abort(new Error('shutdown'));
    await expect(send(['d1'], workOf({ signal }))).rejects.toThrow('shutdown');
    expect(owners.size).toBe(0);
  });
});
