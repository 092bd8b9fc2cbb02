import { certificateOf, directoryOf, inDays, start, watchOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import type { Permission } from '../../domain/identity/permissions';
import { createCalendarReader } from './calendar';

function reader(permissions: readonly Permission[] | undefined, count = 2, ended: readonly string[] = []) {
  const certificate = (uuid: string, notAfter = inDays(5)) => ({
    ...{ ...certificateOf(uuid), notAfter, hasSuccessor: true },
  });
  const acknowledged = { by: { uuid: null, name: 'ann' }, at: start, comment: null, until: null };
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
          endedOfPerson: async () => ended.map((uuid) => certificate(uuid, inDays(-3))),
        },
        expirationWatches: {
          findMany: async () =>
            new Map([
              ['c1', watchOf('c1', { cycle: 4 })],
              ['known', watchOf('known', { acknowledged })],
            ]),
        },
        inventory: { shownNames: async () => new Map() },
      },
      now: () => start,
      certificateUrl: (uuid, from) => `https://certloom.example/n/${uuid}-${from.toISOString().slice(0, 10)}`,
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
    expect(text).toContain(`https://certloom.example/n/c1-${inDays(5).toISOString().slice(0, 10)}`);
  });

  it('keeps what has ended, says so, and lets go what is replaced or acknowledged since', async () => {
    const text = await reader(['expiring:read'], 0, ['c0', 'known', 'gone'])('known');
    const unfolded = text!.replaceAll('\r\n ', '');
    expect(unfolded.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    expect(unfolded).toContain('SUMMARY:Certificate expired\\, not replaced: gone.example');
    // At the moment of its end, and changed since by nothing but time.
    expect(unfolded).toMatch(/DTSTART:20291229T000000Z/);
  });

  it('shows a thousand at most', async () => {
    const text = await reader(['expiring:read'], 1_500)('known');
    expect(text?.match(/BEGIN:VEVENT/g)).toHaveLength(1_000);
  });
});
