import { certificateOf, directoryOf, groupOf, profileOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import { noticeSubject } from '../../domain/notifications/notice-subject';
import { recipientFactsOf } from './recipient-facts';

const subject = noticeSubject({
  ...{ event: 'certificate_expiring', data: {}, rejected: false, actorUuid: null, ownerUuid: 'ann' },
  ...{ groupUuids: ['web', 'gone'], attributes: certificateOf('c1').attributes },
});
const directory = directoryOf([userOf('ann'), userOf('off', { enabled: false })], [groupOf('web', ['ann'])]);

describe('whom a profile means', () => {
  it('by name, as far as they exist', () => {
    const profile = profileOf('p1', { recipientType: 'default' });
    expect(recipientFactsOf(profile, null, subject, directory)).toMatchObject({
      users: [{ uuid: 'ann', name: 'ann' }],
      groups: [
        { uuid: 'web', name: 'web' },
        { uuid: 'gone', name: null },
      ],
      channels: ['email'],
      reachesNobody: false,
    });
  });

  it.each([
    { name: 'a disabled user', recipients: ['off'], reachesNobody: true },
    { name: 'a user that is gone', recipients: ['gone'], reachesNobody: true },
    { name: 'one of two', recipients: ['gone', 'ann'], reachesNobody: false },
  ])('$name reaches nobody: $reachesNobody', ({ recipients, reachesNobody }) => {
    const profile = profileOf('p1', { recipientType: 'user', recipients });
    expect(recipientFactsOf(profile, null, subject, directory).reachesNobody).toBe(reachesNobody);
  });
});
