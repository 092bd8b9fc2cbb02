import type { Delivery } from './delivery';
import { asDelivery, isCollected, type DigestItem, type DigestItemState } from './digest-item';
import { channels } from './profile';

const item: DigestItem = {
  ...{ id: 'item', firingId: 'f', event: 'certificate_expiring', profile: 'p', profileVersion: 2, channel: 'email' },
  origins: [{ trigger: 't', actionId: 'a', actionKey: 'f/t/a' }],
  recipient: { kind: 'address', value: 'a@example.com' },
  ...{ certificate: 'c', notAfter: new Date(9), cycle: 1, step: 'P7D', number: 1, createdAt: new Date(1) },
  ...{ state: 'waiting', deliveryId: null, digest: null, takenAt: null },
};
const digest = { id: 'd', firingId: 'other', origins: [], status: 'retrying', attemptCount: 2 } as unknown as Delivery;

describe('isCollected', () => {
  it('is for channels that show a table', () => {
    const collected = channels.filter((channel) => isCollected({ mode: 'digest' }, true, channel));
    expect(collected.sort()).toEqual(['email', 'internal', 'slack', 'teams']);
  });

  it('is for what follows from a CA whatever the profile says, on the same channels', () => {
    const collected = channels.filter((channel) => isCollected({ mode: 'single' }, false, channel, true));
    expect(collected.sort()).toEqual(['email', 'internal', 'slack', 'teams']);
  });

  it.each([
    ['single', true],
    ['digest', false],
  ] as const)('not for mode %s with monitoring %s', (mode, monitoring) => {
    expect(isCollected({ mode }, monitoring, 'email')).toBe(false);
  });
});

describe('asDelivery', () => {
  it.each<[DigestItemState, Delivery | undefined, string]>([
    ['waiting', undefined, 'queued'],
    ['taken', undefined, 'queued'],
    ['sent', digest, 'retrying'],
    ['failing', digest, 'retrying'],
    ['cancelled', digest, 'cancelled'],
    ['cancelled', undefined, 'cancelled'],
    ['dropped', digest, 'cancelled'],
    ['done', undefined, 'cancelled'],
  ])('%s with digest %p is %s', (state, row, status) => {
    expect(asDelivery({ ...item, state }, row)).toMatchObject({
      ...{ firingId: 'f', profile: 'p', origins: item.origins, status, message: null },
    });
  });
});
