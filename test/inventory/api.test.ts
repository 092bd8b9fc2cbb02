import { randomUUID, X509Certificate } from 'node:crypto';
import type { Connection } from 'mongoose';
import request from 'supertest';
import { createCertificateRoutes } from '../../src/api/certificates/routes';
import type { AttributeDefinition } from '../../src/domain/attributes/attribute';
import { createCertificateHistoryStore } from '../../src/store/certificates/history';
import { createCertificateInventory } from '../../src/store/certificates/inventory';
import { createIssuerStore } from '../../src/store/certificates/issuers';
import { createCertificateStore, type CertificateDocument } from '../../src/store/certificates/certificates';
import { createPatternEngine } from '../../src/services/firings/pattern-engine';
import { attributeDefinition } from '../support/attribute-definition';
import { bearer, createFramework, type Framework } from '../support/framework';
import { certificateDocument } from './certificate-fixture';
import { openDatabase, type TestDatabase } from '../support/database';

const group = { uuid: randomUUID(), name: 'Web' };
const raProfile = { uuid: randomUUID(), name: 'Public', enabled: true };
const disabled = { uuid: randomUUID(), name: 'Old', enabled: false };
const user = { uuid: randomUUID(), username: 'alice' };
const attribute = (name: string, change: Partial<AttributeDefinition> = {}) =>
  attributeDefinition({ uuid: randomUUID(), name, ...change });
const site = attribute('site');
const pin = attribute('pin', { contentType: 'secret' });
const origin = attribute('origin', { readOnly: true });

let database: TestDatabase;
let db: Connection;
let framework: Framework;
let documents: CertificateDocument[];

beforeAll(async () => {
  database = await openDatabase();
  ({ db } = database);
  const store = createCertificateStore(db);
  const by = <T>(list: readonly T[], key: (item: T) => string) => new Map(list.map((item) => [key(item), item]));
  framework = createFramework(
    createCertificateRoutes({
      inventory: createCertificateInventory(db),
      issuers: createIssuerStore(db),
      history: createCertificateHistoryStore(db),
      directory: {
        snapshot: async () => ({
          users: by([user], ({ uuid }) => uuid),
          usersByName: by([user], ({ username }) => username),
          groups: by([group], ({ uuid }) => uuid),
          groupsByName: by([group], ({ name }) => name),
          raProfiles: by([raProfile, disabled], ({ uuid }) => uuid),
          raProfilesByName: by([raProfile, disabled], ({ name }) => name),
          attributes: by([site, pin, origin], ({ uuid }) => uuid),
        }),
      },
      patterns: createPatternEngine(),
      view: { lookAt: async () => [], unreachedAmong: async () => new Set() },
      onDeleted: async () => undefined,
      losing: (_successor, lose) => lose(),
      onTrust: async () => undefined,
      seal: (text) => `sealed ${text.length}`,
      now: () => new Date('2030-06-01T00:00:00Z'),
    }),
  );
  await database.buildIndexes();
  documents = Array.from({ length: 30 }, (_, index) =>
    certificateDocument({
      commonName: index === 29 ? null : `host-${String(index).padStart(2, '0')}.example.org`,
      subjectDn: index === 29 ? '' : `CN=host-${index}.example.org`,
      subjectAlternativeNames: [`dNSName:host-${index}.example.org`, ...(index === 7 ? ['dNSName:100%_Sure.*'] : [])],
      createdAt: new Date(Date.UTC(2030, 0, 1 + Math.floor(index / 3))),
      notAfter: index === 28 ? null : new Date(Date.UTC(2030, 6, 1 + index)),
      keySize: index % 2 === 0 ? 2048 : 4096,
      groups: index % 3 === 0 ? [group.uuid] : [],
      owner: index === 5 ? user.uuid : null,
      raProfile: index === 6 ? raProfile.uuid : null,
      state: index === 10 ? 'revoked' : 'issued',
      archived: index === 11,
    }),
  );
  await store.insert(documents);
});

