/** Keyfactor Command's API as its scripts call it, over the started product. */
/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import request from 'supertest';
import { eventually, type Person } from '../acceptance/scene';
import { createBuilderScene, isEnded, isWaiting, line, step } from '../builder/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const builder = createBuilderScene(() => product());
const { scene } = builder;
const password = 'a long password';
let script: Person;

/** As `Invoke-RestMethod -Credential` sends it, with the header that changes need. */
function call(method: 'get' | 'put' | 'post', path: string, { username, key }: Person = script) {
  const credential = Buffer.from(`EXAMPLE\\${username}:${key}`).toString('base64');
  const asked = request(product().api.url)[method](`/KeyfactorAPI${path}`);
  return asked.set({ Authorization: `Basic ${credential}`, 'X-Keyfactor-Requested-With': 'APIClient' });
}
const find = async (query: string, more = ''): Promise<any[]> =>
  (await call('get', `/Certificates?pq.queryString=${encodeURIComponent(query)}${more}`).expect(200)).body;
const upload = async (subject: string, more: object = {}) => {
  const der = buildCertificate({ subject, ...more });
  await scene.upload(der).expect(201);
  return new X509Certificate(der);
};
const sha1 = (certificate: X509Certificate) => certificate.fingerprint.replaceAll(':', '');

beforeAll(async () => {
  await product().call('get', '/settings').expect(200);
  script = await scene.person([
    ...(['certificates:read', 'certificates:write', 'certificates:issue', 'certificates:renew'] as const),
    'ra-profiles:read',
  ]);
  const before = await call('get', '/Certificates').expect(404);
  expect(before.body).toMatchObject({ code: 'not_found', Message: expect.stringContaining('compatApi.enabled') });
  await scene.settings((settings) => ({ ...settings, compatApi: { enabled: true } }));
  await eventually('the surface', async () => (await call('get', '/Certificates')).status === 200);
  await scene.attribute({ name: 'Site', resources: ['certificates'] });
  await scene.attribute({ name: 'Retired', contentType: 'boolean', resources: ['certificates'] });
  const authority = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
  await scene.raProfile({ name: 'WebServer', authorityInstanceUuid: authority.uuid });
}, 60_000);

it('M16 lets a script search a certificate by thumbprint and set an attribute; a call that is not listed is 501', async () => {
  const certificate = await upload('m16.example');
  const [found, ...others] = await find(`Thumbprint -eq "${sha1(certificate)}"`);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    ...{ IssuedCN: 'm16.example', IssuedDN: 'CN=m16.example', Thumbprint: sha1(certificate), Metadata: {} },
    ...{ CertState: 1, CertStateString: 'Active' },
  });
  expect(Number.isInteger(found.Id)).toBe(true);
  expect(BigInt(`0x${found.SerialNumber}`)).toBe(BigInt(`0x${certificate.serialNumber}`));

  const metadata = { Id: found.Id, Metadata: { site: 'Brno', Retired: 'True' } };
  await call('put', '/Certificates/Metadata').send(metadata).expect(204);
  const { body: one } = await call('get', `/Certificates/${found.Id}`).expect(200);
  expect(one.Metadata).toEqual({ Retired: 'True', Site: 'Brno' });
  expect(new X509Certificate(Buffer.from(one.ContentBytes as string, 'base64')).fingerprint).toBe(
    certificate.fingerprint,
  );
  expect(await find('Site -eq "Brno" AND Retired -eq True')).toMatchObject([{ Id: found.Id }]);
  const ours = await scene.read(`/certificates/${found.Uuid}`);
  expect(ours.customAttributes.map(({ name }: any) => name)).toEqual(['Retired', 'Site']);

  await call('put', '/Certificates/Metadata')
    .send({ Id: found.Id, Metadata: { Site: '' } })
    .expect(204);
  expect((await call('get', `/certificates/${found.Uuid}`).expect(200)).body.Metadata).toEqual({ Retired: 'True' });
  const unlisted = await call('get', '/Agents').expect(501);
  expect(unlisted.body).toMatchObject({ code: 'not_in_compat_surface', status: 501 });
});

