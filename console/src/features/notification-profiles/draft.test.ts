import { expect, it } from 'vitest';
import { changesBetween, draftOf, restored } from './draft';
import type { Profile, ProfileVersion } from './queries';

const include = { customAttributes: false, metadata: false, associations: false };
const content = {
  recipientType: 'group' as const,
  recipients: ['g'],
  recipientNames: ['Web'],
  recipientAttribute: null,
  ...{ frequency: null, repetitions: null, quietHours: null, include, mode: 'single' as const, templates: {} },
  escalationSteps: [
    {
      before: 'P7D',
      addRecipients: [
        { recipientType: 'user' as const, recipients: ['u'], recipientNames: ['ada'], recipientAttribute: null },
      ],
    },
  ],
};
const profile: Profile = {
  ...content,
  ...{ uuid: 'p', name: 'Mail', description: '', version: 2, revision: 4, warnings: [], usedBy: [] },
  ...{ createdAt: '2030-01-01T00:00:00.000Z', updatedAt: '2030-01-01T00:00:00.000Z' },
  channels: [
    { type: 'email', replyTo: 'pki@example.org' },
    { type: 'webhook', url: 'https://x.example.org', secretCount: 1, overlapEndsAt: null, disabled: null },
    { type: 'pagerDuty', routingKey: '[set]' },
  ],
};

it('leaves out what is only shown, and secrets, so that they stay', () => {
  const draft = draftOf(profile);
  expect(Object.keys(draft).sort()).toEqual(
    [...Object.keys(content).filter((name) => name !== 'recipientNames'), 'name', 'description', 'channels'].sort(),
  );
  expect(draft['channels']).toEqual([
    { type: 'email', replyTo: 'pki@example.org' },
    { type: 'webhook', url: 'https://x.example.org' },
    { type: 'pagerDuty' },
  ]);
  expect(JSON.stringify(draft)).not.toContain('recipientNames');
});

it('takes everything of a version but name and description, and tells what differs', () => {
  const { channels, ...others } = content as typeof content & { channels?: never };
  void channels;
  const version: ProfileVersion = {
    ...others,
    ...{ version: 1, savedAt: '2029-01-01T00:00:00.000Z', frequency: 'P1D' },
    channels: [{ type: 'email' }],
  };
  const now = draftOf(profile);
  const before = restored(now, version);
  expect([before['name'], before['frequency']]).toEqual(['Mail', 'P1D']);
  expect(changesBetween(before, now).map(({ member }) => member)).toEqual(['channels', 'frequency']);
});
