import { isWithoutStarttls, resultOfSmtpError } from './smtp-fault';

/** An error as nodemailer makes it of a reply. */
function replied(command: string, response: string, code = 'EENVELOPE'): Error {
  return Object.assign(new Error('x'), { code, command, response, responseCode: Number(response.slice(0, 3)) });
}

const atEnd = (response: string) => replied('DATA', response, 'EMESSAGE');

describe('case-M1: what is about us or passes by is tried again', () => {
  it.each([
    replied('CONN', '554 5.7.1 no service', 'EPROTOCOL'),
    replied('CONN', '554 no service', 'EPROTOCOL'),
    replied('EHLO', '550 5.7.1 bad helo', 'ECONNECTION'),
    replied('HELO', '501 bad helo', 'EPROTOCOL'),
    replied('MAIL FROM', '530 5.7.0 Must issue a STARTTLS command first'),
    replied('MAIL FROM', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'),
    replied('MAIL FROM', '553 5.7.1 Sender address rejected'),
    replied('MAIL FROM', '501 Syntax error'),
    replied('MAIL FROM', '550 no'),
    replied('MAIL FROM', '553 5.1.8 sender domain does not exist'),
    replied('MAIL FROM', '550 5.1.1 who are you'),
    replied('MAIL FROM', '552 too much'),
    replied('RCPT TO', '530 5.7.1 Authentication required'),
    replied('RCPT TO', '550 5.7.1 Relaying denied'),
    replied('RCPT TO', '550-5.7.1 Relaying denied\n550 5.7.1 see our page'),
    replied('RCPT TO', '550 #5.7.1 Relaying denied'),
    replied('RCPT TO', '552 5.2.2 Mailbox full'),
    replied('RCPT TO', '552 Mailbox full'),
    replied('RCPT TO', '554 5.7.1 blocked'),
    replied('RCPT TO', '554 blocked'),
    replied('RCPT TO', '503 bad sequence'),
    replied('RCPT TO', '550 4.2.0 greylisted'),
    replied('RCPT TO', '450 5.1.1 later'),
    replied('DATA', '503 Bad sequence of commands'),
    replied('DATA', '554 no valid recipients'),
    replied('DATA', '530 authenticate'),
    atEnd('550 5.7.1 looks like spam'),
    atEnd('550 no'),
    atEnd('552 5.2.2 over quota'),
    atEnd('554 5.7.9 no signature'),
    atEnd('451 4.3.0 later'),
  ])('$command $response', (error) => {
    expect(resultOfSmtpError(error, 'mail.example:25')).toMatchObject({ kind: 'temporary', error: 'smtp_failed' });
  });
});

describe('what is about this recipient or this message ends at once', () => {
  it.each([
    ...['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'].map((code) => replied('RCPT TO', `550 ${code} no`)),
    replied('RCPT TO', '550-5.1.1 no such user\n550 5.1.1 look elsewhere'),
    replied('RCPT TO', '550 #5.1.1 no such user'),
    ...['550', '551', '553'].map((reply) => replied('RCPT TO', `${reply} no`)),
    replied('MAIL FROM', '552 5.3.4 too large'),
    replied('MAIL FROM', '550 5.6.7 no internationalised mail'),
    ...['552', '554'].map((reply) => atEnd(`${reply} no`)),
    ...['5.3.4', '5.6.0', '5.6.7', '5.1.1'].map((code) => atEnd(`550 ${code} no`)),
  ])('$command $response', (error) => {
    expect(resultOfSmtpError(error, 'mail.example:25')).toMatchObject({ kind: 'permanent', error: 'smtp_refused' });
  });
});

it('an error names the server, the command and the reply, in visible characters', () => {
  const result = resultOfSmtpError(replied('RCPT TO', '550 5.1.1 no\u202e\r\n such'), 'mail.example:587');
  expect(result).toMatchObject({
    detail: 'The mail server mail.example:587 answered RCPT TO with 550 5.1.1 no\\u202e such',
  });
});

it.each([
  { error: replied('AUTH PLAIN', '535 5.7.8 wrong', 'EAUTH'), code: 'smtp_authentication_failed' },
  { error: Object.assign(new Error('x'), { code: 'EAUTH' }), code: 'smtp_authentication_failed' },
  { error: replied('STARTTLS', '454 not now', 'ETLS'), code: 'tls_failed' },
  {
    error: Object.assign(new Error('x'), { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }),
    code: 'connection_failed',
  },
  { error: Object.assign(new Error('x'), { code: 'EDNS', originalCode: 'ENOTFOUND' }), code: 'name_not_resolved' },
  { error: Object.assign(new Error('x'), { code: 'ETIMEDOUT' }), code: 'timeout' },
  { error: new Error('x'), code: 'connection_failed' },
])('$code may pass', ({ error, code }) => {
  const result = resultOfSmtpError(error, 'mail.example:25');
  expect(result).toMatchObject({ kind: 'temporary', error: code });
  expect(result.kind !== 'delivered' && result.detail).toContain('mail.example:25');
});

it('a server without STARTTLS is told from one that has none to give now', () => {
  expect(isWithoutStarttls(replied('STARTTLS', '502 unknown', 'ETLS'))).toBe(true);
  expect(isWithoutStarttls(replied('EHLO', '500 unknown', 'ECONNECTION'))).toBe(true);
  expect(isWithoutStarttls(replied('STARTTLS', '454 not now', 'ETLS'))).toBe(false);
  expect(isWithoutStarttls(replied('RCPT TO', '550 no'))).toBe(false);
});
