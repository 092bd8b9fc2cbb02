import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { assertTemporalServes } from '../../src/embedded/temporal-server';
import { connectClient } from '../../src/temporal/client';
import { connectionAccess, type TemporalAccess } from '../../src/temporal/access';
import { createTlsFixture } from '../notifications/support/tls';

const server = createTlsFixture({ dns: ['temporal.example'] });
const user = createTlsFixture({ dns: ['certloom.example'] });
const closers: (() => void)[] = [];

afterAll(() => closers.forEach((close) => close()));

/** What stands in front of a Temporal server that takes client certificates only. */
async function startFront(): Promise<string> {
  const [host = '', port = ''] = (process.env['CERTLOOM_TEST_TEMPORAL_ADDRESS'] ?? '').split(/:(?=\d+$)/);
  const front = tls.createServer(
    { ...server, ca: user.cert, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] },
    (socket) => {
      const behind = net.connect(Number(port), host);
      socket.pipe(behind).pipe(socket);
      const end = () => (socket.destroy(), behind.destroy());
      socket.on('error', end);
      behind.on('error', end);
    },
  );
  front.on('secureConnection', (socket) => closers.push(() => socket.destroy()));
  // A refused handshake is the client's failure to look at.
  front.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  closers.push(() => front.close());
  return `127.0.0.1:${(front.address() as AddressInfo).port}`;
}

const given = (change: Partial<TemporalAccess> = {}) =>
  connectionAccess({
    temporalTls: true,
    temporalTlsCa: server.cert,
    temporalTlsServerName: 'temporal.example',
    temporalTlsCert: user.cert,
    temporalTlsKey: user.key,
    ...change,
  });

describe('a Temporal server behind TLS', () => {
  let address: string;
  beforeAll(async () => (address = await startFront()));

  it('is reached with the authority, its name and a client certificate', async () => {
    await assertTemporalServes(address, 'default', 10_000, given());
    const { client, connection } = connectClient({ address, namespace: 'default', access: given() });
    try {
      const handle = client.workflow.getHandle('no such run');
      await expect(handle.describe()).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
    } finally {
      await connection.close();
    }
  });

  it.each([
    ['without the client certificate', given({ temporalTlsCert: undefined, temporalTlsKey: undefined })],
    ['under another name', given({ temporalTlsServerName: 'other.example' })],
    ['when another authority is trusted', given({ temporalTlsCa: user.cert })],
    ['without TLS', {}],
  ])('is not reached %s', async (_name, access) => {
    await expect(assertTemporalServes(address, 'default', 2_000, access)).rejects.toThrow();
  });
});

it('gets the API key as a bearer token', async () => {
  const seen: (string | undefined)[] = [];
  const front = http2.createSecureServer(server);
  front.on('session', (session) => closers.push(() => session.destroy()));
  front.on('stream', (stream, headers) => {
    seen.push(headers.authorization);
    // gRPC's own way to refuse: UNAUTHENTICATED.
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16' }, { endStream: true });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  closers.push(() => front.close());
  const address = `127.0.0.1:${(front.address() as AddressInfo).port}`;
  const access = connectionAccess({
    temporalTls: false,
    temporalTlsCa: server.cert,
    temporalTlsServerName: 'temporal.example',
    temporalApiKey: 'key-of-the-cloud',
  });
  await expect(assertTemporalServes(address, 'default', 3_000, access)).rejects.toThrow();
  expect(new Set(seen)).toEqual(new Set(['Bearer key-of-the-cloud']));
});
