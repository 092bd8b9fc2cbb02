import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import {
  buildCertificate,
  createFixtureKey,
  toPem,
  type FixtureKeyType,
} from '../../../test/hostile/certificate-builder';
import { createOutboundGuard } from '../outbound-guard';
import { protocolOfGreeting } from './other-protocols';
import { probe, type ProbeOptions } from './probe';
import type { ScanProtocol, ScanTarget } from './targets';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function identity(subject: string, type: FixtureKeyType = 'rsa') {
  const key = createFixtureKey(type);
  const der = buildCertificate({ subject, key, sans: [subject] });
  return { der, cert: toPem(der), key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}

const web = identity('web.example');
const other = identity('other.example');
const secure = (options: tls.TlsOptions = {}) =>
  tls.createServer({ cert: web.cert, key: web.key, ...options }).on('tlsClientError', () => undefined);
const options: ProbeOptions = {
  guard: createOutboundGuard(['127.0.0.1']),
  connectMs: 1_000,
  totalMs: 1_500,
  signal: new AbortController().signal,
};
const targetOf = (port: number, change: Partial<ScanTarget> = {}): ScanTarget => ({
  ...{ host: '127.0.0.1', port, protocol: 'tls', serverName: undefined, isOfRange: false },
  ...change,
});
const chainsOf = async (target: ScanTarget) =>
  (await probe(target, options)).map((one) => ('kind' in one ? one.kind : one.chain.map((der) => der.toString('hex'))));
const hex = (...ders: readonly Buffer[]) => ders.map((der) => der.toString('hex'));

describe('a look at a TLS server', () => {
  it('gives the chain as it is sent, leaf first, related or not', async () => {
    const port = await listening(secure({ cert: web.cert + other.cert }));
    expect(await chainsOf(targetOf(port))).toEqual([hex(web.der, other.der)]);
  });

  it('asks for a name and is shown the certificate of that name', async () => {
    const context = tls.createSecureContext({ cert: other.cert, key: other.key });
    const port = await listening(
      secure({ SNICallback: (name, done) => done(null, name === 'other.example' ? context : undefined) }),
    );
    expect(await chainsOf(targetOf(port, { serverName: 'other.example' }))).toEqual([hex(other.der)]);
    expect(await chainsOf(targetOf(port))).toEqual([hex(web.der)]);
  });

  it.each([
    ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }, 'weak_protocol'],
    [
      'a client certificate in TLS 1.2',
      { maxVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: true },
      'client_certificate_wanted',
    ],
    [
      'a client certificate in TLS 1.3',
      { minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true },
      'client_certificate_wanted',
    ],
  ] as [string, tls.TlsOptions, string][])(
    'reads the chain of a server with %s, and says so',
    async (name, change, finding) => {
      const port = await listening(secure(change));
      const [found] = await probe(targetOf(port), options);
      expect(found).toMatchObject({ chain: [web.der] });
      // The runtime hangs up on a client without a certificate in its own way: the chain is what counts.
      if (!name.startsWith('a client')) expect(found).toMatchObject({ findings: [finding] });
    },
  );

  it('finds the RSA certificate beside the one on a curve', async () => {
    const curve = identity('web.example', 'ec');
    const port = await listening(
      tls
        .createServer({ cert: [curve.cert, web.cert], key: [curve.key, web.key] })
        .on('tlsClientError', () => undefined),
    );
    expect(await chainsOf(targetOf(port))).toEqual([hex(curve.der), hex(web.der)]);
  });

  it.each([
    ['silent', net.createServer(() => undefined), 'silent'],
    [
      'plain text',
      net.createServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
      'not_tls',
    ],
    ['broken off', net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy())), 'reset'],
    [
      'endless',
      net.createServer((socket) => socket.on('data', () => socket.write(Buffer.alloc(4_096, 0x16)))),
      'not_tls',
    ],
  ])('says why there is none: %s', async (_name, server, kind) =>
    expect(await probe(targetOf(await listening(server)), options)).toMatchObject([{ kind }]),
  );

  it('reaches nothing that is not allowed, and nothing where nothing listens', async () => {
    const port = await listening(secure());
    const strict = { ...options, guard: createOutboundGuard() };
    expect(await probe(targetOf(port), strict)).toMatchObject([{ kind: 'address_not_allowed' }]);
    expect(await probe(targetOf(port, { host: 'localhost' }), strict)).toMatchObject([{ kind: 'address_not_allowed' }]);
    const metadata = targetOf(80, { host: '169.254.169.254' });
    const lax = { ...options, guard: createOutboundGuard(['169.254.0.0/16']) };
    expect(await probe(metadata, lax)).toMatchObject([{ kind: 'address_not_allowed' }]);
    expect(await chainsOf(targetOf(1))).toEqual(['refused']);
  });

  it('ends when nobody wants it any more', async () => {
    const port = await listening(net.createServer(() => undefined));
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(probe(targetOf(port), { ...options, signal: stop.signal })).rejects.toThrow('enough');
  });
});