afterAll(() => database?.close());

const api = (method: 'get' | 'post' | 'patch' | 'delete', path: string, auth = bearer()) =>
  request(framework.app)[method](`/api/v1/certificates${path}`).set('Authorization', auth);

async function all(query: string): Promise<string[]> {
  const uuids: string[] = [];
  let path = `?${query}`;
  for (;;) {
    const { status, body } = await api('get', path);
    expect({ status, body: status === 200 ? '' : body }).toEqual({ status: 200, body: '' });
    uuids.push(...body.items.map(({ uuid }: { uuid: string }) => uuid));
    if (body.nextCursor === null) return uuids;
    path = `?${query}&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

const ids = (select: (document: CertificateDocument, index: number) => boolean) =>
  documents.filter(select).map(({ _id }) => _id);

describe('list', () => {
  it.each(['createdAt', 'notAfter', 'notBefore', 'commonName', 'subjectDn', 'serialNumber'] as const)(
    'sorts by %s both ways and pages without loss',
    async (sort) => {
      const keyOf = (document: CertificateDocument) => {
        const value = document[sort];
        return value === null ? '' : value instanceof Date ? `1${value.toISOString()}` : `1${value}`;
      };
      const order = (one: CertificateDocument, other: CertificateDocument) =>
        keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : one._id < other._id ? -1 : 1;
      const ascending = [...documents].sort(order).map(({ _id }) => _id);
      expect(await all(`sort=${sort}&limit=7`)).toEqual(ascending);
      expect(await all(`sort=-${sort}&limit=7`)).toEqual(ascending.reverse());
    },
  );

  it.each([
    { query: 'commonName=host-1', select: (index: number) => index >= 10 && index < 20 },
    { query: 'commonName=host-1&sort=-createdAt', select: (index: number) => index >= 10 && index < 20 },
    { query: 'state=revoked', select: (index: number) => index === 10 },
    { query: `group=${group.uuid}`, select: (index: number) => index % 3 === 0 },
    { query: `owner=${user.uuid}`, select: (index: number) => index === 5 },
    { query: `raProfile=${raProfile.uuid}`, select: (index: number) => index === 6 },
    { query: 'archived=true', select: (index: number) => index === 11 },
    {
      query: 'notAfterFrom=2030-07-03T00:00:00Z&notAfterTo=2030-07-05T02:00:00%2B02:00',
      select: (index: number) => index === 2 || index === 3,
    },
    {
      query: `notAfterTo=2030-07-05T00:00:00Z&sort=commonName&group=${group.uuid}`,
      select: (index: number) => index === 0 || index === 3,
    },
    { query: 'text=HOST-3.EXAMPLE', select: (index: number) => index === 3 },
    { query: 'text=100%25_sure.*', select: (index: number) => index === 7 },
    { query: 'text=.*', select: (index: number) => index === 7 },
    { query: `text=host-1&group=${group.uuid}`, select: (index: number) => [12, 15, 18].includes(index) },
  ])('filters by $query', async ({ query, select }) => {
    expect((await all(query)).sort()).toEqual(ids((_document, index) => select(index)).sort());
  });

  it('finds by fingerprint and serial number in any notation', async () => {
    const { fingerprint, serialNumber, _id } = documents[4]!;
    const colons = fingerprint.toUpperCase().match(/../g)!.join(':');
    expect(await all(`fingerprint=${encodeURIComponent(colons)}`)).toEqual([_id]);
    expect(await all(`serialNumber=0x00${serialNumber}`)).toEqual([_id]);
    expect(await all(`fingerprint=${fingerprint}&state=revoked`)).toEqual([]);
    expect(await all(`fingerprint=${'0'.repeat(64)}`)).toEqual([]);
  });

  it.each([
    'sort=der',
    'filter[$ne]=x',
    'commonName[$ne]=x',
    'group=nobody',
    'state=%24ne',
    'cursor=AAAA',
    'limit=0',
    '$where=1',
  ])('SEC5 refuses ?%s', async (query) => {
    expect((await api('get', `?${query}`)).body).toMatchObject({ status: 422, code: 'validation_failed' });
  });

  it('binds a cursor to filter and sort', async () => {
    const { body } = await api('get', '?limit=2&state=issued');
    const cursor = encodeURIComponent(body.nextCursor);
    expect((await api('get', `?limit=5&state=issued&cursor=${cursor}`)).status).toBe(200);
    expect((await api('get', `?limit=2&cursor=${cursor}`)).status).toBe(422);
  });
});

describe('search', () => {
  async function search(filter: unknown, more: object = {}): Promise<string[]> {
    const uuids: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const { status, body } = await api('post', '/search').send({
        filter,
        limit: 4,
        ...more,
        ...(cursor ? { cursor } : {}),
      });
      expect({ status, body: status === 200 ? '' : body }).toEqual({ status: 200, body: '' });
      uuids.push(...body.items.map(({ uuid }: { uuid: string }) => uuid));
      if (body.nextCursor === null) return uuids;
      cursor = body.nextCursor;
    }
  }
  const leaf = (field: string, operator: string, value?: unknown) => ({ source: 'property', field, operator, value });

  it.each([
    { name: 'all', filter: null, select: () => true },
    {
      name: 'exact in the database',
      filter: { all: [leaf('KEY_SIZE', 'GREATER', 2048), leaf('GROUP_NAME', 'EQUALS', 'Web')] },
      select: (index: number) => index % 6 === 3,
    },
    { name: 'names', filter: leaf('OWNER', 'EQUALS', 'alice'), select: (index: number) => index === 5 },
    {
      name: 'patterns, decided by the predicate',
      filter: leaf('COMMON_NAME', 'MATCHES', '^host-[01]5\\.'),
      select: (index: number) => index === 5 || index === 15,
    },
    { name: 'absent', filter: leaf('COMMON_NAME', 'EMPTY'), select: (index: number) => index === 29 },
    {
      name: 'the clock of the search',
      filter: { not: leaf('NOT_AFTER', 'IN_NEXT', 'P32D') },
      select: (index: number) => index > 2,
    },
  ])('$name', async ({ filter, select }) => {
    const found = await search(filter, { sort: '-commonName' });
    expect([...found].sort()).toEqual(ids((_document, index) => select(index)).sort());
  });

  it('tells every fault of the filter with its pointer', async () => {
    const filter = { any: [leaf('NOBODY', 'EQUALS', 'x'), leaf('KEY_SIZE', 'MATCHES', '1'), { $where: 'sleep(1)' }] };
    const { body } = await api('post', '/search').send({ filter });
    expect(body).toMatchObject({ status: 422, code: 'invalid_condition' });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(['/filter/any/0/field', '/filter/any/1/operator', '/filter/any/2/$where']),
    );
  });

  it('warns of what can never match, on the first page', async () => {
    const filter = {
      any: [
        leaf('CERTIFICATE_STATE', 'EQUALS', 'issued'),
        leaf('SUBJECT_ALTERNATIVE_NAMES', 'EQUALS', ['dNSName:web', 'web']),
        leaf('GROUP_NAME', 'EQUALS', 'web'),
        { all: [leaf('KEY_SIZE', 'GREATER', 4096), leaf('KEY_SIZE', 'LESSER', 2048)] },
      ],
    };
    const { body } = await api('post', '/search').send({ filter, limit: 1 }).expect(200);
    const told = body.warnings.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`);
    expect(told).toEqual([
      '/filter/any/1/value/1 value_not_possible',
      '/filter/any/2/value name_not_found',
      '/filter/any/3/all/1 part_never_matches',
    ]);
    const next = await api('post', '/search').send({ filter, limit: 1, cursor: body.nextCursor });
    expect(next.body).toMatchObject({ items: [{}], warnings: [] });
    const long = leaf(
      'KEY_SIZE',
      'EQUALS',
      Array.from({ length: 1_000 }, (_, index) => index),
    );
    const many = { all: [long, leaf('KEY_SIZE', 'EQUALS', -1), leaf('KEY_SIZE', 'LESSER', 0)] };
    const bounded = (await api('post', '/search').send({ filter: many }).expect(200)).body.warnings;
    expect(bounded.map(({ code }: { code: string }) => code)).toEqual(['value_not_possible', 'value_not_possible']);
    expect((await api('post', '/search').send({})).body.warnings).toEqual([]);
  });

  it('refuses the cursor of another search', async () => {
    const { body } = await api('post', '/search').send({ limit: 1 });
    const other = await api('post', '/search').send({ limit: 1, sort: 'notAfter', cursor: body.nextCursor });
    expect(other.body).toMatchObject({ status: 422, errors: [{ pointer: '/cursor', code: 'wrong_cursor' }] });
  });
});

