import { start } from '../../../test/support/builders';
import { digestDelivery, type Digest } from './digest-delivery';

const digest: Digest = {
  ...{ deliveryId: 'd', digest: 'scan', channel: 'email', profile: 'p1', profileVersion: 2, items: [] },
  recipient: { kind: 'address', value: 'ann@example.com' },
};
const message = { subject: '', text: '', html: null, envelope: {} as never, facts: {}, defaultTextUsed: false };
const night = { timeZone: 'UTC', from: '22:00', to: '06:00', days: [] };

it.each([
  { name: 'goes out at once', profile: { quietHours: null, version: 3 }, status: 'queued', version: 3 },
  { name: 'is held while it is quiet', profile: { quietHours: night, version: 3 }, status: 'held', version: 3 },
  { name: 'outlives its profile', profile: undefined, status: 'queued', version: 2 },
])('a digest $name', ({ profile, status, version }) => {
  const row = digestDelivery(digest, profile, message, start, { giveUpMs: 1 });
  expect(row).toMatchObject({ id: 'd', firingId: 'scan', event: 'certificate_expiring', origins: [] });
  expect(row).toMatchObject({ status, profileVersion: version });
});
