import type { NoticePayload } from '../../store/firings/notice-payloads';
import { createActionFacts } from './action-facts';

it('reads what tokens of actions stand for; nothing once what the event tells is gone', async () => {
  const payload = {
    envelope: { event: 'x' },
    certificateUuid: null,
    ownerUuid: 'u',
    subject: { attributes: { a: 1 } },
  };
  const facts = createActionFacts({
    payload: async (id) => (id === 'f' ? (payload as unknown as NoticePayload) : undefined),
    certificate: async () => null,
    names: async () => ({ users: new Map([['u', { email: 'o@x.test' }]]), raProfiles: new Map() }),
    now: () => new Date(0),
  });
  expect(await facts('f')).toMatchObject({ ownerMail: 'o@x.test', attributes: { a: 1 }, raProfileName: null });
  expect(await facts('gone')).toBeUndefined();
});
