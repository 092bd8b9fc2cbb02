/**
 * dns-01 by signed updates (RFC 2136) to name servers of others, which ACME servers of others then ask. Name servers are
 * not installed everywhere: `npm run test:long -- dns01` runs with those of `named` and `knotd` that are there.
 */
import { randomBytes, X509Certificate } from 'node:crypto';
import { startAcmeServers, type AcmeServers } from '../support/acme-servers';
import { nameServerProgram, nameServerPrograms, startNameServer, type NameServer } from '../support/name-servers';
import { productOfFile } from '../support/product';
import { createOperationScene, requestFor } from './scene';

const isLong = process.env['CERTLOOM_TEST_LONG'] === '1';

/** Says what is left out, and why. */
function isHere(kind: (typeof nameServerPrograms)[number]): boolean {
  if (!isLong) return false;
  const found = nameServerProgram(kind) !== undefined;
  if (!found) process.stderr.write(`[dns01] ${kind.program} is not installed: its tests are left out\n`);
  return found;
}

const zone = { zone: 'example.com', keyName: 'certloom', secret: randomBytes(32).toString('base64') };

for (const kind of nameServerPrograms)
  (isHere(kind) ? describe : describe.skip)(kind.program, () => namesConfirmedBy(kind));

function namesConfirmedBy(kind: (typeof nameServerPrograms)[number]): void {
  let names: NameServer;
  let servers: AcmeServers;
  beforeAll(async () => {
    names = await startNameServer(kind, zone);
    servers = await startAcmeServers({ nonceRejectPercent: 30, nameServer: `127.0.0.1:${names.port}` });
  }, 30 * 60_000);
  const product = productOfFile(() => ({
    env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1', CERTLOOM_OUTBOUND_CA: servers.trust },
  }));
  afterAll(async () => {
    await servers?.stop();
    await names?.stop();
  });
  const scene = createOperationScene(product);

  const settings = (directoryUrl: string, change: object = {}) => ({
    ...{ kind: 'acme', termsOfServiceAgreed: true, directoryUrl, profile: 'default', challenge: 'dns-01' },
    dnsUpdate: { host: '127.0.0.1', port: names.port, zone: zone.zone, keyName: zone.keyName },
    dnsUpdateKey: zone.secret,
    ...change,
  });

  it('takes the records that pebble asks for, two under one name among them, and has none left at the end', async () => {
    const { ra } = await scene.binding('pebble', settings(servers.pebbleDirectory));
    const asked = ['example.com', '*.example.com', 'deep.below.example.com'];
    const done = await scene.issue(ra, await requestFor(asked));
    expect(done).toMatchObject({ state: 'issued', message: null });
    const leaf = new X509Certificate(await scene.contentOf(done.issuedCertificate));
    expect(leaf.subjectAltName?.split(', ').sort()).toEqual(asked.map((name) => `DNS:${name}`).sort());
    expect(servers.pebbleLog().match(/set VALID by completed challenge/g)).toHaveLength(3);
    for (const name of ['_acme-challenge.example.com', '_acme-challenge.deep.below.example.com'])
      expect(await names.texts(name)).toEqual([]);
  });

  it('takes those that step-ca asks for', async () => {
    const { ra } = await scene.binding('step-ca', settings(servers.stepDirectory));
    const done = await scene.issue(ra, await requestFor(['*.inside.example.com']));
    expect(done).toMatchObject({ state: 'issued', message: null });
    expect(await names.texts('_acme-challenge.inside.example.com')).toEqual([]);
  });

  it.each([
    ['another secret', { dnsUpdateKey: Buffer.alloc(32).toString('base64') }, 'other.example.com'],
    ['a name outside the zone', {}, 'www.example.org'],
  ])('refuses %s', async (name, change, host) => {
    const { ra } = await scene.binding(name, settings(servers.pebbleDirectory, change));
    const failed = await scene.issue(ra, await requestFor([host]));
    expect(failed).toMatchObject({ state: 'failed', errorCode: 'dns_update_refused' });
    expect(failed.message).toContain('The name server 127.0.0.1 took no update');
  });
}
