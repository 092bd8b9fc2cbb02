import type { Mail } from '../../delivery/mail/mailer';
import type { SendResult } from '../../delivery/send-result';
import { effectOf } from '../../../test/support/alert-work';
import { createEmailEffect } from './email-effect';

const mails: Mail[] = [];
let result: SendResult = { kind: 'delivered' };
const email = createEmailEffect({
  mailer: { send: async (mail) => (mails.push(mail), result) },
  from: { name: 'Certloom', address: 'certloom@x.example' },
  contentOf: async (uuid) => (uuid === 'one' ? Buffer.alloc(60, 7) : undefined),
});
const { signal } = new AbortController();
const to = { recipient: 'a@x.example' };

beforeEach(() => {
  mails.length = 0;
  result = { kind: 'delivered' };
});

it('sends one message whose id follows from the row', async () => {
  await email.carryOut(effectOf('email', {}, to), signal);
  await email.carryOut(effectOf('email', {}, to), signal);
  await email.carryOut(effectOf('email', {}, { ...to, key: 'other' }), signal);
  const ids = mails.map(({ messageId }) => messageId);
  expect(mails[0]).toMatchObject({
    to: 'a@x.example',
    subject: 'one.example ends',
    text: 'one.example',
    html: '<p>one.example</p>',
  });
  expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
  expect(ids[0]).toMatch(/^<[0-9a-f]{40}@x\.example>$/);
});

it('attaches the certificate', async () => {
  await email.carryOut(effectOf('email', { attachCertificate: 'pem' }, to), signal);
  expect(mails[0]?.attachments?.[0]?.content.toString()).toMatch(/^-----BEGIN CERTIFICATE-----\n[\w+/=]{64}\n/);
});

it('tells a refusal from what may pass', async () => {
  result = { kind: 'permanent', error: 'rejected', detail: 'no such mailbox' };
  expect(await email.carryOut(effectOf('email', {}, to), signal)).toMatchObject({ kind: 'failed', isTemporary: false });
  result = { kind: 'temporary', error: 'greylisted', detail: 'later', retryAfterMs: null };
  expect(await email.carryOut(effectOf('email', {}, to), signal)).toMatchObject({
    error: 'greylisted',
    isTemporary: true,
  });
  expect(await email.carryOut(effectOf('email', {}, { recipient: 'no address' }), signal)).toMatchObject({
    error: 'recipient_invalid',
  });
});

it('previews without sending', () => {
  expect(email.preview(effectOf('email', { subject: 'own {cn}' }, to))).toEqual({
    ...{ to: 'a@x.example', subject: 'own one.example', message: '<p>one.example</p>' },
  });
  expect(mails).toEqual([]);
});
