import { certificateOf, directoryOf, inDays, start, watchOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import type { Permission } from '../../domain/identity/permissions';
import { createCalendarReader } from './calendar';

function reader(permissions: readonly Permission[] | undefined, count = 2) {
  const certificate = (uuid: string) => ({ ...certificateOf(uuid), notAfter: inDays(5), hasSuccessor: true });
  return createCalendarReader(
    {
      stores: {
        calendarFeeds: { userOf: async (secret) => (secret === 'known' ? 'ann' : null) },
        directory: {
          snapshot: async () => directoryOf([userOf('ann')]),
          permissionsOf: async () => permissions && new Set(permissions),
        },
        expiringCertificates: {
          ofPerson: async () => Array.from({ length: count }, (_, index) => certificate(`c${index}`)),
        },
        expirationWatches: { findMany: async () => new Map([['c1', watchOf('c1', { cycle: 4 })]]) },
      },
      now: () => start,
      publicUrl: 'https://certloom.example',
    },
    { widestMs: async () => 0, replacedAmong: async () => new Set(['c0']) },
  );
}

describe('the calendar behind a secret', () => {
  it.each([
    { name: 'an unknown secret', secret: 'x', permissions: ['expiring:read'] as Permission[] },
    { name: 'a user who is disabled', secret: 'known', permissions: undefined },
    { name: 'a user who may not look any more', secret: 'known', permissions: [] },
  ])('is nothing for $name', async ({ secret, permissions }) => {
    expect(await reader(permissions)(secret)).toBeNull();
  });

  it('has an event for each certificate without a replacement, another one in each cycle', async () => {
    const text = await reader(['expiring:read'])('known');
    expect(text?.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    expect(text).toContain('UID:c1.4@certloom');
    expect(text).toContain('https://certloom.example/api/v1/expiring/c1');
  });

  it('shows a thousand at most', async () => {
    const text = await reader(['expiring:read'], 1_500)('known');
    expect(text?.match(/BEGIN:VEVENT/g)).toHaveLength(1_000);
  });
});
