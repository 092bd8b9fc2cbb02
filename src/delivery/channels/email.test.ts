import { parseMailbox } from './email';
import { createMailer, transportOptions } from '../mail/mailer';

it.each([
  ['a@b.example', { name: '', address: 'a@b.example' }],
  ['Certloom <certloom@localhost>', { name: 'Certloom', address: 'certloom@localhost' }],
  ['"Cert, loom" <c@b.example>', { name: 'Cert, loom', address: 'c@b.example' }],
  ['A\r\nBcc: x@y.example <c@b.example>', { name: 'A\\u000d\\u000aBcc: x@y.example', address: 'c@b.example' }],
  ['a@b.example, c@d.example', undefined],
  ['<a@b.example> <c@d.example>', undefined],
  ['', undefined],
])('parseMailbox %j', (text, expected) => expect(parseMailbox(text)).toEqual(expected));

const timeouts = { connectMs: 1, socketMs: 2, totalMs: 3 };
it.each([
  ['smtp://mail.example', { host: 'mail.example', port: 587, secure: false, requireTLS: false, ignoreTLS: false }],
  ['smtp://u:p%40ss@mail.example:25', { port: 25, requireTLS: true, auth: { user: 'u', pass: 'p@ss' } }],
  ['smtp://u:p@mail.example?tls=opportunistic', { requireTLS: false, ignoreTLS: false }],
  ['smtp://mail.example?tls=required', { requireTLS: true }],
  ['smtp://mail.example?tls=none', { ignoreTLS: true }],
  ['smtps://[::1]', { host: '::1', port: 465, secure: true }],
])('transportOptions %s', (url, expected) => {
  expect(transportOptions(url, {}, timeouts)).toMatchObject({
    ...expected,
    disableFileAccess: true,
    disableUrlAccess: true,
    pool: true,
  });
});

it.each(['http://mail.example', 'smtp://mail.example?tls=maybe'])('refuses %s', (url) => {
  expect(() => transportOptions(url, {}, timeouts)).toThrow(RangeError);
});

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