describe('one certificate', () => {
  it('is told with its content as DER and PEM', async () => {
    const document = documents[1]!;
    const detail = await api('get', `/${document._id}`);
    expect(detail.body).toMatchObject({ uuid: document._id, fingerprint: document.fingerprint, customAttributes: [] });
    expect(Object.keys(detail.body)).not.toEqual(expect.arrayContaining(['der']));
    expect(detail.body).not.toHaveProperty('admission');
    const der = await api('get', `/${document._id}/der`).responseType('blob');
    expect(der.headers['content-type']).toBe('application/pkix-cert');
    expect(der.body.equals(Buffer.from(document.der.buffer))).toBe(true);
    const pem = await api('get', `/${document._id}/content`).responseType('blob');
    expect(pem.headers).toMatchObject({ vary: expect.stringContaining('Accept') });
    const [, body] = /-----BEGIN CERTIFICATE-----\n([^-]+)-----END/.exec(pem.body.toString()) ?? [];
    expect(Buffer.from(body!, 'base64').equals(der.body)).toBe(true);
    const asked = await api('get', `/${document._id}/content`)
      .set('Accept', 'application/pkix-cert')
      .responseType('blob');
    expect(asked.body.equals(der.body)).toBe(true);
    expect(() => new X509Certificate(pem.body)).toThrow();
    for (const path of ['', '/der', '/history']) expect((await api('get', `/${randomUUID()}${path}`)).status).toBe(404);
  });

  it('is changed with a revision check and remembers what was changed', async () => {
    const { _id } = documents[12]!;
    const patch = (body: object, etag: string) =>
      api('patch', `/${_id}`)
        .set('If-Match', etag)
        .set('Content-Type', 'application/merge-patch+json')
        .send(JSON.stringify(body));
    expect((await api('patch', `/${_id}`).send({})).status).toBe(428);
    const first = await patch(
      {
        owner: user.uuid,
        raProfile: raProfile.uuid,
        groups: null,
        customAttributes: [
          { name: 'site', content: [{ data: 'Brno' }] },
          { name: 'pin', content: [{ data: '4711' }] },
        ],
        archived: true,
      },
      '"1"',
    );
    expect(first.status).toBe(200);
    expect(first.headers.etag).toBe('"2"');
    expect(first.body).toMatchObject({ owner: user.uuid, groups: [], archived: true, revision: 2 });
    expect(first.body.customAttributes).toEqual([
      { uuid: pin.uuid, name: 'pin', contentType: 'secret', content: [{ data: '***' }] },
      { uuid: site.uuid, name: 'site', contentType: 'string', content: [{ data: 'Brno' }] },
    ]);
    expect((await patch({ owner: null }, '"1"')).status).toBe(412);

    const masked = [
      { name: 'pin', content: [{ data: '***' }] },
      { name: 'site', content: null },
    ];
    const second = await patch({ customAttributes: masked, archived: false, owner: user.uuid }, '"2"');
    expect(second.body.customAttributes).toMatchObject([{ name: 'pin' }]);
    const stored = await db.collection('certificates').findOne({ _id: _id as never });
    expect(stored!['attributes']).toEqual({
      [pin.uuid]: { name: 'pin', contentType: 'secret', content: [{ data: 'sealed 15', sealed: true }] },
    });
    expect((await patch({ archived: false }, '"3"')).headers.etag).toBe('"3"');

    const history = await api('get', `/${_id}/history?limit=3`);
    const more = await api('get', `/${_id}/history?limit=50&cursor=${encodeURIComponent(history.body.nextCursor)}`);
    const entries = [...history.body.items, ...more.body.items];
    expect(entries.map(({ event }: { event: string }) => event).sort()).toEqual(
      [
        'archive',
        'unarchive',
        'updateGroups',
        'updateOwner',
        'updateRaProfile',
        'updateCustomAttributes',
        'updateCustomAttributes',
      ].sort(),
    );
    expect(entries[0].createdBy.name).toBe('tester');
    expect(JSON.stringify(entries)).not.toContain('4711');
  });

  it.each([
    { name: 'unknown group', body: { groups: [randomUUID()] }, code: 'validation_failed', at: '/groups/0' },
    { name: 'unknown owner', body: { owner: randomUUID() }, code: 'validation_failed', at: '/owner' },
    { name: 'disabled RA profile', body: { raProfile: disabled.uuid }, code: 'validation_failed', at: '/raProfile' },
    {
      name: 'read-only attribute',
      body: { customAttributes: [{ name: 'origin', content: [{ data: 'x' }] }] },
      code: 'invalid_custom_attributes',
      at: '/customAttributes/0/name',
    },
    { name: 'SEC6 state', body: { state: 'revoked' }, code: 'validation_failed', at: '/state' },
    { name: 'SEC6 revision', body: { revision: 9, fingerprint: 'x' }, code: 'validation_failed', at: '/revision' },
    { name: 'SEC5 operator', body: { owner: { $ne: null } }, code: 'validation_failed', at: '/owner' },
  ])('$name is refused', async ({ body, code, at }) => {
    const response = await api('patch', `/${documents[13]!._id}`).set('If-Match', '"1"').send(body);
    expect(response.body).toMatchObject({ status: 422, code });
    expect(response.body.errors[0].pointer).toBe(at);
  });

  it('keeps a read-only value that a trigger set', async () => {
    const { _id } = documents[14]!;
    const value = { name: 'origin', contentType: 'string', content: [{ data: 'scan' }] };
    await db
      .collection('certificates')
      .updateOne({ _id: _id as never }, { $set: { attributes: { [origin.uuid]: value } } });
    const patch = (customAttributes: unknown, etag: string) =>
      api('patch', `/${_id}`).set('If-Match', etag).send({ customAttributes });
    const whole = await patch(
      [
        { name: 'origin', content: [{ data: 'scan' }] },
        { name: 'site', content: [{ data: 'x' }] },
      ],
      '"1"',
    );
    expect(whole.body.customAttributes).toMatchObject([{ name: 'origin' }, { name: 'site' }]);
    expect((await patch(null, '"2"')).body.customAttributes).toMatchObject([{ name: 'origin' }]);
  });

  it('is deleted; its history stays', async () => {
    const { _id } = documents[20]!;
    expect((await api('delete', `/${_id}`, bearer('certificates:read')).set('If-Match', '"1"')).status).toBe(403);
    expect((await api('delete', `/${_id}`).set('If-Match', '"2"')).status).toBe(412);
    expect((await api('delete', `/${_id}`).set('If-Match', '"1"')).status).toBe(204);
    expect((await api('get', `/${_id}`)).status).toBe(404);
    expect((await api('get', `/${_id}/history`)).body.items).toMatchObject([{ event: 'delete', status: 'success' }]);
  });
});
