import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate, createFixtureKey, type CertificateOptions } from '../hostile/certificate-builder';
import { startTestProduct, type TestProduct } from '../support/product';

const year = 365 * 86_400_000;
const days = (count: number) => new Date(Date.now() + count * 86_400_000);

let product: TestProduct;
const scene = createScene(() => product);
let names = 0;

beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(async () => {
  await product?.close();
});

const freshName = () => `relations-${(names += 1)}.example.test`;

async function stored(options: CertificateOptions): Promise<string> {
  const response = await scene.upload(buildCertificate({ key: createFixtureKey(), ...options }));
  expect({ status: response.status, body: response.body }).toMatchObject({ status: 201 });
  return response.body.uuid as string;
}

/** An old certificate and one that takes its place, of unrelated names unless said otherwise. */
async function pair(change: { subject?: string; other?: string } = {}) {
  const subject = change.subject ?? freshName();
  const predecessor = await stored({ subject, notBefore: days(-300), notAfter: days(10) });
  const successor = await stored({ subject: change.other ?? freshName(), notBefore: days(-1), notAfter: days(364) });
  return { predecessor, successor };
}

const relationsOf = (uuid: string, query = '') => scene.read(`/certificates/${uuid}/relations${query}`);
const post = (path: string, body: object, key?: string) => product.call('post', path, key).send(body);
const remove = (uuid: string, relation: string) =>
  product.call('delete', `/certificates/${uuid}/relations/${relation}`);

const detected = (uuid: string) =>
  eventually('a detected relation', async () => {
    const { successors } = await relationsOf(uuid);
    return successors[0];
  });

describe('detection at an upload', () => {
  it.each([
    { count: 900, oldFirst: true, warnings: [] },
    { count: 900, oldFirst: false, warnings: [] },
    { count: 2_500, oldFirst: true, warnings: ['names_beyond_index'] },
  ])(
    'figure-F4 finds one name among $count, also in searches; the old certificate is first: $oldFirst',
    async ({ count, oldFirst, warnings }) => {
      const domain = freshName();
      const sans = Array.from({ length: count }, (_, index) => `${index}.${domain}`);
      const one = sans[count - 7]!;
      const old = () => stored({ subject: one, sans: [one], notBefore: days(-300), notAfter: days(10) });
      const wide = () => stored({ subject: domain, sans, notBefore: days(-1), notAfter: days(364) });
      const before = oldFirst ? await old() : undefined;
      const successor = await wide();
      const predecessor = before ?? (await old());
      expect(await detected(predecessor)).toMatchObject({ certificate: { uuid: successor } });
      expect((await scene.read(`/certificates/${successor}`)).parseWarnings).toEqual(warnings);
      const search = async (operator: string, value: string) =>
        (
          await post('/certificates/search', {
            filter: { source: 'property', field: 'SUBJECT_ALTERNATIVE_NAMES', operator, value },
          }).expect(200)
        ).body;
      const both = [successor, predecessor].sort();
      const uuidsOf = ({ items }: { items: { uuid: string }[] }) => items.map(({ uuid }) => uuid).sort();
      expect(uuidsOf(await search('EQUALS', `dNSName:${one}`))).toEqual(both);
      // A pattern over all names may be too costly: then the answer says for which certificate.
      const matching = await search('MATCHES', `:${one.replaceAll('.', '\\.')}$`);
      const told =
        warnings.length > 0 ? [{ code: 'pattern_too_costly', detail: expect.stringContaining(successor) }] : [];
      expect(matching.warnings).toMatchObject(told);
      expect(uuidsOf(matching)).toEqual(told.length > 0 ? [predecessor] : both);
    },
  );

  it('X04 finds the replacement that was obtained elsewhere, with the SANs in another order', async () => {
    const subject = freshName();
    const sans = [subject, `www.${subject}`, 'ip:192.0.2.7'];
    const old = await stored({ subject, sans, issuer: 'First CA', notBefore: days(-300), notAfter: days(10) });
    const fresh = await stored({
      ...{ subject, issuer: 'Second CA', notBefore: days(-1), notAfter: days(364) },
      sans: [sans[2]!, `WWW.${subject}`, subject],
    });
    const relation = await detected(old);
    // The certificates and their histories tell of it a moment later.
    await eventually('both sides', async () => {
      const { items } = await scene.read(`/certificates/${fresh}/history`);
      return items.some(({ event }: { event: string }) => event === 'relation');
    });
    expect(relation).toMatchObject({
      type: 'replacement',
      origin: 'detected',
      createdBy: null,
      removedAt: null,
      certificate: { uuid: fresh, name: subject, state: 'issued', archived: false },
    });
    expect(await relationsOf(fresh)).toMatchObject({
      predecessors: [{ uuid: relation.uuid, certificate: { uuid: old } }],
      successors: [],
      truncated: false,
    });
    expect(await scene.read(`/certificates/${old}`)).toMatchObject({ succeedingCertificates: ['replacement'] });
    expect(await scene.read(`/certificates/${fresh}`)).toMatchObject({ precedingCertificates: ['replacement'] });
    const { items } = await scene.read(`/certificates/${old}/history`);
    expect(items).toContainEqual(
      expect.objectContaining({
        event: 'relation',
        message: 'successor added',
        createdBy: { uuid: null, name: 'system' },
      }),
    );
  });

  it('finds it also inside one bundle, whatever the order', async () => {
    const subject = freshName();
    const [fresh, old] = [days(-1), days(-300)].map((notBefore) =>
      buildCertificate({ subject, key: createFixtureKey(), notBefore, notAfter: new Date(notBefore.getTime() + year) }),
    );
    const pem = [fresh!, old!].map(
      (der) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
    );
    const response = await product
      .call('post', '/certificates/upload')
      .set('Content-Type', 'application/x-pem-file')
      .send(pem.join(''));
    expect(response.status).toBe(207);
    const [successor, predecessor] = response.body.items.map((item: { uuid: string }) => item.uuid);
    expect((await detected(predecessor)).certificate.uuid).toBe(successor);
  });

  it('leaves it to people where the RA profile says so', async () => {
    const raProfile = await scene.raProfile({ replacementDetection: 'explicit' });
    const subject = freshName();
    const old = await stored({ subject, notBefore: days(-300), notAfter: days(10) });
    const { revision } = await scene.read(`/certificates/${old}`);
    await product
      .call('patch', `/certificates/${old}`)
      .set('If-Match', `"${revision}"`)
      .send({ raProfile: raProfile.uuid })
      .expect(200);
    const fresh = await stored({ subject, notBefore: days(-1), notAfter: days(364) });
    await eventually('the end of the upload', async () => {
      const { items } = await scene.read('/uploads?limit=1');
      return items[0]?.status === 'stored';
    });
    expect((await relationsOf(fresh)).predecessors).toEqual([]);
  });

  it('X09 does not detect again what was removed', async () => {
    const subject = freshName();
    const { predecessor, successor } = await pair({ subject, other: subject });
    const { uuid } = await detected(predecessor);
    await remove(predecessor, uuid).expect(204);
    await remove(predecessor, uuid).expect(404);
    const third = await stored({ subject, notBefore: days(-2), notAfter: days(200) });
    expect((await detected(predecessor)).certificate.uuid).toBe(third);
    expect((await relationsOf(predecessor)).successors).toHaveLength(1);
    expect((await relationsOf(predecessor, '?removed=true')).successors).toContainEqual(
      expect.objectContaining({
        ...{ uuid, removedAt: expect.any(String), removedBy: expect.objectContaining({ name: expect.any(String) }) },
        certificate: expect.objectContaining({ uuid: successor }),
      }),
    );
  });
});