it('refuses what our API refuses, under the names of the request, and records it', async () => {
  await upload('refused.example');
  const [{ Id, Uuid }] = await find('CN -eq "refused.example"');
  const put = (metadata: object, who?: Person) =>
    call('put', '/Certificates/Metadata', who).send({ Id, Metadata: metadata });
  expect((await put({ Nothing: 'x' }).expect(422)).body).toMatchObject({
    ...{ code: 'invalid_custom_attributes', errors: [{ pointer: '/Metadata/Nothing', code: 'unknown_attribute' }] },
  });
  expect((await put({ Retired: 'perhaps' }).expect(422)).body.errors).toMatchObject([
    { pointer: '/Metadata/Retired', code: 'wrong_value_type' },
  ]);
  const reader = await scene.person(['certificates:read']);
  await put({ Site: 'x' }, reader).expect(403);
  const headless = call('put', '/Certificates/Metadata').unset('X-Keyfactor-Requested-With');
  await headless.send({ Id, Metadata: { Site: 'x' } }).expect(400);
  await call('put', '/Certificates/Metadata')
    .send({ Id: 999_999, Metadata: { Site: 'x' } })
    .expect(404);

  await put({ Site: 'Praha' }).expect(204);
  const { items } = await scene.read(`/audit-log?operation=certificates.update&objectUuid=${Uuid}`);
  expect(items.map(({ phase, operationResult }: any) => [phase, operationResult])).toEqual([
    ['outcome', 'success'],
    ['request', null],
    ['outcome', 'failure'],
    ['request', null],
  ]);
  expect(items[0]).toMatchObject({
    actor: { name: script.username },
    source: { path: '/KeyfactorAPI/Certificates/Metadata' },
  });
});

