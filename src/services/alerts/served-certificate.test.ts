import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { buildCertificate, createFixtureKey, toPem } from '../../../test/hostile/certificate-builder';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { probe } from '../../outbound/tls/probe';
import { createServedCertificate } from './served-certificate';

const identity = (subject: string) => {
  const key = createFixtureKey('ec');
  const der = buildCertificate({ subject, key, sans: [subject] });
  return { der, cert: toPem(der), key: String(key.privateKey.export({ type: 'pkcs8', format: 'pem' })) };
};
const [before, after] = [identity('old.example'), identity('new.example')];
const fingerprint = createHash('sha256').update(after.der).digest('hex');
const { signal } = new AbortController();

const server = tls.createServer(before).on('tlsClientError', () => undefined);
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());
beforeEach(() => server.setSecureContext(before));

const isServed = (allowed: string[] = ['127.0.0.1']) =>
  createServedCertificate({
    probe: (target, options) => probe(target, { guard: createOutboundGuard(allowed), ...options }),
    pollMs: 20,
  });

it('looks again until the server shows the certificate', async () => {
  setTimeout(() => server.setSecureContext(after), 60);
  expect(await isServed()({ host: '127.0.0.1', port }, fingerprint, 10_000, signal)).toEqual({ isServed: true });
});

it('says what is shown in its place when the time is over, and looks once in any case', async () => {
  const shown = createHash('sha256').update(before.der).digest('hex');
  expect(await isServed()({ host: '127.0.0.1', port }, fingerprint, 0, signal)).toEqual({
    ...{ isServed: false, detail: `It shows ${shown}.` },
  });
});

it('goes through the outbound guard', async () => {
  const refused = await isServed([])({ host: '127.0.0.1', port }, fingerprint, 0, signal);
  expect(refused).toMatchObject({ isServed: false, detail: expect.stringContaining('allow-list') as string });
});

it('ends when nobody waits any more', async () => {
  const waiting = isServed()({ host: '127.0.0.1', port }, fingerprint, 60_000, AbortSignal.timeout(50));
  await expect(waiting).rejects.toMatchObject({ name: expect.stringMatching(/TimeoutError|AbortError/) as string });
});
