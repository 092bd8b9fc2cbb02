import { deliveryKey } from './delivery-key';

const parts = {
  firingId: 'f',
  profile: 'p',
  channel: 'email',
  recipient: { kind: 'address', value: 'Ann@Example.com' },
} as const;

it('is opaque, stable, and blind to the case of an address', () => {
  const key = deliveryKey(parts);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(deliveryKey({ ...parts, recipient: { kind: 'address', value: 'ann@example.com' } })).toBe(key);
});

it.each([
  { firingId: 'g' },
  { profile: 'q' },
  { channel: 'internal' as const },
  { recipient: { kind: 'user', value: 'ann@example.com' } as const },
  { recipient: { kind: 'none', value: null } as const },
  { firingId: 'f","p', profile: '' },
])('differs with %j', (change) => expect(deliveryKey({ ...parts, ...change })).not.toBe(deliveryKey(parts)));
