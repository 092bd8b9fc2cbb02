import { parseMailbox } from './email';
import { createMailer } from '../mail/mailer';

it.each([
  ['a@b.example', { name: '', address: 'a@b.example' }],
  ['Certloom <certloom@localhost>', { name: 'Certloom', address: 'certloom@localhost' }],
  ['"Cert, loom" <c@b.example>', { name: 'Cert, loom', address: 'c@b.example' }],
  ['A\r\nBcc: x@y.example <c@b.example>', { name: 'A\\u000d\\u000aBcc: x@y.example', address: 'c@b.example' }],
  ['a@b.example, c@d.example', undefined],
  ['<a@b.example> <c@d.example>', undefined],
  ['', undefined],
])('parseMailbox %j', (text, expected) => expect(parseMailbox(text)).toEqual(expected));

it('without a server every attempt fails for the time being', async () => {
  const mailer = createMailer({ url: undefined });
  const mail = {
    messageId: '<k@x>',
    from: { name: '', address: 'a@b.example' },
    to: 'c@d.example',
    subject: '',
    text: '',
    html: null,
  };
  expect(await mailer.send(mail, new AbortController().signal)).toMatchObject({
    kind: 'temporary',
    error: 'smtp_not_configured',
  });
});
