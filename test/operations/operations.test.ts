/** Operations on certificates with the certification authority inside: from the request to the firing of the end. */
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { Client, Connection as TemporalConnection } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { makeKey } from '../../src/services/operations/made-keys';
import { connectStore } from '../../src/store/database/connection';
import { pemOf } from '../../src/x509/pem-writer';
import { createVictim } from '../crash/victim';
import { databaseUri } from '../support/database';

const adminKey = `operations-${randomBytes(12).toString('hex')}`;
const database = `certloom_operations_${randomBytes(6).toString('hex')}`;
const password = 'correct horse battery';

type Json = Record<string, unknown>;
interface Operation extends Json {
  readonly uuid: string;
  readonly state: string;
  readonly issuedCertificate: string;
  readonly firingId: string;
}

const dataDir = mkdtempSync(path.join(tmpdir(), 'certloom-operations-'));
let victim: Awaited<ReturnType<typeof createVictim>>;
let db: Connection;
let temporal: TemporalConnection;
let raProfile: string;

async function send(method: string, pathname: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${victim.url}/api/v1${pathname}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(40_000),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text === '' ? '{}' : text) as Json };
}

async function expecting(status: number, method: string, pathname: string, body?: unknown): Promise<Json> {
  const answer = await send(method, pathname, body);
  if (answer.status !== status)
    throw new Error(`${method} ${pathname}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const request = async (name: string) =>
  (await makeKey('ec-p256', { subject: [['CN', name]], names: [`dNSName:${name}`] })).request.csr;
const issue = async (name: string) =>
  (await expecting(202, 'POST', '/certificates/requests', { raProfile, csr: await request(name) })) as Operation;
const renew = async (certificate: string) =>
  (await expecting(202, 'POST', `/certificates/${certificate}/renew`)) as Operation;
const rekey = async (certificate: string, name: string) =>
  (await expecting(202, 'POST', `/certificates/${certificate}/rekey`, { csr: await request(name) })) as Operation;
const revoke = async (certificate: string) =>
  (await expecting(202, 'POST', `/certificates/${certificate}/revoke`, { reason: 'superseded' })) as Operation;

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) if (await isTrue()) return;
  throw new Error('it does not come about');
}
const stateOf = async ({ uuid }: Operation) => (await expecting(200, 'GET', `/operations/${uuid}`))['state'];

async function ended({ uuid }: Operation): Promise<Operation> {
  for (const until = Date.now() + 90_000; Date.now() < until; await sleep(100)) {
    const found = (await expecting(200, 'GET', `/operations/${uuid}`)) as Operation;
    if (found['finishedAt'] !== null && (await send('GET', `/event-history/${found.firingId}`)).status === 200)
      return found;
  }
  throw new Error(
    `operation ${uuid} has not ended: ${JSON.stringify(await expecting(200, 'GET', `/operations/${uuid}`))}`,
  );
}

beforeAll(async () => {
  victim = await createVictim(
    dataDir,
    {
      CERTLOOM_ADMIN_KEY: adminKey,
      CERTLOOM_TEST_DATABASE: database,
      CERTLOOM_TEST_MONGO_URI: databaseUri(database),
    },
    ['--import', 'tsx', path.join(__dirname, 'product.ts')],
  );
  victim.start();
  db = await connectStore(databaseUri(database));
  temporal = await TemporalConnection.connect({ address: process.env['CERTLOOM_TEST_TEMPORAL_ADDRESS']! });
  await victim.ready();
  const authority = await expecting(201, 'POST', '/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
  const made = await expecting(201, 'POST', '/ra-profiles', { name: 'web', authorityInstanceUuid: authority['uuid'] });
  raProfile = String(made['uuid']);
}, 120_000);

afterAll(async () => {
  await victim?.stop();
  await db?.dropDatabase();
  await db?.close();
  await temporal?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('an operation', () => {
  it('issues, renews, rekeys and revokes, and fires once for each end', async () => {
    const first = await ended(await issue('one.example'));
    expect(first).toMatchObject({ action: 'issue', state: 'issued', errorCode: null, raProfileName: 'web' });
    const certificate = await expecting(200, 'GET', `/certificates/${first.issuedCertificate}`);
    expect(certificate).toMatchObject({ state: 'issued', source: 'issue', raProfile, commonName: 'one.example' });

    const renewed = await ended(await renew(first.issuedCertificate));
    const rekeyed = await ended(await rekey(renewed.issuedCertificate, 'one.example'));
    const path = `/certificates/${first.issuedCertificate}/rekey`;
    const stranger = { csr: await request('two.example') };
    expect((await send('POST', path, stranger)).body['errors']).toMatchObject([
      { pointer: '/csr', code: 'subject_not_of_certificate' },
      { pointer: '/csr', code: 'names_not_of_certificate' },
    ]);
    const named = { names: ['one.example', 'two.example'], key: { kind: 'ec-p256', password } };
    expect(await send('POST', path, named)).toMatchObject({
      ...{ status: 422, body: { errors: [{ pointer: '/names', code: 'names_not_of_certificate' }] } },
    });
    const relations = await expecting(200, 'GET', `/certificates/${renewed.issuedCertificate}/relations`);
    expect(relations).toMatchObject({
      predecessors: [{ type: 'renewal', origin: 'operation', certificate: { uuid: first.issuedCertificate } }],
      successors: [{ type: 'rekey', origin: 'operation', certificate: { uuid: rekeyed.issuedCertificate } }],
    });
    const history = await expecting(200, 'GET', `/certificates/${renewed.issuedCertificate}/history`);
    expect((history['items'] as Json[]).map(({ event }) => event).sort()).toEqual([
      ...['issue', 'rekey', 'relation', 'relation', 'request'],
    ]);

    const revoked = await ended(await revoke(first.issuedCertificate));
    expect(revoked).toMatchObject({ state: 'revoked', reason: 'superseded' });
    expect(await expecting(200, 'GET', `/certificates/${first.issuedCertificate}`)).toMatchObject({
      state: 'revoked',
      revocation: { reason: 'superseded' },
    });
    expect((await send('POST', `/certificates/${first.issuedCertificate}/renew`, {})).body).toMatchObject({
      code: 'invalid_state',
    });
    const firing = await expecting(200, 'GET', `/event-history/${rekeyed.firingId}`);
    expect(firing).toMatchObject({
      event: 'certificate_action_performed',
      subject: { uuid: rekeyed.issuedCertificate },
    });
    const listed = await expecting(200, 'GET', `/operations?certificate=${first.issuedCertificate}`);
    expect((listed['items'] as Json[]).map(({ action }) => action)).toEqual(['revoke', 'renew', 'issue']);
  });

  it('renews and revokes many in bulk, each by an operation of its own, and says of each why not', async () => {
    const uuids: string[] = [];
    for (const name of ['bulk-a.example', 'bulk-b.example', 'bulk-c.example'])
      uuids.push((await ended(await issue(name))).issuedCertificate);
    const [first, second, third] = uuids;
    await ended(await revoke(third!));
    const bulk = async (body: object) => {
      const { bulkId } = await expecting(202, 'POST', '/certificates/bulk', body);
      const path = `/certificates/bulk/${String(bulkId)}`;
      await until(async () => (await expecting(200, 'GET', path))['status'] === 'finished');
      return { ...(await expecting(200, 'GET', path)), ...(await expecting(200, 'GET', `${path}/rows`)) };
    };
    const operationsOf = async (uuid: string | undefined) => {
      const { items } = (await expecting(200, 'GET', `/operations?certificate=${uuid}`)) as { items: Operation[] };
      return items;
    };
    const preview = { uuids, changes: { renew: true }, dryRun: true };
    const seen = await expecting(200, 'POST', '/certificates/bulk', preview);
    const became = (items: unknown) =>
      Object.fromEntries((items as Json[]).map(({ certificate, outcome, code }) => [certificate, [outcome, code]]));
    const expected = {
      [first!]: ['requested', null],
      [second!]: ['requested', null],
      [third!]: ['failed', 'invalid_state'],
    };
    expect(became(seen['items'])).toEqual(expected);
    expect(await operationsOf(first)).toHaveLength(1);

    const renewed = await bulk({ uuids, changes: { renew: true } });
    expect(became(renewed['items'])).toEqual(expected);
    expect(renewed['counts']).toEqual({ changed: 0, deleted: 0, requested: 2, unchanged: 0, failed: 1 });
    for (const uuid of [first, second]) {
      const [latest] = await operationsOf(uuid);
      expect(await ended(latest!)).toMatchObject({ action: 'renew', state: 'issued', origin: 'request' });
    }
    const { items: log } = await expecting(200, 'GET', `/audit-log?operation=certificates.renew&objectUuid=${first}`);
    expect(log).toMatchObject([{ message: 'accepted', affiliatedResource: { type: 'bulkChanges' } }]);

    // By a condition that those who are asked for leave.
    const field = (name: string, operator: string, value: string) => ({
      ...{ source: 'property', field: name, operator, value },
    });
    const filter = {
      all: [field('COMMON_NAME', 'STARTS_WITH', 'bulk-'), field('CERTIFICATE_STATE', 'EQUALS', 'issued')],
    };
    const revoked = await bulk({ filter, changes: { revoke: { reason: 'cessationOfOperation', comment: 'closed' } } });
    expect(revoked['counts']).toEqual({ changed: 0, deleted: 0, requested: 4, unchanged: 0, failed: 0 });
    const [latest] = await operationsOf(first);
    expect(await ended(latest!)).toMatchObject({
      ...{ action: 'revoke', state: 'revoked', reason: 'cessationOfOperation', comment: 'closed' },
    });
  });

  it('holds a certificate, releases it, and revokes for good what is on hold', async () => {
    const { issuedCertificate: uuid } = await ended(await issue('held.example'));
    const asked = async (reason: string) =>
      ended((await expecting(202, 'POST', `/certificates/${uuid}/revoke`, { reason })) as Operation);
    const inForce = { state: 'issued', revocation: null };
    await asked('certificateHold');
    expect(await expecting(200, 'GET', `/certificates/${uuid}`)).toMatchObject({ state: 'revoked' });
    const released = await asked('removeFromCRL');
    expect(released).toMatchObject({ action: 'revoke', state: 'issued', reason: 'removeFromCRL', errorCode: null });
    expect(await expecting(200, 'GET', `/event-history/${released.firingId}`)).toMatchObject({
      ...{ happened: 'hold released', particulars: { action: 'revoke', state: 'issued', reason: 'removeFromCRL' } },
    });
    expect(await expecting(200, 'GET', `/certificates/${uuid}`)).toMatchObject(inForce);
    await expecting(200, 'POST', `/certificates/${uuid}/validate`);
    expect(await expecting(200, 'GET', `/certificates/${uuid}`)).toMatchObject(inForce);
    const again = await send('POST', `/certificates/${uuid}/revoke`, { reason: 'removeFromCRL' });
    expect(again).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
    await asked('certificateHold');
    expect(await asked('keyCompromise')).toMatchObject({ state: 'revoked' });
    expect(await expecting(200, 'GET', `/certificates/${uuid}`)).toMatchObject({
      ...{ state: 'revoked', revocation: { reason: 'keyCompromise' } },
    });
  });

  it('makes a key, and gives it out once', async () => {
    const asked = {
      ...{ raProfile: 'web', subject: [{ type: 'CN', value: 'two.example' }], names: ['two.example', '192.0.2.7'] },
      key: { kind: 'ec-p256', password },
    };
    const headers = { 'idempotency-key': 'two' };
    const { status, body } = await send('POST', '/certificates/requests', asked, headers);
    expect([status, body['state']]).toEqual([202, 'issued']);
    const { format, content } = body['privateKey'] as { format: string; content: string };
    expect(format).toBe('pkcs12');
    expect(() => createSecureContext({ pfx: Buffer.from(content, 'base64'), passphrase: password })).not.toThrow();
    const again = await send('POST', '/certificates/requests', asked, headers);
    expect([again.body['uuid'], again.body['privateKey']]).toEqual([body['uuid'], null]);

    const key = { kind: 'ed25519', format: 'pem', password };
    const next = await expecting(202, 'POST', `/certificates/${String(body['issuedCertificate'])}/rekey`, { key });
    const pem = (next['privateKey'] as { content: string }).content;
    const [own] = pem.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g)!;
    const certificate = new X509Certificate(own);
    expect(certificate.checkPrivateKey(createPrivateKey({ key: pem, passphrase: password }))).toBe(true);
    expect(certificate.subjectAltName).toBe('DNS:two.example, IP Address:192.0.2.7');

    const replaced = String(next['issuedCertificate']);
    await expecting(202, 'POST', `/certificates/${replaced}/rekey`, { key, names: ['two.example'] });
    expect(await expecting(200, 'GET', `/certificates/${replaced}/relations`)).toMatchObject({
      successors: [{ type: 'partial', origin: 'operation', remaining: ['iPAddress:192.0.2.7'], remainingCount: 1 }],
    });
  });

  it('keeps a key where the RA profile says so, and gives it out again to who may have it', async () => {
    const web = await expecting(200, 'GET', '/ra-profiles/web');
    const keeping = { name: 'keeping', authorityInstanceUuid: web['authorityInstanceUuid'], keepPrivateKeys: true };
    await expecting(201, 'POST', '/ra-profiles', keeping);
    const key = { kind: 'ec-p256', format: 'pem', password };
    const asked = { raProfile: 'keeping', names: ['kept.example'], key };
    const first = await expecting(202, 'POST', '/certificates/requests', asked);
    expect(first).toMatchObject({ state: 'issued', keepsKey: true, issuedCertificateName: 'dNSName:kept.example' });
    const certificate = String(first['issuedCertificate']);
    expect(await expecting(200, 'GET', `/certificates/${certificate}`)).toMatchObject({ privateKey: true });
    const keyOf = (answer: Json) => createPrivateKey({ key: String(answer['content']), passphrase: password });
    const given = keyOf(first['privateKey'] as Json);
    const [row] = await db.collection('kept_keys').find().toArray();
    expect(JSON.stringify(row)).not.toContain(given.export({ format: 'der', type: 'pkcs8' }).toString('base64'));

    const renewed = (await ended(await renew(certificate))).issuedCertificate;
    const path = `/certificates/${renewed}/private-key`;
    const exported = await expecting(200, 'POST', path, { format: 'pem', password });
    expect(keyOf(exported).equals(given)).toBe(true);
    const log = await expecting(200, 'GET', '/audit-log?operation=certificates.export-key&limit=1');
    expect(log['items']).toMatchObject([{ resource: { objects: [{ uuid: renewed }] }, operationResult: 'success' }]);
    const refused = { status: 404, body: { code: 'not_found' } };
    const { items } = (await expecting(200, 'GET', '/certificates?commonName=one.example')) as { items: Json[] };
    const other = `/certificates/${String(items[0]!['uuid'])}/private-key`;
    expect(await send('POST', other, { password })).toMatchObject(refused);

    const away = await expecting(201, 'POST', '/authorities', {
      name: 'Away',
      enabled: false,
      settings: { kind: 'builtin' },
    });
    await expecting(201, 'POST', '/ra-profiles', { ...keeping, name: 'away', authorityInstanceUuid: away['uuid'] });
    const failed = await expecting(202, 'POST', '/certificates/requests', { ...asked, raProfile: 'away' });
    expect(failed).toMatchObject({ state: 'failed', privateKey: null });
    for (const uuid of [certificate, renewed]) {
      expect(await db.collection('kept_keys').countDocuments()).toBe(1);
      await send('DELETE', `/certificates/${uuid}`, undefined, { 'if-match': '*' });
    }
    expect(await db.collection('kept_keys').countDocuments()).toBe(0);
  });

  it('tells every fault of a request at once', async () => {
    const faultsOf = async (body: unknown) => {
      const { status, body: problem } = await send('POST', '/certificates/requests', body);
      expect(status).toBe(422);
      return (problem['errors'] as Json[]).map(({ pointer, code }) => `${String(pointer)} ${String(code)}`);
    };
    const csr = await request('x.example');
    expect(await faultsOf({ raProfile })).toEqual([' required']);
    const key = { kind: 'ec-p256', password };
    expect(await faultsOf({ raProfile, csr, key })).toEqual(['/key wrong_value']);
    expect(await faultsOf({ raProfile, key, groups: [raProfile] })).toEqual([
      '/names no_names',
      '/groups/0 target_missing',
    ]);
    expect(await faultsOf({ raProfile, csr: 'no' })).toEqual(['/csr not_a_request']);
    const changed = Buffer.from(csr, 'base64');
    changed[changed.length - 1]! ^= 1;
    expect(await faultsOf({ raProfile, csr: pemOf('CERTIFICATE REQUEST', changed) })).toEqual(['/csr not_a_request']);
    const bare = await expecting(201, 'POST', '/ra-profiles', { name: 'bare' });
    expect(await faultsOf({ raProfile: bare['uuid'], csr })).toEqual(['/raProfile authority_missing']);
  });

  it('takes the request as a whole body, and what is to be set of the certificate', async () => {
    const der = Buffer.from(await request('raw.example'), 'base64');
    const sent = async (query: string, type: string, body: Buffer | string) => {
      const headers = { authorization: `Bearer ${adminKey}`, 'content-type': type };
      const url = `${victim.url}/api/v1/certificates/requests${query}`;
      const response = await fetch(url, { method: 'POST', headers, body });
      return { status: response.status, body: (await response.json()) as Operation };
    };
    const whole = await sent('?raProfile=web&lifetimeSeconds=86400', 'application/pkcs10', der);
    expect(await ended(whole.body)).toMatchObject({ state: 'issued', lifetimeSeconds: 86_400 });
    const pem = await sent('?raProfile=web', 'application/x-pem-file', pemOf('CERTIFICATE REQUEST', der));
    expect(await ended(pem.body)).toMatchObject({ state: 'issued' });
    expect((await sent('', 'application/pkcs10', der)).body['errors']).toMatchObject([{ pointer: '/query/raProfile' }]);
    expect((await sent('?raProfile=web', 'application/pkcs10', 'no')).body['errors']).toMatchObject([{ pointer: '' }]);

    const group = await expecting(201, 'POST', '/groups', { name: 'service desk' });
    const attribute = { name: 'Site', label: 'Site', contentType: 'string', resources: ['certificates'] };
    const site = await expecting(201, 'POST', '/custom-attributes', attribute);
    const asked = {
      ...{ raProfile, csr: await request('placed.example'), groups: ['service desk'], owner: null },
      customAttributes: [{ name: 'Site', content: [{ data: 'zurich' }] }],
    };
    const placed = await ended((await expecting(202, 'POST', '/certificates/requests', asked)) as Operation);
    expect(placed).toMatchObject({ groups: [group['uuid']], groupNames: ['service desk'], owner: null });
    expect(await expecting(200, 'GET', `/certificates/${placed.issuedCertificate}`)).toMatchObject({
      ...{ groups: [group['uuid']], owner: null, customAttributes: [{ name: site['name'] }] },
    });

    const role = await expecting(201, 'POST', '/roles', { name: 'issuer', permissions: ['certificates:issue'] });
    const user = await expecting(201, 'POST', '/users', { username: 'ivo', roles: [role['uuid']] });
    const made = await expecting(201, 'POST', '/api-keys', { name: 'ivo', user: user['uuid'] });
    const asIvo = { authorization: `Bearer ${String(made['key'])}` };
    expect(await send('POST', '/certificates/requests', { ...asked, groups: [group['uuid']] }, asIvo)).toMatchObject({
      ...{ status: 403, body: { missing: ['certificates:write'] } },
    });
  });

  it('of who may only renew is about what was issued here', async () => {
    const role = await expecting(201, 'POST', '/roles', { name: 'renewer', permissions: ['certificates:renew'] });
    const user = await expecting(201, 'POST', '/users', { username: 'rita', roles: [role['uuid']] });
    const made = await expecting(201, 'POST', '/api-keys', { name: 'rita', user: user['uuid'] });
    const asRita = { authorization: `Bearer ${String(made['key'])}` };
    const issued = await ended(await issue('own.example'));
    const owner = (issued['requester'] as Json)['uuid'];
    expect([typeof owner, issued['owner']]).toEqual(['string', owner]);
    const own = await send('POST', `/certificates/${issued.issuedCertificate}/renew`, {}, asRita);
    expect([own.status, own.body['owner']]).toEqual([202, null]);
    await ended(own.body as Operation);
    const foreign = String((await db.collection('certificates').findOne({ subjectType: { $ne: 'endEntity' } }))?._id);
    const key = { kind: 'ec-p256', password };
    for (const [path, body] of [
      ['renew', { raProfile }],
      ['rekey', { raProfile, key }],
    ] as const)
      expect(await send('POST', `/certificates/${foreign}/${path}`, body, asRita)).toMatchObject({
        ...{ status: 403, body: { missing: ['certificates:issue'] } },
      });
  });

  it('fires when it fails, without a certificate', async () => {
    const profile = await expecting(201, 'POST', '/authorities', {
      name: 'Off',
      enabled: false,
      settings: { kind: 'builtin' },
    });
    const off = await expecting(201, 'POST', '/ra-profiles', { name: 'off', authorityInstanceUuid: profile['uuid'] });
    const csr = await request('three.example');
    const failed = await ended(
      (await expecting(202, 'POST', '/certificates/requests', { raProfile: off['uuid'], csr })) as Operation,
    );
    expect(failed).toMatchObject({ state: 'failed', errorCode: 'authority_disabled', issuedCertificate: null });
    const firing = await expecting(200, 'GET', `/event-history/${failed.firingId}`);
    const particulars = { action: 'issue', state: 'failed', errorMessage: expect.any(String) as string };
    expect(firing).toMatchObject({
      ...{ subject: { uuid: null, name: 'three.example' }, happened: 'issue, failed', particulars },
      explain: expect.stringMatching(/^Action: issue; Error: .+; State: failed\. /),
    });
    const found = await expecting(200, 'GET', '/event-history?particular=action:issue&particular=state:failed');
    expect((found['items'] as Json[])[0]).toMatchObject({ firingId: failed.firingId, particulars });
    expect((await send('GET', '/event-history?particular=state:done')).status).toBe(422);
    expect((await send('POST', `/operations/${failed.uuid}/cancel`)).body).toMatchObject({ code: 'invalid_state' });
  });
});

describe('approval', () => {
  it('lets an operation wait: approved it goes on, rejected or called off it ends', async () => {
    const permissions = ['approvals:read', 'approvals:write'];
    const role = await expecting(201, 'POST', '/roles', { name: 'approver', permissions });
    const user = await expecting(201, 'POST', '/users', { username: 'ada', roles: [role['uuid']] });
    const made = await expecting(201, 'POST', '/api-keys', { name: 'ada', user: user['uuid'] });
    const asAda = { authorization: `Bearer ${String(made['key'])}` };
    const profile = await expecting(201, 'POST', '/approval-profiles', {
      ...{ name: 'four eyes', steps: [{ userUuid: user['uuid'] }] },
    });
    const ra = await expecting(201, 'POST', '/ra-profiles', {
      ...{ name: 'asked', authorityInstanceUuid: 'Inside', approvalProfiles: { issue: profile['uuid'] } },
    });
    const waiting = async (name: string) => {
      const body = { raProfile: ra['uuid'], csr: await request(name) };
      const { uuid } = (await expecting(202, 'POST', '/certificates/requests', body)) as Operation;
      for (const until = Date.now() + 30_000; Date.now() < until; await sleep(100)) {
        const found = (await expecting(200, 'GET', `/operations/${uuid}`)) as Operation;
        if (found.state === 'pending_approval') return found;
      }
      throw new Error('no approval was asked for');
    };
    const decide = (operation: Operation, decision: string) =>
      send('POST', `/approvals/${String(operation['approvalUuid'])}/decision`, { decision }, asAda);

    const [one, two, three] = [await waiting('yes.example'), await waiting('no.example'), await waiting('off.example')];
    expect((await decide(one, 'approve')).status).toBe(200);
    expect((await decide(two, 'reject')).status).toBe(200);
    await expecting(202, 'POST', `/operations/${three.uuid}/cancel`);
    expect(await ended(one)).toMatchObject({ state: 'issued' });
    expect(await ended(two)).toMatchObject({ state: 'rejected', errorCode: 'approval_rejected' });
    expect(await ended(three)).toMatchObject({ state: 'cancelled' });
    const approval = await expecting(200, 'GET', `/approvals/${String(three['approvalUuid'])}`);
    expect(approval).toMatchObject({ status: 'rejected', closedBecause: 'withdrawal' });
  });
});

describe('ended by hand', () => {
  it('is taken over, goes on from its row, and fires once; what it uses stays', async () => {
    const profile = await expecting(201, 'POST', '/approval-profiles', { name: 'slow', steps: [{ userUuid: 'ada' }] });
    const ra = await expecting(201, 'POST', '/ra-profiles', {
      ...{ name: 'lost', authorityInstanceUuid: 'Inside', approvalProfiles: { issue: profile['uuid'] } },
    });
    const body = { raProfile: 'lost', csr: await request('lost.example') };
    const operation = (await expecting(202, 'POST', '/certificates/requests', body)) as Operation;
    await until(async () => (await stateOf(operation)) === 'pending_approval');
    const refused = await send('DELETE', `/ra-profiles/${String(ra['uuid'])}`, undefined, { 'if-match': '*' });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'in_use', usedBy: [{ kind: 'operation', uuid: operation.uuid, name: 'lost.example' }] },
    });

    const runs = new Client({ connection: temporal }).workflow;
    await runs.getHandle(String(operation['workflowId'])).terminate('by hand');
    const due = { $set: { lookAt: new Date(0) } };
    await db.collection<{ _id: string }>('operations').updateOne({ _id: operation.uuid }, due);
    await until(
      async () => (await runs.getHandle(String(operation['workflowId'])).describe()).status.name === 'RUNNING',
    );
    await expecting(202, 'POST', `/operations/${operation.uuid}/cancel`);
    expect(await ended(operation)).toMatchObject({ state: 'cancelled' });
    expect(await db.collection('firings').countDocuments({ objectName: 'lost.example' })).toBe(1);
    const oldest = await expecting(200, 'GET', '/operations?sort=createdAt&limit=1');
    expect(oldest['items']).toMatchObject([{ action: 'issue', issuedCertificateName: 'one.example' }]);
  });
});

it('one that was ended while its authority was asked goes on after what it had begun there', async () => {
  const body = { raProfile: 'lost', csr: await request('asking.example') };
  const operation = (await expecting(202, 'POST', '/certificates/requests', body)) as Operation;
  await until(async () => (await stateOf(operation)) === 'pending_approval');
  const run = new Client({ connection: temporal }).workflow.getHandle(String(operation['workflowId']));
  await run.terminate('by hand');
  const change = { $set: { state: 'pending_issue', lookAt: new Date(0) } };
  await db.collection<{ _id: string }>('operations').updateOne({ _id: operation.uuid }, change);
  await until(async () => (await run.describe()).status.name === 'RUNNING');
  const { startTime, executionTime } = await run.describe();
  expect(executionTime!.getTime() - startTime.getTime()).toBe(150_000);
});

describe('retention', () => {
  it('deletes old operations, but not what a certificate in the inventory came from', async () => {
    const { items } = (await expecting(200, 'GET', '/operations?limit=100')) as { items: Operation[] };
    const kept = items.find(({ state }) => state === 'issued')!;
    const old = items.filter(({ state }) => state === 'failed' || state === 'revoked');
    const finishedAt = new Date(Date.now() - 366 * 86_400_000);
    const rows = db.collection<{ _id: string }>('operations');
    await rows.updateMany({ _id: { $in: [kept, ...old].map(({ uuid }) => uuid) } }, { $set: { finishedAt } });
    await until(async () => (await send('POST', '/scheduled-jobs/retention/run')).status === 202);
    await until(async () => (await rows.countDocuments({ _id: { $in: old.map(({ uuid }) => uuid) } })) === 0);
    expect(new Set(old.map(({ state }) => state))).toEqual(new Set(['failed', 'revoked']));
    expect(await stateOf(kept)).toBe('issued');
  });
});

describe('automatic renewal', () => {
  it('figure-R9 renews what is due after a scan, says before when, and fires for what fails', async () => {
    const authority = (await expecting(200, 'GET', '/authorities/Inside'))['uuid'];
    const renewal = { enabled: true, days: 30, jitterHours: 0 };
    const made = await expecting(201, 'POST', '/ra-profiles', {
      name: 'auto',
      authorityInstanceUuid: authority,
      renewal,
    });
    const asked = async (name: string) =>
      (
        await ended(
          (await expecting(202, 'POST', '/certificates/requests', {
            raProfile: made['uuid'],
            csr: await request(name),
          })) as Operation,
        )
      ).issuedCertificate;
    const [good, bad] = [await asked('good.example'), await asked('bad.example')];
    const day = 86_400_000;
    const times = { notBefore: new Date(Date.now() - 60 * day), notAfter: new Date(Date.now() + 5 * day) };
    const certificates = db.collection<{ _id: string }>('certificates');
    await certificates.updateMany({ _id: { $in: [good, bad] } }, { $set: times });
    // As if its request had never been kept.
    await db.collection('operations').updateOne({ issuedCertificate: bad }, { $set: { issuedCertificate: null } });
    const { items } = (await expecting(200, 'GET', '/expiring?raProfile=auto')) as { items: Json[] };
    expect(items.map(({ willBeRenewedAt }) => willBeRenewedAt)).toEqual(
      Array(2).fill(new Date(times.notAfter.getTime() - 30 * day).toISOString()),
    );
    await expecting(202, 'POST', '/expiration-scan/run');
    const ofCertificate = async (uuid: string) => {
      for (const until = Date.now() + 60_000; Date.now() < until; await sleep(200)) {
        const listed = await expecting(200, 'GET', `/operations?certificate=${uuid}&action=renew`);
        const [found] = listed['items'] as Operation[];
        if (found !== undefined) return ended(found);
      }
      throw new Error('nothing was renewed');
    };
    expect(await ofCertificate(good)).toMatchObject({
      state: 'issued',
      origin: 'renewal',
      requester: { type: 'system' },
    });
    const failed = await ofCertificate(bad);
    expect(failed).toMatchObject({ state: 'failed', origin: 'renewal', errorCode: 'required' });
    expect(await expecting(200, 'GET', `/event-history/${failed.firingId}`)).toMatchObject({ subject: { uuid: bad } });
  });
});

describe('killed between steps', () => {
  it('orders, signs and revokes nothing twice, and loses nothing', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `kill-${index}.example`);
    const before = await Promise.all(names.map(async (name) => (await ended(await issue(name))).issuedCertificate));
    const counted = async () => ({
      issued: await db.collection('issued_certificates').countDocuments(),
      revoked: await db.collection('revoked_certificates').countDocuments(),
      firings: await db.collection('firings').countDocuments({ event: 'certificate_action_performed' }),
      stored: await db.collection('certificates').countDocuments({ subjectType: 'endEntity' }),
    });
    const start = await counted();

    const asked = [
      ...['new-0.example', 'new-1.example', 'new-2.example'].map(issue),
      ...before.slice(0, 2).map(renew),
      rekey(before[2]!, names[2]!),
      ...before.slice(3).map(revoke),
    ];
    const operations = await Promise.all(asked);
    await victim.kill('product');
    await victim.ready();
    await sleep(300);
    await victim.kill('product');
    await victim.ready();
    const ends = await Promise.all(operations.map(ended));
    expect(ends.map(({ state }) => state)).toEqual([
      ...['issued', 'issued', 'issued', 'issued', 'issued', 'issued', 'revoked', 'revoked'],
    ]);
    expect(await counted()).toEqual({
      ...{ issued: start.issued + 6, revoked: start.revoked + 2 },
      ...{ firings: start.firings + 8, stored: start.stored + 6 },
    });
  });
});
