import { X509Certificate } from 'node:crypto';
import { productOfFile } from '../support/product';

const product = productOfFile();
const call = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string) => product().call(method, path);
const faults = (body: { readonly errors?: readonly { readonly code: string; readonly pointer: string }[] }) =>
  (body.errors ?? []).map(({ code, pointer }) => `${pointer} ${code}`);

async function authority(name: string, settings: object = {}) {
  const { body } = await call('post', '/authorities')
    .send({ name, settings: { kind: 'builtin', ...settings } })
    .expect(201);
  return body as { readonly uuid: string; readonly revision: number };
}

describe('an authority', () => {
  it('is created with what is usual, shown, changed and deleted', async () => {
    const made = await authority('Inside');
    expect(made).toMatchObject({
      enabled: true,
      secrets: [],
      warnings: [],
      settings: { kind: 'builtin', root: { commonName: 'Certloom Root CA', keyAlgorithm: 'ecP256' } },
    });
    const { body: read } = await call('get', `/authorities/Inside`).expect(200);
    expect(read).toEqual(made);
    const patched = await call('patch', `/authorities/${made.uuid}`)
      .set('If-Match', '"1"')
      .send({ settings: { kind: 'builtin', crlLifetimeHours: 48 } })
      .expect(200);
    expect(patched.body.settings).toMatchObject({ crlLifetimeHours: 48, root: { commonName: 'Certloom Root CA' } });
    await call('delete', `/authorities/${made.uuid}`).set('If-Match', '"1"').expect(412);
    await call('delete', `/authorities/${made.uuid}`).set('If-Match', '"2"').expect(204);
    await call('get', `/authorities/${made.uuid}`).expect(404);
  });

  it.each([
    [{ kind: 'other' }, '/settings/kind wrong_value'],
    [{ kind: 'builtin', root: { keyAlgorithm: 'rsa512' } }, '/settings/root/keyAlgorithm wrong_value'],
    [{ kind: 'builtin', publicationUrl: 'https://ca.example' }, '/settings/publicationUrl wrong_format'],
    [{ kind: 'builtin', token: 'x' }, '/settings/token unknown_field'],
  ])('is refused with %j', async (settings, expected) => {
    const { body } = await call('post', '/authorities').send({ name: 'bad', settings }).expect(422);
    expect(faults(body as object)).toEqual([expected]);
  });

  it('hands out its certificates as PEM and DER, its list, and publishes both for everybody', async () => {
    const { uuid } = await authority('Published', { issuing: { keyAlgorithm: 'ed25519' } });
    const { url } = product().api;
    expect((await fetch(`${url}/ca/${uuid}.crl`)).status).toBe(404);
    await call('post', `/authorities/${uuid}/probe`).expect(200, { ok: true, message: null });
    const pem = await call('get', `/authorities/${uuid}/issuers`).expect(200);
    const [issuing, root] = pem.text
      .match(/-----BEGIN[^]+?END CERTIFICATE-----/g)!
      .map((text) => new X509Certificate(text));
    expect(issuing!.verify(root!.publicKey)).toBe(true);
    const der = await call('get', `/authorities/${uuid}/issuers`)
      .set('Accept', 'application/pkix-cert')
      .responseType('blob');
    expect(new X509Certificate(der.body as Buffer).fingerprint256).toBe(issuing!.fingerprint256);
    await call('get', `/authorities/${uuid}/crl`)
      .expect(200)
      .expect('Content-Type', /pkix-crl/);

    const published = await fetch(`${url}/ca/${uuid}.cer`);
    expect(published.headers.get('content-type')).toBe('application/pkix-cert');
    expect(Buffer.from(await published.arrayBuffer()).equals(issuing!.raw)).toBe(true);
    const list = await fetch(`${url}/ca/${uuid}.crl`);
    expect([list.status, list.headers.get('content-type')]).toEqual([200, 'application/pkix-crl']);
    expect(list.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    const fresh = await fetch(`${url}/ca/${uuid}.crl`, {
      headers: { 'If-None-Match': list.headers.get('etag')!, 'Cache-Control': 'max-age=0' },
    });
    expect(fresh.status).toBe(304);
    expect((await fetch(`${url}/ca/${uuid}-root.crl`)).status).toBe(200);
    expect((await fetch(`${url}/ca/..%2f${uuid}.crl`)).status).toBe(404);
    const ask = (body: Uint8Array, type = 'application/ocsp-request') =>
      fetch(`${url}/ca/${uuid}/ocsp`, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { 'Content-Type': type },
      });
    expect(Buffer.from(await (await ask(Buffer.from('x'))).arrayBuffer()).toString('hex')).toBe('30030a0101');
    expect((await ask(Buffer.alloc(9_000))).status).toBe(413);
    expect((await fetch(`${url}/ca/${uuid}-root/ocsp/MAA=`)).status).toBe(404);

    const changed = await call('patch', `/authorities/${uuid}`)
      .set('If-Match', '"1"')
      .send({ settings: { kind: 'builtin', country: 'CH' } });
    expect([changed.status, changed.body.code]).toEqual([409, 'invalid_state']);
  });
});

describe('a certificate profile', () => {
  it('is created with what is usual, and is a contradiction nowhere', async () => {
    const { body } = await call('post', '/certificate-profiles').send({ name: 'servers' }).expect(201);
    expect(body).toMatchObject({ keyUsage: ['digitalSignature', 'keyEncipherment'], lifetime: 'P90D', maxNames: 100 });
    const bad = {
      name: 'bad',
      lifetime: 'P90D',
      maxLifetime: 'P30D',
      minNames: 2,
      maxNames: 1,
      names: [{ kind: 'dNSName', patterns: ['a)|(b'] }, { kind: 'dNSName' }],
      keys: [{ algorithm: 'rsa', minBits: 4096, maxBits: 2048 }],
    };
    const refused = await call('post', '/certificate-profiles').send(bad).expect(422);
    expect(faults(refused.body as object)).toEqual([
      '/names/0/patterns/0 invalid_pattern',
      '/names/1 listed_twice',
      '/minNames contradiction',
      '/lifetime contradiction',
      '/keys/0/minBits contradiction',
    ]);
  });
});

describe('an RA profile', () => {
  it('names authority and certificate profile, which stay as long as it does', async () => {
    const { uuid } = await authority('Bound');
    const profile = await call('post', '/certificate-profiles').send({ name: 'bound' }).expect(201);
    const made = await call('post', '/ra-profiles')
      .send({ name: 'web', authorityInstanceUuid: 'Bound', certificateProfileUuid: 'bound' })
      .expect(201);
    expect(made.body).toMatchObject({
      authorityInstanceUuid: uuid,
      authorityInstanceName: 'Bound',
      certificateProfileUuid: profile.body.uuid,
      certificateProfileName: 'bound',
    });
    for (const path of [`/authorities/${uuid}`, `/certificate-profiles/${profile.body.uuid}`]) {
      const { body } = await call('delete', path).set('If-Match', '"1"').expect(409);
      expect(body).toMatchObject({ code: 'in_use', usedBy: [{ kind: 'raProfile', name: 'web' }] });
    }
    const unknown = '00000000-0000-4000-8000-000000000000';
    const { body } = await call('put', `/ra-profiles/${made.body.uuid}`)
      .set('If-Match', '"1"')
      .send({ name: 'web', authorityInstanceUuid: unknown, certificateProfileUuid: unknown })
      .expect(422);
    expect(faults(body as object)).toEqual(['/authorityInstanceUuid not_found', '/certificateProfileUuid not_found']);
  });
});