/** A server that says its lines, hears the request, answers, and goes over to TLS. */
function talking(greeting: Buffer | string, steps: readonly (readonly [RegExp, Buffer | string])[]) {
  return net.createServer((socket) => {
    if (greeting.length > 0) socket.write(greeting);
    let at = 0;
    const hear = (data: Buffer) => {
      const [pattern, answer] = steps[at] ?? [/$^/, ''];
      if (!pattern.test(data.toString('latin1'))) return void socket.destroy();
      at += 1;
      socket.write(answer);
      if (at < steps.length) return undefined;
      socket.off('data', hear).pause();
      // A database client goes over to TLS without waiting.
      if (data[0] === 0x20 && data.length > 36) socket.unshift(data.subarray(36));
      const context = tls.createSecureContext({ cert: web.cert, key: web.key });
      return new tls.TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => undefined);
    };
    socket.on('data', hear);
  });
}

const mysqlGreeting = (capabilities: number) => {
  const body = Buffer.concat([
    Buffer.from([10]),
    Buffer.from('8.0.36\0'),
    Buffer.alloc(13),
    Buffer.from([capabilities & 0xff, capabilities >> 8]),
    Buffer.alloc(20),
  ]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
};
const ldapAnswer = Buffer.from('300c02010178070a010004000400', 'hex');

describe('going over to TLS', () => {
  it.each<[ScanProtocol, Buffer | string, [RegExp, Buffer | string][]]>([
    [
      'smtp',
      '220-a\r\n220 mail\r\n',
      [
        [/^EHLO /, '250-mail\r\n250 STARTTLS\r\n'],
        [/^STARTTLS/, '220 go\r\n'],
      ],
    ],
    ['imap', '* OK ready\r\n', [[/^a1 STARTTLS/, '* CAPABILITY X\r\na1 OK go\r\n']]],
    ['pop3', '+OK ready\r\n', [[/^STLS/, '+OK go\r\n']]],
    ['ftp', '220 ftp\r\n', [[/^AUTH TLS/, '234 go\r\n']]],
    ['ldap', '', [[/1\.3\.6\.1\.4\.1\.1466\.20037/, ldapAnswer]]],
    ['postgresql', '', [[/^\0{3}/, 'S']]],
    ['mysql', mysqlGreeting(0x0800), [[/^ \0\0/, '']]],
    [
      'xmpp',
      '',
      [
        [
          /to='xmpp\.example'/,
          "<stream:stream><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
        ],
        [/<starttls/, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"],
      ],
    ],
  ])('%s', async (protocol, greeting, steps) => {
    const port = await listening(talking(greeting, steps));
    const serverName = protocol === 'xmpp' ? 'xmpp.example' : undefined;
    expect(await chainsOf(targetOf(port, { protocol, serverName }))).toEqual([hex(web.der)]);
  });

  it.each<[ScanProtocol, Buffer | string, [RegExp, Buffer | string][], string]>([
    [
      'smtp',
      '220 mail\r\n',
      [
        [/^EHLO /, '250 mail\r\n'],
        [/^STARTTLS/, '502 no\r\n'],
      ],
      'starttls_refused',
    ],
    ['smtp', '554 go away\r\n', [], 'starttls_refused'],
    ['postgresql', '', [[/^\0/, 'N']], 'starttls_refused'],
    ['mysql', mysqlGreeting(0), [], 'starttls_refused'],
    ['mysql', Buffer.from('03000000ff6904', 'hex'), [], 'server_refuses'],
    ['imap', '* OK ready\r\n', [[/^a1/, 'a1 BAD no\r\n']], 'starttls_refused'],
  ])('%s is refused', async (protocol, greeting, steps, kind) => {
    const port = await listening(talking(greeting, steps));
    expect(await chainsOf(targetOf(port, { protocol }))).toEqual([kind]);
  });

  it.each<[ScanProtocol, ScanProtocol, Server]>([
    [
      'tls',
      'smtp',
      talking('220 mail\r\n', [
        [/^EHLO /, '250-mail\r\n250 STARTTLS\r\n'],
        [/^STARTTLS/, '220 go\r\n'],
      ]),
    ],
    ['tls', 'imap', talking('* OK ready\r\n', [[/^a1 STARTTLS/, 'a1 OK go\r\n']])],
    ['tls', 'postgresql', talking('', [[/^\0{3}/, 'S']])],
    ['tls', 'ldap', talking('', [[/1\.3\.6\.1\.4\.1\.1466\.20037/, ldapAnswer]])],
    ['tls', 'mysql', talking(mysqlGreeting(0x0800), [[/^ \0\0/, '']])],
    ['ldap', 'tls', secure()],
    ['postgresql', 'tls', secure()],
    ['xmpp', 'tls', secure()],
  ])('is not needed to be known: taken for %s, spoken is %s', async (protocol, spoken, server) => {
    const found = await probe(targetOf(await listening(server), { protocol }), options);
    expect(found).toMatchObject([{ chain: [web.der], protocol: spoken }]);
  });

  it.each([
    ['220 files ready for FTP\r\n', ['ftp']],
    ['+OK ready\r\n', ['pop3']],
    ['SSH-2.0-OpenSSH\r\n', []],
    ['', []],
  ])('knows a server by what it says: %j', (greeting, expected) =>
    expect(protocolOfGreeting(Buffer.from(greeting))).toEqual(expected),
  );

  it('does not listen to a server that talks on and on', async () => {
    const server = net.createServer((socket) => {
      const talk = () => void (socket.destroyed || socket.write('x'.repeat(30_000), () => setImmediate(talk)));
      talk();
    });
    expect(await chainsOf(targetOf(await listening(server), { protocol: 'smtp' }))).toEqual(['starttls_refused']);
  });
});