it('gives pages by number, sorted and counted', async () => {
  for (const name of ['c', 'a', 'b']) await upload(`page-${name}.example`);
  await upload('page-old.example', { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') });
  const names = (list: any[]) => list.map(({ IssuedCN }) => IssuedCN.replace('.example', ''));
  const query = 'CN -startswith "page-"';
  const sorted = '&pq.sortField=IssuedCN&returnLimit=3';
  expect(names(await find(query, sorted))).toEqual(['page-a', 'page-b', 'page-c']);
  expect(names(await find(query, `${sorted}&PageReturned=2`))).toEqual(['page-old']);
  expect(names(await find(query, `${sorted}&SortAscending=1`))).toEqual(['page-old', 'page-c', 'page-b']);
  expect(names(await find(query, `${sorted}&includeExpired=false&PageReturned=1`))).toHaveLength(3);
  expect(await find(query, `${sorted}&includeExpired=false&PageReturned=2`)).toEqual([]);
  const { headers } = await call('get', `/Certificates?QueryString=${encodeURIComponent(query)}&ReturnLimit=1`);
  expect(headers['x-total-count']).toBe('4');
  const { body } = await call('get', '/Certificates?QueryString=Nothing%20-eq%20x').expect(422);
  expect(body.errors).toMatchObject([{ pointer: '/query/QueryString', code: 'query_unsupported' }]);
  await call('get', '/Certificates?SortField=Colour').expect(422);
});

it('enrolls, renews, downloads and tells of places', async () => {
  const enroll = (body: object) => call('post', '/Enrollment/PFX').send({ Password: password, ...body });
  const order = {
    ...{ Template: 'webserver', CertificateAuthority: 'example\\CA', Timestamp: '2027-01-01T00:00:00' },
    ...{ Subject: 'CN=pfx.example,O="Example, Inc."', SANs: { dns: ['pfx.example'] }, KeyType: 'ECC' },
    Metadata: { Site: 'Brno' },
  };
  const { body: first } = await enroll(order).expect(200);
  const { CertificateInformation: issued } = first;
  expect(first).toMatchObject({ CertificateInformation: { RequestDisposition: 'ISSUED' }, Metadata: { Site: 'Brno' } });
  createSecureContext({ pfx: Buffer.from(issued.Pkcs12Blob as string, 'base64'), passphrase: password });
  const { body: stored } = await call('get', `/Certificates/${issued.KeyfactorId}`).expect(200);
  expect(stored).toMatchObject({
    ...{ Thumbprint: issued.Thumbprint, TemplateName: 'WebServer', KeyTypeString: 'ECC' },
    SubjectAltNameElements: [{ Value: 'pfx.example', Type: 2 }],
  });

  const renewal = { RenewalCertificateId: issued.KeyfactorId, Metadata: { Site: 'Praha' } };
  const { body: second } = await enroll(renewal).expect(200);
  expect(second).toMatchObject({
    ...{
      CertificateInformation: { RequestDisposition: 'ISSUED', IssuerDN: issued.IssuerDN },
      Metadata: { Site: 'Praha' },
    },
  });
  expect(second.CertificateInformation.KeyfactorId).not.toBe(issued.KeyfactorId);
  const refused = await enroll({ Template: 'Nothing', Subject: 'pfx.example', KeyType: 'DSA' }).expect(422);
  expect(refused.body.errors.map(({ pointer }: any) => pointer)).toEqual(['/Template', '/Subject', '/KeyType']);
  const short = await enroll({ ...order, Password: 'short' }).expect(422);
  expect(short.body.errors).toMatchObject([{ pointer: '/Password' }]);
  await enroll(order).set('X-CertificateFormat', 'STORE').expect(501);
  const { body: none } = await call('post', '/Enrollment/PFX/Replace').send({ CertificateId: 1 }).expect(501);
  expect(none.code).toBe('no_store_adapter');

  const get = (body: object, format: string) =>
    call('post', '/Certificates/Download').set('X-CertificateFormat', format).send(body);
  const { body: pem } = await get({ CertID: issued.KeyfactorId, IncludeChain: true }, 'PEM').expect(200);
  const chain = Buffer.from(pem.Content as string, 'base64')
    .toString()
    .match(/-----BEGIN CERTIFICATE-----/g);
  expect(chain!.length).toBeGreaterThan(1);
  const { body: der } = await get({ CertID: 0, Thumbprint: issued.Thumbprint }, 'DER').expect(200);
  const downloaded = new X509Certificate(Buffer.from(der.Content as string, 'base64'));
  expect(sha1(downloaded)).toBe(issued.Thumbprint);
  const named = { SerialNumber: issued.SerialNumber, IssuerDN: issued.IssuerDN };
  await get(named, 'P7B').expect(200);
  await get({ CertID: issued.KeyfactorId }, 'PFX').expect(422);
  await get({}, 'PEM').expect(422);

  expect((await call('get', `/Certificates/Locations/${issued.KeyfactorId}`).expect(200)).body).toEqual({
    Details: [],
  });
  await call('get', '/Certificates/Locations/999999').expect(404);
}, 60_000);

it('signals a step that waits for approval', async () => {
  const role = await scene.make('/roles', { name: 'Compat approver', permissions: ['builder:read'] });
  const user = await scene.make('/users', { username: 'Bob', roles: [role.uuid] });
  const { key } = await scene.make('/api-keys', { name: 'of Bob', user: user.uuid });
  const bob = { uuid: user.uuid, username: 'bob', key };
  const ask = step('RequireApproval1', 'require_approval', { roles: ['Compat approver'] });
  const instance = await builder.start(await builder.define(line(ask)));
  await builder.until(instance, isWaiting);
  const signal = (who: Person, SignalKey: string) =>
    call('post', `/Workflow/Instances/${instance}/Signals`, who).send({
      ...{ SignalKey, Data: { Approved: 'True', Comment: 'fine' } },
    });
  await signal(script, 'RequireApproval1.ApprovalStatus').expect(403);
  await signal(bob, 'Other.ApprovalStatus').expect(409);
  await signal(bob, 'RequireApproval1.ApprovalStatus').expect(204);
  expect((await builder.until(instance, isEnded))['status']).toBe('complete');
});

it('logs the calls, and counts them for who migrates', async () => {
  const { items } = await scene.read('/compat-calls?supported=false&count=true');
  expect(items).toMatchObject([
    { method: 'GET', path: '/Agents', status: 501, code: 'not_in_compat_surface', caller: { name: script.username } },
  ]);
  const first = await scene.read(`/compat-calls?limit=2&user=${script.uuid}&sort=at`);
  expect(first.items[0]).toMatchObject({ method: 'GET', path: '/Certificates', supported: true });
  const second = await scene.read(`/compat-calls?limit=2&user=${script.uuid}&sort=at&cursor=${first.nextCursor}`);
  expect(second.items).not.toContainEqual(first.items[1]);
  const usage = (await scene.read('/compat-usage')).items as any[];
  expect(usage.find(({ path }) => path === '/Enrollment/PFX')).toMatchObject({
    ...{ method: 'POST', supported: true, caller: { uuid: script.uuid } },
    ignored: expect.arrayContaining(['CertificateAuthority', 'Timestamp']),
  });
  expect(usage.find(({ path }) => path === '/Agents')).toMatchObject({ count: 1, refused: 1, lastStatus: 501 });
  expect(JSON.stringify([items, first, usage])).not.toContain(password);
  await product().call('get', '/compat-calls', script.key).expect(403);
});