describe('relations by hand', () => {
  it('are added from either side, and removed', async () => {
    const { predecessor, successor } = await pair();
    const added = await post(`/certificates/${predecessor}/relations`, { successor });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      ...{ type: 'replacement', origin: 'manual', removedAt: null, createdBy: { name: expect.any(String) } },
      certificate: { uuid: successor },
    });
    expect(await scene.read(`/certificates/${predecessor}`)).toMatchObject({ succeedingCertificates: ['replacement'] });
    const again = await post(`/certificates/${successor}/relations`, { predecessor });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    await remove(successor, added.body.uuid).expect(204);
    expect(await scene.read(`/certificates/${predecessor}`)).toMatchObject({ succeedingCertificates: [] });
    const back = await post(`/certificates/${successor}/relations`, { predecessor, type: 'renewal' });
    expect([back.status, back.body.type, back.body.certificate.uuid]).toEqual([201, 'renewal', predecessor]);
    const { items } = await scene.read(`/certificates/${predecessor}/history`);
    expect(items.filter(({ event }: { event: string }) => event === 'relation')).toHaveLength(3);
  });

  it('never lead in a circle', async () => {
    const uuids = [await stored({}), await stored({}), await stored({})];
    await post(`/certificates/${uuids[0]}/relations`, { successor: uuids[1] }).expect(201);
    await post(`/certificates/${uuids[1]}/relations`, { successor: uuids[2] }).expect(201);
    for (const [from, to] of [
      [1, 0],
      [2, 1],
      [2, 0],
    ]) {
      const response = await post(`/certificates/${uuids[from!]}/relations`, { successor: uuids[to!] });
      expect([response.status, response.body.code]).toEqual([409, 'conflict']);
    }
    await post(`/certificates/${uuids[0]}/relations`, { successor: uuids[2] }).expect(201);
  });

  it('of two that would close a circle at once, at most one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [await stored({}), await stored({})];
      const answers = await Promise.all([
        post(`/certificates/${one}/relations`, { successor: other }),
        post(`/certificates/${other}/relations`, { successor: one }),
      ]);
      for (const { status } of answers) expect([201, 409]).toContain(status);
      const { predecessors, successors } = await relationsOf(one);
      expect(predecessors.length + successors.length).toBeLessThanOrEqual(1);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(predecessors.length + successors.length);
    }
  });

  it.each([
    { name: 'itself', body: (own: string) => ({ successor: own }), status: 422, pointer: '/successor' },
    { name: 'nothing', body: () => ({}), status: 422, pointer: '' },
    {
      name: 'both sides',
      body: (own: string, other: string) => ({ successor: other, predecessor: own }),
      status: 422,
      pointer: '',
    },
    {
      name: 'an unknown certificate',
      body: () => ({ predecessor: '00000000-0000-4000-8000-000000000000' }),
      status: 422,
      pointer: '/predecessor',
    },
    { name: 'no uuid', body: () => ({ successor: { $ne: null } }), status: 422, pointer: '/successor' },
    {
      name: 'pending for what is issued',
      body: (_own: string, other: string) => ({ successor: other, type: 'pending' }),
      status: 422,
      pointer: '/type',
    },
    {
      name: 'a type that does not exist',
      body: (_own: string, other: string) => ({ successor: other, type: 'copy' }),
      status: 422,
      pointer: '/type',
    },
  ])('refuse $name', async ({ body, status, pointer }) => {
    const { predecessor, successor } = await pair();
    const response = await post(`/certificates/${predecessor}/relations`, body(predecessor, successor));
    expect(response.status).toBe(status);
    expect(response.body.errors).toMatchObject([{ pointer }]);
  });

  it('refuse a predecessor that was never issued, unknown certificates and people without the right', async () => {
    const { predecessor, successor } = await pair();
    const certificates = product.foundation.db.collection('certificates');
    await certificates.updateOne({ _id: predecessor as never }, { $set: { state: 'requested' } });
    const refused = await post(`/certificates/${predecessor}/relations`, { successor });
    expect([refused.status, refused.body.code]).toEqual([409, 'invalid_state']);
    const pending = await post(`/certificates/${predecessor}/relations`, { predecessor: successor });
    expect([pending.status, pending.body.type]).toEqual([201, 'pending']);
    await post('/certificates/00000000-0000-4000-8000-000000000000/relations', { successor }).expect(404);
    await product.call('get', '/certificates/00000000-0000-4000-8000-000000000000/relations').expect(404);
    const reader = await scene.person(['certificates:read']);
    await post(`/certificates/${successor}/relations`, { predecessor }, reader.key).expect(403);
    await product.call('get', `/certificates/${successor}/relations`, reader.key).expect(200);
  });

  it('go with a certificate that is deleted', async () => {
    const { predecessor, successor } = await pair();
    const { body } = await post(`/certificates/${predecessor}/relations`, { successor }).expect(201);
    const { revision } = await scene.read(`/certificates/${successor}`);
    await product.call('delete', `/certificates/${successor}`).set('If-Match', `"${revision}"`).expect(204);
    expect(await relationsOf(predecessor, '?removed=true')).toMatchObject({ successors: [] });
    expect(await scene.read(`/certificates/${predecessor}`)).toMatchObject({ succeedingCertificates: [] });
    await remove(predecessor, body.uuid).expect(404);
  });
});

