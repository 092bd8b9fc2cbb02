import { maskForAudit } from './audit-masking';

const pem = (label: string) => `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('maskForAudit', () => {
  it.each([
    { name: 'a password', value: { password: 'x' } },
    { name: 'a webhook secret, whatever the case', value: { channel: { 'Webhook-Secret': 'x', client_secret: 'x' } } },
    { name: 'an authorization header', value: { headers: { Authorization: 'x' } } },
    { name: 'a credential object', value: { credentials: { user: 'x' } } },
    { name: 'a secret attribute by its type', value: [{ contentType: 'secret', content: [{ data: 'x' }] }] },
    { name: 'a credential by its type', value: [{ contentType: 'credential', content: [{ data: 'x' }] }] },
    { name: 'a secret attribute by its name', value: [{ name: 'hidden', content: [{ data: 'x' }] }] },
    { name: 'a map of values by name', value: { attributes: { hidden: 'x' } } },
    {
      name: 'the address of a chat channel',
      value: {
        channels: [
          { type: 'slack', url: 'x' },
          { type: 'teams', url: 'x' },
        ],
      },
    },
    { name: 'a routing key', value: { channels: [{ type: 'pagerDuty', routingKey: 'x' }] } },
    { name: 'user information in an address', value: { to: 'https://user:x@example.org/a' } },
  ])('hides $name', ({ value }) => {
    const masked = JSON.stringify(maskForAudit(value, new Set(['hidden'])));
    expect(masked).toContain('***');
    expect(masked).not.toContain('"x"');
    expect(masked).not.toContain(':x@');
  });

  it.each(['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'OPENSSH PRIVATE KEY'])(
    'hides a %s, also as base64',
    (label) => {
      expect(maskForAudit({ certificate: pem(label) })).toEqual({ certificate: '***' });
      expect(maskForAudit({ certificate: `${pem('CERTIFICATE')}${pem(label)}` })).toEqual({ certificate: '***' });
      expect(maskForAudit({ certificate: base64(pem(label)) })).toEqual({ certificate: '***' });
      expect(maskForAudit(Buffer.from(pem(label)))).toBe('***');
    },
  );

  it('keeps the rest as plain JSON', () => {
    const value = { name: 'a', at: new Date(0), none: null, gone: undefined, list: [1, true], secret: null };
    expect(maskForAudit(value)).toEqual({
      name: 'a',
      at: '1970-01-01T00:00:00.000Z',
      none: null,
      list: [1, true],
      secret: null,
    });
    expect(maskForAudit(pem('CERTIFICATE'))).toBe(pem('CERTIFICATE'));
    expect(maskForAudit({ url: 'https://example.org/a@b' })).toEqual({ url: 'https://example.org/a@b' });
  });

  it('ends on deep structures', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    expect(JSON.stringify(maskForAudit(deep))).toContain('[cut]');
  });
});
