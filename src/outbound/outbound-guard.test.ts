import type { LookupAddress } from 'node:dns';
import { createOutboundGuard, OutboundRefused } from './outbound-guard';

const guard = createOutboundGuard();

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '168.63.129.16',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '::7f00:1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'not an address',
    '',
  ])('refuses %s', (address) => expect(guard.allows('a.example', address)).toBe(false));

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('allows %s', (address) =>
    expect(guard.allows('a.example', address)).toBe(true),
  );

  it.each([
    '169.254.169.254',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    'fe80::1',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    'fd00:ec2::254',
  ])('refuses %s, whatever the list says', (address) => {
    const all = createOutboundGuard(['0.0.0.0/0', '::/0', address, 'metadata.internal']);
    expect(all.allows('metadata.internal', address)).toBe(false);
    expect(all.allows(address, address)).toBe(false);
    expect(all.allows('metadata.internal', '10.0.0.1')).toBe(true);
  });

  it.each([
    { allow: '10.0.0.0/8', host: 'a.example', address: '10.9.9.9', expected: true },
    { allow: '10.0.0.0/8', host: 'a.example', address: '::ffff:10.9.9.9', expected: true },
    { allow: '10.0.0.0/8', host: 'a.example', address: '192.168.1.1', expected: false },
    { allow: 'fd00::/8', host: 'a.example', address: 'fd00::1', expected: true },
    { allow: '127.0.0.1', host: '127.0.0.1', address: '127.0.0.1', expected: true },
    { allow: '127.0.0.1', host: 'x', address: '127.0.0.2', expected: false },
    { allow: 'Hooks.Internal', host: 'hooks.internal.', address: '192.168.1.1', expected: true },
    { allow: 'hooks.internal', host: 'evil.hooks.internal', address: '192.168.1.1', expected: false },
  ])('with $allow: $host at $address is $expected', ({ allow, host, address, expected }) => {
    expect(createOutboundGuard([allow]).allows(host, address)).toBe(expected);
  });
});

describe('checkUrl', () => {
  it.each([
    ['file:///etc/passwd', 'url_not_allowed'],
    ['ftp://a.example', 'url_not_allowed'],
    ['gopher://a.example', 'url_not_allowed'],
    ['data:text/plain,x', 'url_not_allowed'],
    ['https://user@a.example', 'url_not_allowed'],
    ['https://user:pass@a.example', 'url_not_allowed'],
    ['no url', 'url_not_allowed'],
    ['http://127.0.0.1/', 'address_not_allowed'],
    ['http://2130706433/', 'address_not_allowed'],
    ['http://0x7f.1/', 'address_not_allowed'],
    ['http://0177.0.0.1/', 'address_not_allowed'],
    ['http://127.1/', 'address_not_allowed'],
    ['http://0/', 'address_not_allowed'],
    ['http://127.0.0.1./', 'address_not_allowed'],
    ['http://①②⑦.0.0.1/', 'address_not_allowed'],
    ['http://[::1]/', 'address_not_allowed'],
    ['http://[::ffff:10.0.0.1]/', 'address_not_allowed'],
    ['http://[fe80::1]/', 'address_not_allowed'],
  ])('refuses %s', (url, code) => {
    expect(() => guard.checkUrl(url)).toThrow(expect.objectContaining({ code }));
  });

  it.each(['https://hooks.example/x?y=1', 'http://8.8.8.8/', 'https://[2606:4700:4700::1111]/'])('allows %s', (url) => {
    expect(guard.checkUrl(url).href).toBe(url);
  });
});

describe('lookup', () => {
  const looked = (found: string[], all: boolean) => {
    const addresses: LookupAddress[] = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const { lookup } = createOutboundGuard([], (_host, _options, done) => done(null, addresses));
    return new Promise<unknown>((resolve) =>
      lookup('a.example', { all }, (error, address) => resolve(error ?? address)),
    );
  };

  it('gives public addresses', async () => {
    expect(await looked(['8.8.8.8', '8.8.4.4'], false)).toBe('8.8.8.8');
    expect(await looked(['8.8.8.8'], true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
  });

  it.each([[['10.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['::ffff:127.0.0.1']], [[]]])('refuses %j', async (found) => {
    expect(await looked(found, true)).toBeInstanceOf(OutboundRefused);
  });
});