describe('a revocation', () => {
  it('is recorded with reason, time and person, in detail, history and audit log, and is final', async () => {
    const uuid = await stored({ notBefore: days(-100), notAfter: days(100) });
    expect(await scene.read(`/certificates/${uuid}`)).toMatchObject({ state: 'issued', revocation: null });
    const revokedAt = days(-3).toISOString();
    const response = await scene.revoke(uuid, { reason: 'keyCompromise', revokedAt, comment: 'laptop lost' });
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ uuid, state: 'revoked' });
    expect(response.headers.etag).toBe(`"${response.body.revision}"`);
    expect(await scene.read(`/certificates/${uuid}`)).toMatchObject({
      state: 'revoked',
      revocation: {
        ...{ reason: 'keyCompromise', code: 1, revokedAt, comment: 'laptop lost' },
        recordedAt: expect.any(String),
        recordedBy: { uuid: expect.any(String), name: expect.any(String) },
      },
    });
    const { items } = await scene.read(`/certificates/${uuid}/history`);
    expect(items.find(({ event }: { event: string }) => event === 'revoke')).toMatchObject({
      additionalInformation: { reason: 'keyCompromise', code: 1, revokedAt, comment: 'laptop lost' },
    });
    const audit = await scene.read('/audit-log?operation=certificates.revoke&limit=5');
    expect(JSON.stringify(audit.items)).toContain(uuid);
    const again = await scene.revoke(uuid, { reason: 'superseded' });
    expect([again.status, again.body.code]).toEqual([409, 'invalid_state']);
  });

  it('of a certificate on hold is final too', async () => {
    const uuid = await stored({});
    expect((await scene.revoke(uuid, { reason: 'certificateHold' })).body.revocation).toMatchObject({ code: 6 });
  });

  it.each([
    { name: 'no reason', body: {}, pointer: '/reason' },
    { name: 'an unknown reason', body: { reason: 'boredom' }, pointer: '/reason' },
    { name: 'removeFromCRL', body: { reason: 'removeFromCRL' }, pointer: '/reason' },
    { name: 'a code', body: { reason: 1 }, pointer: '/reason' },
    {
      name: 'a time in the future',
      body: { reason: 'superseded', revokedAt: days(1).toISOString() },
      pointer: '/revokedAt',
    },
    {
      name: 'a time before notBefore',
      body: { reason: 'superseded', revokedAt: '2001-01-01T00:00:00Z' },
      pointer: '/revokedAt',
    },
    {
      name: 'a time without zone',
      body: { reason: 'superseded', revokedAt: '2026-01-01T00:00:00' },
      pointer: '/revokedAt',
    },
    { name: 'control characters', body: { reason: 'superseded', comment: 'a\u0007b' }, pointer: '/comment' },
  ])('is refused with $name', async ({ body, pointer }) => {
    const uuid = await stored({});
    const response = await scene.revoke(uuid, body);
    expect(response.status).toBe(422);
    expect(response.body.errors).toMatchObject([{ pointer }]);
    expect(await scene.read(`/certificates/${uuid}`)).toMatchObject({ state: 'issued', revocation: null });
    const { items } = await scene.read(`/certificates/${uuid}/history`);
    expect(items.map(({ event }: { event: string }) => event)).not.toContain('revoke');
  });

  it('needs its own permission, the revision and a certificate', async () => {
    const uuid = await stored({});
    const writer = await scene.person(['certificates:read', 'certificates:write']);
    const revoker = await scene.person(['certificates:read', 'certificates:revoke']);
    expect((await scene.revoke(uuid, { reason: 'superseded' }, writer.key)).status).toBe(403);
    await post(`/certificates/${uuid}/revoked`, { reason: 'superseded' }).set('If-Match', '"9"').expect(412);
    await post(`/certificates/${uuid}/revoked`, { reason: 'superseded' }).expect(428);
    const unknown = await scene.revoke('00000000-0000-4000-8000-000000000000', { reason: 'superseded' });
    expect(unknown.status).toBe(404);
    expect((await scene.revoke(uuid, { reason: 'superseded' }, revoker.key)).status).toBe(200);
  });
});

