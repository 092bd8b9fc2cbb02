import { always, createScene, eventually, valued } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly enum?: readonly string[]; readonly items?: { readonly enum?: readonly string[] } };
}

/** What these tests look at of an object. */
interface Shown {
  readonly name: string;
  readonly version: number;
  readonly attachedTo: unknown;
}

/** Lists with their query, out of the description itself: none is forgotten. */
async function lists(): Promise<{ readonly path: string; readonly query: readonly Parameter[] }[]> {
  const { body } = await product().call('get', '/openapi.json').expect(200);
  const paths = body.paths as Record<string, { get?: { parameters?: Parameter[] } }>;
  return Object.entries(paths).flatMap(([path, { get }]) => {
    const query = (get?.parameters ?? []).filter((parameter) => parameter.in === 'query');
    return query.some(({ name }) => name === 'cursor') ? [{ path: path.replace('/api/v1', ''), query }] : [];
  });
}

/** Filters that take any text; every other has a form, and `bogus!` has it nowhere. */
const texts = new Set([
  ...['name', 'namePrefix', 'text', 'search', 'commonName', 'fingerprint', 'serialNumber', 'operation', 'source'],
  ...['requestId', 'itemId', 'recipient', 'queue', 'host', 'worker'],
  ...['keyType', 'userName', 'ownerMail'],
  ...['object', 'originKind', 'originId'],
]);

describe('every list', () => {
  it('counts when it is asked to', async () => {
    const found = await lists();
    expect(found.length).toBeGreaterThan(18);
    for (const { path, query } of found) {
      expect({ path, counts: query.some(({ name }) => name === 'count') }).toEqual({ path, counts: true });
      if (path.includes('{')) continue;
      const counted = await product().call('get', `${path}?count=true&limit=200`);
      expect({ path, status: counted.status }).toEqual({ path, status: 200 });
      const { items, nextCursor, total } = counted.body;
      expect({ path, nextCursor, total }).toEqual({
        path,
        nextCursor: null,
        total: { value: items.length, relation: 'exact' },
      });
      expect((await product().call('get', path)).body).not.toHaveProperty('total');
    }
  });

  it('refuses values that its filters do not know, and names those there are', async () => {
    for (const { path, query } of await lists()) {
      if (path.includes('{')) continue;
      for (const { name, schema } of query) {
        const { status, body } = await product().call('get', `${path}?${name}=bogus%21`);
        if (texts.has(name)) continue;
        expect({ path, name, status, code: body.code }).toEqual({ path, name, status: 422, code: 'validation_failed' });
        for (const value of schema.enum ?? []) expect(body.errors[0].detail).toContain(String(value));
      }
    }
  });

  it.each([
    ['outcome=ignord', '/query/outcome/0', /^one of ignored, /],
    ['outcome=bogus', '/query/outcome/0', /performed/],
    ['status=finishd', '/query/status/0', /^one of finished, failed, /],
    ['event=certificate_uploadd', '/query/event/0', /^one of certificate_uploaded, /],
  ])('the history refuses ?%s', async (query, pointer, detail) => {
    const { status, body } = await product().call('get', `/event-history?${query}`);
    expect([status, body.errors[0].pointer]).toEqual([422, pointer]);
    expect(body.errors[0].detail).toMatch(detail);
  });
});

