import { execFile, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import { publicationPages } from '../../src/api/authorities/publication';
import { setState } from '../../src/api/http/request-state';
import type { BuiltinSettings, CaKeyAlgorithm, SignatureScheme } from '../../src/domain/authorities/builtin-settings';
import { createSecretBox } from '../../src/secrets/secret-box';
import { caAddresses, caPath } from '../../src/services/authorities/builtin/addresses';
import { createBuiltin, type Builtin } from '../../src/services/authorities/builtin/wiring';
import { createStores, type Stores } from '../../src/store/stores';
import { writeCrl, writeEntry } from '../../src/x509/crl-writer';
import { readCertificate } from '../../src/x509/facts';
import { pemOf } from '../../src/x509/pem-writer';
import { builtinSettings, noState, orderOf } from '../support/builtin-authority';
import { certificationRequest } from '../support/certification-request';
import { openDatabase, type TestDatabase } from '../support/database';

const run = promisify(execFile);
/** Fails with what the program said. */
const program = async (file: string, ...args: readonly string[]) =>
  (await run(file, args, { encoding: 'utf8', timeout: 200_000, maxBuffer: 1e8 })).stdout;
const has = (file: string, ...args: readonly string[]) => spawnSync(file, args, { timeout: 30_000 }).status === 0;
const must = process.env['CI'] === 'true';
/** Another implementation that is not here is left out, but not where everything has to be. */
const where = (present: boolean) => (present || must ? it : it.skip);

interface Case {
  readonly name: string;
  readonly root: CaKeyAlgorithm;
  readonly issuing: CaKeyAlgorithm;
  readonly key: SignatureScheme;
  readonly change?: Partial<BuiltinSettings>;
  readonly subject?: readonly (readonly [string, string])[];
}
const cases: readonly Case[] = [
  { name: 'rsa', root: 'rsa3072', issuing: 'rsa3072', key: 'rsaPkcs1' },
  { name: 'pss', root: 'rsa3072', issuing: 'rsa3072', key: 'rsaPss', change: { rsaPadding: 'pss' } },
  { name: 'p256', root: 'ecP256', issuing: 'ecP256', key: 'ecP256' },
  { name: 'p384', root: 'ecP384', issuing: 'ecP384', key: 'ecP384' },
  { name: 'ed25519', root: 'ed25519', issuing: 'ed25519', key: 'ed25519' },
  { name: 'mixed', root: 'rsa3072', issuing: 'ecP256', key: 'ecP384' },
  { name: 'no-subject', root: 'ecP256', issuing: 'ecP384', key: 'ecP256', subject: [] },
];
/** A root that is valid until 2056, and a list with very many entries. */
const many = 5_000;
const names = [
  'dNSName:web.example.org',
  'iPAddress:192.0.2.9',
  'iPAddress:2001:db8::9',
  'rfc822Name:ops@example.org',
  'uniformResourceIdentifier:https://example.org/a?b=c',
];

let database: TestDatabase;
let stores: Stores;
let builtin: Builtin;
let server: Server;
let base = '';
const box = createSecretBox([randomBytes(32)]);
const folder = mkdtempSync(join(tmpdir(), 'certloom-oracles-'));
const at = (name: string, file: string) => join(folder, name, file);
const folders = () => cases.map(({ name }) => join(folder, name));
const derOf = (name: string, file: string) => new X509Certificate(readFileSync(at(name, file))).raw;
const authorities = new Map<string, string>();
const addressesOf = (name: string) => caAddresses(base, authorities.get(name)!) as { readonly ocsp: string };
const write = (name: string, file: string, content: Uint8Array | string) => writeFileSync(at(name, file), content);

beforeAll(async () => {
  database = await openDatabase();
  stores = createStores(database.db, () => new Date());
  await database.buildIndexes();
  const app = express();
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const now = () => new Date();
  builtin = createBuiltin({ stores, box, publicUrl: base, now });
  app.use((req, _res, next) => {
    setState(req, { requestId: '', startedAt: 0n, route: '', caller: undefined });
    next();
  });
  app.use(caPath, publicationPages({ ...builtin, now }));
  for (const one of cases) await make(one);
});

afterAll(async () => {
  server.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Issues, revokes, and keeps everything that others are to judge. */
async function make({ name, root, issuing, key, change, subject }: Case): Promise<void> {
  mkdirSync(join(folder, name));
  const settings: BuiltinSettings = {
    ...builtinSettings,
    root: { commonName: `Root ${name}`, keyAlgorithm: root, validityYears: 30 },
    issuing: { commonName: `Issuing ${name}`, keyAlgorithm: issuing, validityYears: 29 },
    ...change,
  };
  const { uuid } = await stores.authorities.create(randomUUID(), {
    ...{ name, description: '', enabled: true, secrets: {} },
    settings,
  });
  authorities.set(name, uuid);
  const authority = builtin.service.open(await stores.authorities.get(uuid), settings);
  const issue = async (of: Partial<Parameters<typeof certificationRequest>[0]> = {}) => {
    const step = await authority.advance(
      orderOf(await certificationRequest({ scheme: key, ...of }), { names }),
      null,
      noState,
    );
    if (step.kind !== 'issued') throw new Error(JSON.stringify(step));
    return step;
  };
  const good = await issue({
    subject: subject ?? [
      ['O', 'Müller & Töchter'],
      ['CN', 'web.example.org'],
    ],
  });
  const revoked = await issue();
  await authority.revoke({ key: 'r', certificate: revoked.certificate, reason: 'keyCompromise' });
  if (name === 'p256') await revokeMany(uuid);
  write(name, 'leaf.pem', pemOf('CERTIFICATE', good.certificate));
  write(name, 'revoked.pem', pemOf('CERTIFICATE', revoked.certificate));
  write(name, 'issuing.pem', pemOf('CERTIFICATE', good.issuers[0]!));
  write(name, 'root.pem', pemOf('CERTIFICATE', good.issuers[1]!));
  for (const [file, id] of [
    ['issuing.crl', uuid],
    ['root.crl', `${uuid}-root`],
  ] as const)
    write(name, file, new Uint8Array(await (await fetch(`${base}/ca/${id}.crl`)).arrayBuffer()));
  write(
    name,
    'lists.pem',
    ['issuing.crl', 'root.crl'].map((file) => pemOf('X509 CRL', readFileSync(at(name, file)))).join(''),
  );
  write(name, 'chain.pem', good.issuers.map((der) => pemOf('CERTIFICATE', der)).join(''));
}

async function revokeMany(authority: string): Promise<void> {
  for (let first = 0; first < many; first += 500) {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      ...{ authority, revokedAt: new Date(), reason: 'superseded' as const },
      serial: (first + index + 1).toString(16),
      notAfter: new Date(Date.now() + 864e5),
    }));
    await Promise.all(rows.map((row) => stores.revokedCertificates.keepFirst(row)));
  }
  await stores.revocationLists.noteChange(authority, new Date());
}