describe('settings of expiry', () => {
  it('have defaults, and refuse what a schedule cannot take', async () => {
    expect(await scene.read('/settings')).toMatchObject({
      expiringThresholdPercent: 33,
      expirationScan: { cron: '7 * * * *' },
    });
    const before = await product.call('get', '/settings');
    const put = (change: object) =>
      product
        .call('put', '/settings')
        .set('If-Match', before.headers['etag'] as string)
        .send({ ...before.body, ...change });
    for (const [change, pointer] of [
      [{ expirationScan: { cron: '@hourly' } }, '/expirationScan/cron'],
      [{ expirationScan: { cron: '0 0 7 * * *' } }, '/expirationScan/cron'],
      [{ expiringThresholdPercent: 0 }, '/expiringThresholdPercent'],
      [{ expiringThresholdPercent: 101 }, '/expiringThresholdPercent'],
      [{ expiringThresholdPercent: 12.5 }, '/expiringThresholdPercent'],
    ] as const) {
      const response = await put(change);
      expect([response.status, response.body.errors?.[0]?.pointer]).toEqual([422, pointer]);
    }
    const saved = await put({ expirationScan: { cron: '*/30 6-20 * * MON-FRI' }, expiringThresholdPercent: 20 });
    expect([saved.status, saved.body.expirationScan.cron, saved.body.expiringThresholdPercent]).toEqual([
      ...[200, '*/30 6-20 * * MON-FRI', 20],
    ]);
  });

  it('are inherited by RA profiles unless they have their own', async () => {
    const inheriting = await scene.raProfile({});
    const own = await scene.raProfile({ expiringThresholdPercent: 10 });
    expect([inheriting.expiringThresholdPercent, own.expiringThresholdPercent]).toEqual([null, 10]);
  });
});