describe('totals', () => {
  it('are those of the filter, whatever the page', async () => {
    for (const at of [1, 2, 3, 4, 5]) await scene.group({ name: `counted ${at}` });
    await scene.group({ name: 'other' });
    const first = await scene.read('/groups?namePrefix=counted&limit=2&count=true');
    expect([first.items.length, first.total]).toEqual([2, { value: 5, relation: 'exact' }]);
    const next = await scene.read(`/groups?namePrefix=counted&limit=2&count=true&cursor=${first.nextCursor}`);
    expect([next.items.length, next.total.value]).toEqual([2, 5]);
    await scene.read(`/groups?namePrefix=counted&limit=2&cursor=${first.nextCursor}`);
  });

  it('hold for filters that no index knows', async () => {
    const site = await scene.attribute();
    for (const at of [1, 2, 3]) {
      const body = at === 3 ? {} : { customAttributes: [valued(site, 'Brno')] };
      const { status } = await scene.upload(buildCertificate({ subject: `counted-${at}.example.test` }), { body });
      expect(status).toBe(201);
    }
    expect((await scene.read('/certificates?text=counted-&count=true')).total).toEqual({ value: 3, relation: 'exact' });
    expect((await scene.read('/event-history?text=counted-&count=true')).total.value).toBe(3);
    const search = async (filter: object) =>
      (await product().call('post', '/certificates/search').send({ filter, count: true, limit: 1 }).expect(200)).body;
    expect((await search({ source: 'custom', field: site.name, operator: 'EQUALS', value: 'Brno' })).total.value).toBe(
      2,
    );
    expect(
      (await search({ source: 'property', field: 'COMMON_NAME', operator: 'MATCHES', value: 'counted-[12]' })).total
        ?.value,
    ).toBe(2);
  });
});

describe('triggers', () => {
  it('are found by name, and say where they are attached and what they were', async () => {
    const group = await scene.group();
    const make = (name: string) => scene.ignore({ name, event: 'certificate_expiring' });
    const [one, two] = [await make('named 1'), await make('named 2')];
    const names = async (query: string) =>
      (await scene.read(`/triggers?${query}`)).items.map(({ name }: Shown) => name);
    expect(await names('namePrefix=named')).toEqual(['named 1', 'named 2']);
    expect(await names('name=named%202')).toEqual(['named 2']);
    expect(one.attachedTo).toEqual([]);

    const set = { ignore: [one.uuid], actions: [] };
    await product().call('put', '/trigger-sets/certificate_expiring').send(set).expect(201);
    await product().call('put', `/trigger-sets/certificate_expiring/groups/${group.uuid}`).send(set).expect(201);
    const attachedTo = [
      { event: 'certificate_expiring', resource: 'groups', objectUuid: group.uuid, name: group.name },
      { event: 'certificate_expiring', resource: 'settings', objectUuid: null, name: null },
    ];
    expect((await scene.read(`/triggers/${one.uuid}`)).attachedTo).toEqual(attachedTo);
    const listed = (await scene.read('/triggers?namePrefix=named')).items;
    expect(listed.map(({ attachedTo }: Shown) => attachedTo)).toEqual([attachedTo, []]);

    const body = { name: 'named 3', event: 'certificate_expiring', kind: 'ignore' };
    await product().call('put', `/triggers/${two.uuid}`).set('If-Match', '"1"').send(body).expect(200);
    const versions = await scene.read(`/triggers/${two.uuid}/versions?count=true`);
    expect(versions.items.map(({ version, name }: Shown) => [version, name])).toEqual([
      [2, 'named 3'],
      [1, 'named 2'],
    ]);
    expect(versions.total).toEqual({ value: 2, relation: 'exact' });
    const page = await scene.read(`/triggers/${two.uuid}/versions?limit=1`);
    const rest = await scene.read(`/triggers/${two.uuid}/versions?limit=1&cursor=${page.nextCursor}`);
    expect(rest.items).toEqual([versions.items[1]]);
    await product().call('delete', `/triggers/${two.uuid}`).set('If-Match', '"2"').expect(204);
    expect((await scene.read(`/triggers/${two.uuid}/versions/1`)).name).toBe('named 2');
    await product().call('get', `/triggers/${two.uuid}/versions/3`).expect(404);
    await product().call('get', `/triggers/${group.uuid}/versions`).expect(404);
  });
});