/** Whether OpenSSL takes a certificate with all of the chain's lists, and what it says when it does not. */
async function verifiedByOpenSsl(name: string, leaf: string): Promise<string> {
  const options = ['-x509_strict', '-crl_check_all', '-purpose', 'sslserver'];
  const files = [
    '-CAfile',
    at(name, 'root.pem'),
    '-untrusted',
    at(name, 'issuing.pem'),
    '-CRLfile',
    at(name, 'lists.pem'),
  ];
  const { stdout, stderr } = await run('openssl', ['verify', ...options, ...files, at(name, leaf)]).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  return `${stdout}${stderr}`;
}

async function askedByOpenSsl(name: string, leaf: string, ...more: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run('openssl', [
    ...['ocsp', '-issuer', at(name, 'issuing.pem'), ...more, '-cert', at(name, leaf)],
    ...['-CAfile', at(name, 'root.pem'), '-verify_other', at(name, 'issuing.pem')],
  ]);
  return `${stdout}${stderr}`;
}

describe('what the CA inside makes', () => {
  it('is valid beyond 2049, in the form that this needs', () => {
    const { notAfter } = readCertificate(derOf('p256', 'root.pem')).facts;
    expect(notAfter!.getUTCFullYear()).toBe(new Date().getUTCFullYear() + 30);
    expect(derOf('p256', 'root.pem').includes(`${notAfter!.getUTCFullYear()}`)).toBe(true);
  });

  where(has('openssl', 'version'))('OpenSSL accepts, with its lists, and refuses what is revoked', async () => {
    for (const { name } of cases) {
      expect(await verifiedByOpenSsl(name, 'leaf.pem')).toBe(`${at(name, 'leaf.pem')}: OK\n`);
      expect(await verifiedByOpenSsl(name, 'revoked.pem')).toContain('error 23');
      const shown = await program('openssl', 'x509', '-in', at(name, 'leaf.pem'), '-noout', '-ext', 'subjectAltName');
      expect(shown).toContain('DNS:web.example.org, IP Address:192.0.2.9, IP Address:2001:DB8:0:0:0:0:0:9');
      expect(shown.includes('critical')).toBe(name === 'no-subject');
    }
  });

  where(has('openssl', 'version'))('OpenSSL asks by OCSP, with and without a nonce, by POST and GET', async () => {
    for (const { name } of cases) {
      const { ocsp } = addressesOf(name);
      const keep = (file: string) => ['-respout', at(name, file), '-reqout', at(name, 'request')];
      const good = await askedByOpenSsl(name, 'leaf.pem', '-url', ocsp, ...keep('sha1.ocsp'));
      expect(good).toMatch(/leaf\.pem: good[^]*Response verify OK/);
      expect(good).not.toContain('no nonce');
      const revoked = await askedByOpenSsl(name, 'revoked.pem', '-sha256', '-url', ocsp, ...keep('sha256.ocsp'));
      expect(revoked).toMatch(/revoked\.pem: revoked[^]*Reason: keyCompromise[^]*Response verify OK/);
      await askedByOpenSsl(name, 'leaf.pem', '-no_nonce', '-url', ocsp, ...keep('plain.ocsp'));
      const got = await fetch(`${ocsp}/${encodeURIComponent(readFileSync(at(name, 'request')).toString('base64'))}`);
      expect(got.headers.get('cache-control')).toMatch(/^public, max-age=[1-9]/);
      write(name, 'got.ocsp', new Uint8Array(await got.arrayBuffer()));
      expect(await askedByOpenSsl(name, 'leaf.pem', '-no_nonce', '-respin', at(name, 'got.ocsp'))).toContain(
        'leaf.pem: good',
      );
    }
  });

  where(has('go', 'version'))('Go accepts', async () => {
    const verdicts = JSON.parse(await program('go', 'run', join(__dirname, 'oracle.go'), ...folders())) as object;
    const verdict = (name: string) => ({
      ...{ chain: 'ok', list: 'ok', number: '1', listed: false },
      entries: name === 'p256' ? many + 1 : 1,
    });
    expect(verdicts).toEqual(Object.fromEntries(cases.map(({ name }) => [name, verdict(name)])));
  });

  where(has('python3', '-c', 'from cryptography.x509 import verification'))('pyca accepts', async () => {
    const verdicts = JSON.parse(await program('python3', join(__dirname, 'oracle.py'), ...folders())) as object;
    const answer = (status: string) => ['SUCCESSFUL', status, true, expect.stringMatching(/^[0-9a-f]{20,64}$/)];
    const verdict = (name: string) => ({
      ...{ chain: 'ok', list: 'ok', number: '1', listed: false, reason: null, listHours: 24 },
      entries: name === 'p256' ? many + 1 : 1,
      'sha1.ocsp': answer('GOOD'),
      'sha256.ocsp': answer('REVOKED'),
    });
    expect(verdicts).toEqual(Object.fromEntries(cases.map(({ name }) => [name, verdict(name)])));
  });

  where(has('openssl', 'version'))('a list of 200,000 is read by OpenSSL', async () => {
    const { issuing } = (await builtin.cas.find(authorities.get('p256')!))!;
    const entries = Array.from({ length: 200_000 }, (_, index) =>
      writeEntry({ serial: (index + 1).toString(16), revokedAt: new Date(), reason: 'keyCompromise' }),
    );
    const plan = { issuer: issuing.subject, authorityKeyId: issuing.keyId, number: 7, entries };
    const [thisUpdate, nextUpdate] = [new Date(), new Date(Date.now() + 864e5)];
    write('p256', 'long.crl', await writeCrl({ ...plan, thisUpdate, nextUpdate }, issuing.signer));
    const shown = ['-noout', '-crlnumber', '-verify', '-CAfile', at('p256', 'issuing.pem')];
    const { stdout, stderr } = await run('openssl', ['crl', '-inform', 'DER', '-in', at('p256', 'long.crl'), ...shown]);
    expect(`${stdout}${stderr}`).toMatch(/verify OK[^]*crlNumber=0x07|crlNumber=0x07[^]*verify OK/);
  });
});

