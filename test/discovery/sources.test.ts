/** Discoveries that read their source themselves, on the real engines: servers, files, a monitor, an authority. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { buildCertificate, createFixtureKey, toPem } from '../hostile/certificate-builder';
import { createAuthorityServices } from '../../src/process/parts/authority-services';
import * as keystores from '../fixtures/keystores';
import { orderOf } from '../support/builtin-authority';
import { certificationRequest } from '../support/certification-request';
import { productOfFile } from '../support/product';
import { createDiscoveryScene } from './scene';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-discovered-'));
const product = productOfFile(() => ({
  env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.0/8', CERTLOOM_DISCOVERY_FOLDERS: folder },
}));
const scene = createDiscoveryScene(product);
const servers: Server[] = [];
const sockets = new Set<Socket>();

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const key = createFixtureKey('rsa');
const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
function secure(subject: string): Server {
  const cert = toPem(buildCertificate({ subject, key, sans: [subject] }));
  return tls.createServer({ cert, key: pem }).on('tlsClientError', () => undefined);
}

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const stored = async (subject: string) => (await scene.read(`/certificates?commonName=${subject}`)).items[0];

describe('a TLS scan', () => {
  it('D02 imports what servers show, says where it was, and counts what it could not read', async () => {
    const port = await listening(secure('scanned.example.org'));
    const plain = await listening(
      net.createServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 400\r\n\r\n'))),
    );
    const targets = [`127.0.0.1:${port}`, `127.0.0.1:${plain}`, '127.0.0.1:1', '10.1.2.3:443'];
    const discovery = await scene.discovery({
      kind: 'tls_scan',
      attributes: { targets, timeout: 2, connectTimeout: 1 },
    });
    const run = await scene.ran(discovery);
    expect(run).toMatchObject({
      status: 'warning',
      certificates: { imported: 1 },
      gaps: { address_not_allowed: 1, not_tls: 1, refused: 1 },
      progress: { done: 4, total: 4 },
    });
    const { uuid } = await stored('scanned.example.org');
    const { metadata } = await scene.read(`/certificates/${uuid}`);
    expect(metadata).toContainEqual({ name: 'port', contentType: 'integer', data: [port] });
    expect((await scene.ran(discovery)).certificates).toMatchObject({ imported: 0, known: 1 });
    await scene.firingOf(uuid);
  });

  it('of many servers, a tenth of them silent, takes little longer than its limits demand', async () => {
    const ports = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        listening(index === 3 ? net.createServer(() => undefined) : secure(`many-${index}.example.org`)),
      ),
    );
    // Every address of the loopback network leads here, and names give each port several looks.
    const targets = ports.map((port) => `127.0.0.1:${port}`);
    const serverNames = Array.from({ length: 19 }, (_, index) => `name-${index}.example.org`);
    const attributes = { targets, serverNames, timeout: 1, connectTimeout: 1, concurrency: 10 };
    const discovery = await scene.discovery({ kind: 'tls_scan', attributes });
    const run = await scene.ran(discovery);
    expect(run.certificates.imported).toBe(9);
    expect(run.progress.total).toBe(200);
    // 20 silent looks of a second each, ten at a time.
    const seconds = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1_000;
    expect(seconds).toBeLessThan(2 * 1.5 + 5);
    expect(run.gaps).toEqual({ silent: 20 });
  });

  it('stops when it is cancelled, and keeps what it has found', async () => {
    const silent = await listening(net.createServer(() => undefined));
    const serverNames = Array.from({ length: 50 }, (_, index) => `name-${index}.example.org`);
    const attributes = { targets: [`127.0.0.1:${silent}`], serverNames, timeout: 30, concurrency: 2 };
    const discovery = await scene.discovery({ kind: 'tls_scan', attributes });
    const { body } = await product().call('post', `/discoveries/${discovery.uuid}/runs`).expect(202);
    await product().call('post', `/discoveries/${discovery.uuid}/runs`).expect(409);
    await product().call('post', `/discoveries/${discovery.uuid}/runs/${body.number}/cancel`).expect(202);
    expect(await scene.ended(discovery, body.number)).toMatchObject({ status: 'warning', cancelRequested: true });
  });

  it('is refused with the target that cannot be scanned', async () => {
    const attributes = { targets: ['www.example.com', '10.0.0.0/8'] };
    const answer = await product().call('post', '/discoveries').send({ name: 'wide', kind: 'tls_scan', attributes });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0]).toMatchObject({ pointer: '/attributes/targets/1', code: 'wrong_value' });
  });
});

describe('a folder', () => {
  it('D02 gives its certificates with their paths, and fails when it may not be read', async () => {
    writeFileSync(path.join(folder, 'web.pem'), toPem(buildCertificate({ subject: 'filed.example.org' })) + pem);
    writeFileSync(path.join(folder, 'broken.crt'), 'nothing');
    const discovery = await scene.discovery({ kind: 'folder', attributes: { path: folder } });
    expect(await scene.ran(discovery)).toMatchObject({ status: 'warning', certificates: { imported: 1 } });
    const [row] = await scene.rows(discovery);
    expect(row.places).toEqual([{ path: path.join(folder, 'web.pem') }]);
    const wanted = { name: 'outside', kind: 'folder', attributes: { path: tmpdir() } };
    expect((await product().call('post', '/discoveries').send(wanted)).body.errors).toMatchObject([
      { pointer: '/attributes/path', code: 'folder_not_allowed' },
    ]);
    const outside = await scene.discovery({ kind: 'folder', attributes: { path: path.join(folder, 'absent') } });
    const run = await scene.ran(outside);
    expect(run).toMatchObject({ status: 'failed', certificates: { imported: 0 } });
    expect(await scene.finishedFiring(outside, 1)).toMatchObject({ status: 'finished' });
  });
});

describe('key stores, with passwords by name', () => {
  const name = 'key-stores';
  const secretAt = `/secrets/${name}`;

  it('keep a secret that nobody is shown, and that only some may use', async () => {
    expect((await product().call('put', secretAt).send({})).body.errors).toMatchObject([
      { pointer: '/secret', code: 'required' },
    ]);
    const made = await product().call('put', secretAt).send({ secret: 'changeit', description: 'of Java' }).expect(201);
    expect(made.body).toMatchObject({ name, description: 'of Java', usedBy: [], revision: 1 });
    await product().call('put', secretAt).send({ secret: 'other' }).expect(428);
    const renamed = { description: 'of all' };
    const kept = await product().call('put', secretAt).set('If-Match', '"1"').send(renamed).expect(200);
    expect(kept.body.setAt).toBe(made.body.setAt);
    const shown = await product().call('get', '/secrets').expect(200);
    const { db } = product().foundation;
    const stored = await db.collection('secrets').find({}).toArray();
    const audited = await db.collection('audit').find({}).toArray();
    expect(audited.length).toBeGreaterThan(0);
    expect(JSON.stringify([made.body, shown.body, stored, audited])).not.toContain('changeit');

    const attributes = { path: folder, passwordSecrets: [name] };
    const wanted = { name: 'refused', kind: 'folder', attributes };
    const person = await scene.person(['discoveries:write']);
    expect((await product().call('post', '/discoveries', person.key).send(wanted)).body).toMatchObject({
      ...{ status: 403, missing: ['secrets:use'] },
    });
    const unknown = { ...wanted, attributes: { ...attributes, passwordSecrets: [name, 'absent'] } };
    expect((await product().call('post', '/discoveries').send(unknown)).body.errors).toMatchObject([
      { pointer: '/attributes/passwordSecrets/1', code: 'unknown_secret' },
    ]);
  });

  it('come with a file as references', async () => {
    const document = {
      ...{ apiVersion: 'certloom/v1', kind: 'Secret', metadata: { name: 'from-file' } },
      spec: { description: 'of the file', secret: { secretRef: 'store-password' } },
    };
    const body = { documents: [document], secrets: { 'store-password': 'hidden' } };
    const first = await product().call('post', '/imports').send(body).expect(200);
    expect(first.body.counts).toMatchObject({ created: 1 });
    expect(JSON.stringify(first.body)).not.toContain('hidden');
    expect((await product().call('post', '/imports').send(body).expect(200)).body.counts.unchanged).toBe(1);
    const replaced = async (secret: string) => {
      const again = { ...body, secrets: { 'store-password': secret } };
      return (await product().call('post', '/imports?replaceSecrets=true').send(again).expect(200)).body.objects[0];
    };
    expect(await replaced('hidden')).toMatchObject({ result: 'unchanged', changes: [] });
    expect((await replaced('other')).result).toBe('changed');
    expect((await replaced('other')).result).toBe('unchanged');
    const { text } = await product().call('get', '/exports?kinds=Secret&names=from-file').expect(200);
    expect(text).toContain('secretRef: from-file-secret');
  });

  it('are read by it, and counted where it is another one', async () => {
    const below = mkdtempSync(path.join(folder, 'stores-'));
    writeFileSync(path.join(below, 'java.jks'), Buffer.from(keystores.keytoolJks, 'base64'));
    writeFileSync(path.join(below, 'java.p12'), Buffer.from(keystores.keytoolPkcs12, 'base64'));
    const discovery = await scene.discovery({
      ...{ kind: 'folder', attributes: { path: below, passwordSecrets: [name] } },
    });
    expect(await scene.ran(discovery)).toMatchObject({ status: 'completed', certificates: { imported: 3 }, gaps: {} });
    const { uuid } = await stored('jks.example.org');
    const { metadata } = await scene.read(`/certificates/${uuid}`);
    const [place] = metadata.find((entry: any) => entry.name === 'place').data;
    expect(place).toBe(`${path.join(below, 'java.jks')} [web]`);

    const used = await product().call('delete', secretAt).set('If-Match', '*').expect(409);
    expect(used.body).toMatchObject({ code: 'in_use', usedBy: [{ kind: 'discovery', name: discovery.name }] });
    await product().call('put', secretAt).set('If-Match', '*').send({ secret: 'another one' }).expect(200);
    expect(await scene.ran(discovery)).toMatchObject({ status: 'warning', gaps: { wrong_password: 2 } });
    expect(JSON.stringify(await scene.gaps(discovery))).not.toContain('another one');
  });
});

it('a Certificate Transparency monitor gives what it lists, and gaps for what it does not hand out', async () => {
  const asked: (string | undefined)[] = [];
  const monitor = createServer((req, res) => {
    asked.push(req.url);
    if (req.url === '/?d=7') return res.end(toPem(buildCertificate({ subject: 'logged.example.org' })));
    if (req.url?.startsWith('/?d=')) return res.writeHead(404).end();
    const row = (id: number) => ({ issuer_ca_id: 1, id, serial_number: `0${id}`, name_value: 'logged.example.org' });
    return res.end(JSON.stringify([row(8), row(7)]));
  });
  const url = `http://127.0.0.1:${await listening(monitor)}/?q=example.org&output=json`;
  const discovery = await scene.discovery({ kind: 'ct_monitor', attributes: { url } });
  expect(await scene.ran(discovery)).toMatchObject({
    ...{ status: 'warning', certificates: { imported: 1 }, gaps: { certificate_not_fetched: 1 } },
    progress: { done: 2, total: 2 },
  });
  const logged = await stored('logged.example.org');
  const seenAt = async () => {
    const { metadata } = await scene.read(`/certificates/${logged.uuid}`);
    return metadata.find(({ name }: { name: string }) => name === 'lastSeenAt').data[0];
  };
  const before = await seenAt();

  // What is known is not fetched again, and was seen again all the same.
  asked.length = 0;
  expect(await scene.ran(discovery)).toMatchObject({ certificates: { imported: 0, known: 1 } });
  expect(asked.filter((url) => url === '/?d=7')).toEqual([]);
  expect(asked).toContain('/?d=8');
  expect(new Date(await seenAt()).getTime()).toBeGreaterThan(new Date(before).getTime());
});

it('the list of an authority gives what the inventory lacks', async () => {
  const authority = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
  const services = createAuthorityServices(product().foundation);
  // Issued beside the inventory, as for somebody who has deleted the certificate from it.
  const subject = 'issued.example.org';
  const csr = await certificationRequest({ names: [`dNSName:${subject}`], subject: [['CN', subject]] });
  const order = orderOf(csr, { names: [`dNSName:${subject}`] });
  const step = await (await services.registry.authorityOf(authority.uuid)).advance(order, null, async () => undefined);
  await services.close();
  expect(step.kind).toBe('issued');
  const discovery = await scene.discovery({ kind: 'issued_list', attributes: { authority: 'Inside' } });
  expect(await scene.ran(discovery)).toMatchObject({ status: 'completed', certificates: { imported: 1 }, gaps: {} });
  const found = await stored(subject);
  expect(await scene.read(`/certificates/${found.uuid}`)).toMatchObject({ source: 'discovery' });
  const used = await product().call('delete', `/authorities/${authority.uuid}`).set('If-Match', '*').expect(409);
  expect(used.body.usedBy).toMatchObject([{ kind: 'discovery', name: discovery.name }]);
});
