import { certificateOf, directoryOf, groupOf, inDays, profileOf, rulesOf, start } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { createUnreachedAmong } from './reach';
import { createWholes } from './whole';

const nothingRead = createWholes({ findMany: async () => [] });

const directory = directoryOf(
  [userOf('ann'), userOf('off', { enabled: false })],
  [groupOf('web', ['ann']), groupOf('empty', [])],
);

async function isUnreached(
  profiles: readonly NotificationProfile[],
  change: object = {},
  named = profiles.map(({ uuid }) => uuid),
) {
  const unreachedAmong = createUnreachedAmong({ findMany: async () => [...profiles] }, nothingRead);
  const certificate = certificateOf('c1', change);
  const ending = { certificate, dueFrom: inDays(-5), notAfter: inDays(10) };
  return (await unreachedAmong(rulesOf(named, { directory }), [ending], start)).has('c1');
}

describe('a certificate that nobody would be told about', () => {
  it.each([
    { name: 'no trigger tells anybody', profiles: [], expected: true },
    { name: 'the profile is gone', profiles: [], named: ['gone'], expected: true },
    { name: 'it has no owner', profiles: [profileOf('p1')], expected: true },
    { name: 'its owner is disabled', profiles: [profileOf('p1')], change: { owner: 'off' }, expected: true },
    { name: 'its owner is there', profiles: [profileOf('p1')], change: { owner: 'ann' }, expected: false },
    {
      name: 'its group has no members',
      profiles: [profileOf('p1', { recipientType: 'default' })],
      change: { groups: ['empty'] },
      expected: true,
    },
    {
      name: 'another profile reaches somebody',
      profiles: [profileOf('p1'), profileOf('p2', { recipientType: 'user', recipients: ['ann'] })],
      expected: false,
    },
    {
      name: 'a later step adds somebody',
      profiles: [
        profileOf('p1', {
          escalationSteps: [
            { before: 'P7D', addRecipients: [] },
            {
              before: 'P1D',
              addRecipients: [{ recipientType: 'group', recipients: ['web'], recipientAttribute: null }],
            },
          ],
        }),
      ],
      expected: false,
    },
    {
      name: 'a channel has no addresses',
      profiles: [profileOf('p1', { recipientType: 'none', channels: [{ type: 'eventLog' }] })],
      expected: false,
    },
  ])('$name: $expected', async ({ profiles, named, change, expected }) => {
    expect(await isUnreached(profiles, change, named)).toBe(expected);
  });

  it('is asked for at its end too, where a condition may hold only then', async () => {
    const moments: Date[] = [];
    const rules = rulesOf(['p1'], { directory });
    const sets = rules.setsOf({ groups: [], raProfile: null });
    const lastWeek = (now: Date) => {
      moments.push(now);
      return { result: now >= inDays(3) ? ('true' as const) : ('false' as const), leaves: [] };
    };
    const ready = {
      ...sets.ready,
      actions: sets.ready.actions.map((one) => ({ ...one, evaluate: (_subject: unknown, now: Date) => lastWeek(now) })),
    };
    const findMany = async () => [profileOf('p1', { recipientType: 'user', recipients: ['ann'] })];
    const ending = { certificate: certificateOf('c1'), dueFrom: inDays(2), notAfter: inDays(10) };
    const found = await createUnreachedAmong({ findMany }, nothingRead)(
      { ...rules, setsOf: () => ({ ...sets, ready }) },
      [ending],
      start,
    );
    expect([...found]).toEqual([]);
    expect(moments).toEqual([inDays(2), inDays(10)]);
  });
});