describe('several processes on one database', () => {
  const another = () => createBuiltin({ stores, box, publicUrl: base, now: () => new Date() });

  it('use the CA that was made first, issue once for an order, and number their lists one by one', async () => {
    const { uuid } = await stores.authorities.create(randomUUID(), {
      ...{ name: 'raced', description: '', enabled: true, secrets: {}, settings: builtinSettings },
    });
    const instance = await stores.authorities.get(uuid);
    const processes = [1, 2, 3, 4].map(another);
    const opened = processes.map(({ service }) => service.open(instance, builtinSettings));
    const order = orderOf(await certificationRequest());
    const steps = await Promise.all(opened.map((authority) => authority.advance(order, null, noState)));
    expect(new Set(steps.map((step) => JSON.stringify(step))).size).toBe(1);
    const [step] = steps;
    if (step?.kind !== 'issued') throw new Error('not issued');

    const request = { key: 'k', certificate: step.certificate, reason: 'superseded' } as const;
    const answers = await Promise.all(opened.map((authority) => authority.revoke(request)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const lists = await Promise.all(processes.map(({ lists: of }) => of.current(uuid)));
    expect(new Set(lists.map((list) => list!.number))).toEqual(new Set([1]));
    expect(new Set(lists.map((list) => list!.der.toString('hex'))).size).toBe(1);

    await stores.revocationLists.noteChange(uuid, new Date());
    expect(await processes[0]!.publishDue()).toMatchObject({ failed: [] });
    const { number, build } = await stores.revocationLists.head(uuid);
    expect([number, (await stores.revocationLists.content({ ca: uuid, build })) !== null]).toEqual([2, true]);
    expect(await stores.revocationLists.replace({ ...(await listOf(uuid)), number: 2 })).toBe(false);
    expect(await database.db.collection('revocation_list_parts').countDocuments({ ca: uuid })).toBe(2);
  });

  it('read by indexes', async () => {
    const plans = await Promise.all([
      database.db.collection('issued_certificates').find({ authority: 'a', serial: '1' }).explain(),
      database.db.collection('issued_certificates').find({ authority: 'a' }).sort({ notAfter: -1 }).limit(1).explain(),
      database.db.collection('revocation_list_parts').find({ ca: 'a', build: 'b' }).sort({ index: 1 }).explain(),
    ]);
    for (const plan of plans) expect(JSON.stringify(plan)).toContain('IXSCAN');
  });
});

/** A list as it is stored, with the numbers of the present one. */
async function listOf(ca: string) {
  const { thisUpdate, nextUpdate, entries, listedChanges } = await stores.revocationLists.head(ca);
  return { ca, thisUpdate, nextUpdate, entries, listedChanges, der: Buffer.from('x') };
}
