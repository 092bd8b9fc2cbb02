import { parseSmtpUrl, transportOptions } from './smtp-address';

const settings = {
  trust: undefined,
  name: undefined,
  maxConnections: 5,
  timeouts: { connectMs: 1, socketMs: 2 },
};
const all = ['verified', 'unverified', 'plain'];

it.each([
  ['smtp://mail.example', { host: 'mail.example', port: 587, implicitTls: false, securities: all }],
  ['smtp://u:p%40ss@mail.example:25', { port: 25, auth: { user: 'u', pass: 'p@ss' }, securities: ['verified'] }],
  ['smtp://u:p@mail.example?tls=opportunistic', { securities: all }],
  ['smtp://mail.example?tls=required', { securities: ['verified'] }],
  ['smtp://mail.example?tls=verify', { securities: ['verified'] }],
  ['smtp://mail.example?tls=none', { securities: ['plain'] }],
  ['smtps://[::1]', { host: '::1', port: 465, implicitTls: true, securities: ['verified'] }],
  ['smtps://mail.example?tls=opportunistic', { securities: ['verified', 'unverified'] }],
])('parseSmtpUrl %s', (url, expected) => expect(parseSmtpUrl(url)).toMatchObject(expected));

it.each(['http://mail.example', 'smtp://mail.example?tls=maybe', 'smtps://mail.example?tls=none'])(
  'refuses %s',
  (url) => {
    expect(() => parseSmtpUrl(url)).toThrow(RangeError);
  },
);

it.each([
  ['verified', { requireTLS: true, ignoreTLS: false, tls: { rejectUnauthorized: true } }],
  ['unverified', { requireTLS: true, ignoreTLS: false, tls: { rejectUnauthorized: false } }],
  ['plain', { requireTLS: false, ignoreTLS: true }],
] as const)('transportOptions, %s', (security, expected) => {
  expect(transportOptions(parseSmtpUrl('smtp://mail.example'), security, settings)).toMatchObject({
    ...expected,
    disableFileAccess: true,
    disableUrlAccess: true,
    pool: true,
  });
});