describe('notification profiles and deliveries', () => {
  it('are found by name, recipient, certificate and time', async () => {
    const [ann, bob] = [await scene.person([]), await scene.person([])];
    const to = (person: { uuid: string }, name: string) =>
      scene.profile({ name, recipientType: 'user', recipients: [person.uuid], channels: [{ type: 'internal' }] });
    const profiles = [await to(ann, 'told 1'), await to(bob, 'told 2')];
    const found = await scene.read('/notification-profiles?namePrefix=told&count=true');
    expect([found.items.map(({ name }: Shown) => name), found.total.value]).toEqual([['told 1', 'told 2'], 2]);
    expect((await scene.read('/notification-profiles?name=told%202')).items).toHaveLength(1);

    const action = { type: 'sendNotification', profiles: profiles.map(({ uuid }) => uuid) };
    await scene.attach({ actions: [await scene.act([action], { condition: always })] });
    const before = new Date().toISOString();
    const uploads = [await scene.upload(buildCertificate()), await scene.upload(buildCertificate())];
    await scene.attach({});
    const count = async (query: string) => (await scene.read(`/deliveries?count=true&${query}`)).total.value;
    await eventually('four deliveries', async () => (await count('channel=internal')) === 4);
    const certificate = uploads[0]!.body.uuid as string;
    expect(await count(`recipient=${ann.uuid}`)).toBe(2);
    expect(await count(`recipient=${encodeURIComponent(bob.username)}`)).toBe(2);
    expect(await count(`certificate=${certificate}`)).toBe(2);
    expect(await count(`certificate=${certificate}&recipient=${bob.uuid}`)).toBe(1);
    expect(await count(`certificate=${ann.uuid}`)).toBe(0);
    expect(await count(`from=${before}`)).toBe(4);
    expect(await count(`to=${before}`)).toBe(0);

    const members = [ann.uuid, bob.uuid];
    const team = (await product().call('post', '/groups').send({ name: 'told team', members }).expect(201)).body;
    expect(await count('recipient=told%20team')).toBe(4);
    expect(await count(`recipient=${team.uuid}&certificate=${certificate}`)).toBe(2);
    expect(await count('recipient=no%20team')).toBe(0);
    const reader = await scene.person(['deliveries:read']);
    const others = await product().call('get', '/deliveries?recipient=told%20team', reader.key).expect(200);
    expect(others.body.items).toEqual([]);
  });
});

describe('an upload', () => {
  it('is answered with its ids and warnings', async () => {
    const required = await scene.attribute({ required: true });
    const der = buildCertificate();
    const { status, body } = await scene.upload(der);
    expect([status, body]).toEqual([
      201,
      {
        uuid: expect.any(String),
        fingerprint: expect.any(String),
        uploadId: expect.any(String),
        firingId: expect.any(String),
        warnings: [
          {
            code: 'required_attribute_missing',
            detail: `custom attribute ${required.name} is required and has no value`,
          },
        ],
      },
    ]);
    expect((await scene.firing(body.firingId)).uploadId).toBe(body.uploadId);
    expect((await scene.ended(body.uploadId)).warnings).toEqual(body.warnings);
    const given = await scene.upload(buildCertificate(), { body: { customAttributes: [valued(required, 'x')] } });
    expect(given.body.warnings).toEqual([]);
    await product().call('delete', `/custom-attributes/${required.uuid}?force=true`).set('If-Match', '*').expect(204);
  });

  it.each([
    ['application/x-x509-ca-cert', 'DER'],
    ['application/x-x509-ca-cert', 'PEM'],
    ['application/x-x509-user-cert', 'DER'],
    ['application/pem-certificate-chain', 'PEM'],
    ['application/octet-stream', 'DER'],
    ['application/octet-stream', 'PEM'],
    ['application/x-www-form-urlencoded', 'PEM'],
    ['text/plain; charset=utf-8', 'PEM'],
  ])('is taken as %s with %s', async (type, form) => {
    const der = buildCertificate();
    const answer = await fetch(`${product().api.url}/api/v1/certificates/upload`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${product().adminKey}`, 'Content-Type': type },
      body: form === 'DER' ? new Uint8Array(der) : toPem(der),
    });
    expect(answer.status).toBe(201);
  });

  it('is refused as what no certificate is sent as', async () => {
    const { status, body } = await product().call('post', '/certificates/upload').type('image/png').send('x');
    expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
    expect(body.detail).toContain('application/x-x509-ca-cert');
  });
});
