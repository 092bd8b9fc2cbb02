import { productOfFile } from '../support/product';

const product = productOfFile();

interface Kind {
  readonly path: string;
  /** Nothing: there is always one. */
  readonly made?: object;
  readonly change: object;
}

const channels = [
  { type: 'email', from: 'a@example.org' },
  { type: 'webhook', url: 'https://hooks.example.org/a', secrets: [`whsec_${Buffer.alloc(24, 1).toString('base64')}`] },
  { type: 'slack', url: 'https://hooks.slack.example.org/services/T/B/x' },
  { type: 'teams', url: 'https://flow.example.org/x?sig=s' },
  { type: 'pagerDuty', routingKey: 'R0123456789abcdef' },
];
const condition = { source: 'property', field: 'COMMON_NAME', operator: 'EQUALS', value: 'x', ignoreCase: true };

const kinds: readonly Kind[] = [
  { path: '/users', made: { username: 'patched', email: 'p@example.org' }, change: { email: null } },
  { path: '/roles', made: { name: 'patched', permissions: ['groups:read'] }, change: { description: 'd' } },
  {
    path: '/groups',
    made: { name: 'patched', email: 'g@example.org', renewalNote: 'n' },
    change: { renewalNote: 'm' },
  },
  { path: '/ra-profiles', made: { name: 'patched', expiringThreshold: 'P10D' }, change: { expiringThreshold: null } },
  {
    path: '/custom-attributes',
    made: { name: 'patched', contentType: 'datetime', content: [{ data: '2030-01-01T00:00:00Z' }] },
    change: { label: 'l' },
  },
  {
    path: '/triggers',
    made: {
      ...{ name: 'patched', event: 'certificate_uploaded', kind: 'action', condition },
      actions: [{ type: 'setOwner', owner: '$actor' }],
    },
    change: { condition: { source: 'property', field: 'ISSUERDN', operator: 'EMPTY' } },
  },
  {
    path: '/notification-profiles',
    made: { name: 'patched', recipientType: 'owner', channels, include: { metadata: true } },
    change: { frequency: 'P1D' },
  },
  {
    path: '/ssh-keys',
    made: { fingerprint: `SHA256:${'a'.repeat(43)}`, keyType: 'ssh-rsa', keyLength: 2048, userName: 'joe' },
    change: { serverLogons: ['root@web1'] },
  },
  { path: '/settings', change: { audit: { verbose: true } } },
  { path: '/events/certificate_expiring/settings', change: { onConditionError: 'reject' } },
];

const { call } = { call: (...args: Parameters<ReturnType<typeof product>['call']>) => product().call(...args) };
/** What another revision, and that alone, has changed. */
const contentOf = ({ revision: _r, version: _v, updatedAt: _u, warnings: _w, ...content }: Record<string, unknown>) =>
  content;

describe.each(kinds)('PATCH $path', ({ path, made, change }) => {
  let url: string;
  const read = async () => (await call('get', url).expect(200)).body as Record<string, unknown>;

  beforeAll(async () => {
    url = made === undefined ? path : `${path}/${(await call('post', path).send(made).expect(201)).body.uuid}`;
  });

  it('without members changes nothing', async () => {
    const before = await read();
    const { body } = await call('patch', url).set('If-Match', '*').send({}).expect(200);
    expect(contentOf(body)).toEqual(contentOf(before));
    expect(contentOf(await read())).toEqual(contentOf(before));
  });

  it('changes what it names', async () => {
    const before = await read();
    const { headers } = await call('get', url);
    const etag = headers['etag'] as string;
    const { body } = await call('patch', url)
      .set('If-Match', etag)
      .set('Content-Type', 'application/merge-patch+json')
      .send(JSON.stringify(change))
      .expect(200);
    const [[member, value] = ['', null]] = Object.entries(change);
    const isMerged = path === '/settings';
    const expected = isMerged ? { ...(before[member] as object), ...(value as object) } : value;
    expect(contentOf(body)).toEqual({ ...contentOf(before), [member]: expected });
    expect((await call('patch', url).set('If-Match', etag).send(change)).body.code).toBe('revision_mismatch');
    expect((await call('patch', url).set('If-Match', '*').send({ nobodyKnowsThis: 1 })).status).toBe(422);
  });
});

it('secrets of channels stay, and the version of a profile with them', async () => {
  const made = await call('post', '/notification-profiles')
    .send({ ...kinds[6]!.made, name: 'of secrets' })
    .expect(201);
  const url = `/notification-profiles/${made.body.uuid}`;
  const { body } = await call('patch', url).set('If-Match', '"1"').send({ description: 'd' }).expect(200);
  expect(body).toMatchObject({ version: 1, revision: 2, description: 'd' });
  expect(body.channels).toEqual(made.body.channels);
});

it('a trigger set is patched list by list, also one that nobody has written yet', async () => {
  const of = { event: 'certificate_uploaded', actions: [{ type: 'setOwner', owner: '$actor' }] };
  const make = async (name: string, more: object) =>
    (
      await call('post', '/triggers')
        .send({ ...of, name, ...more })
        .expect(201)
    ).body.uuid as string;
  const action = await make('in a set', { kind: 'action' });
  const ignore = await make('ignoring', { kind: 'ignore', actions: [], condition });
  const url = '/trigger-sets/certificate_uploaded';
  expect((await call('patch', url).send({ actions: [action] })).status).toBe(428);
  const first = await call('patch', url)
    .set('If-Match', '"0"')
    .send({ actions: ['in a set'] });
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ ignore: [], actions: [{ trigger: action }], revision: 1 });
  const etag = first.headers['etag'] as string;
  const { body } = await call('patch', url)
    .set('If-Match', etag)
    .send({ ignore: [ignore] })
    .expect(200);
  expect(body).toMatchObject({ ignore: [{ trigger: ignore }], actions: first.body.actions, revision: 2 });
  expect((await call('patch', url).set('If-Match', etag).send({ ignore: [] })).body.code).toBe('revision_mismatch');
  const objects = '/trigger-sets/certificate_expiring/groups';
  const { uuid } = (await call('post', '/groups').send({ name: 'without a set' }).expect(201)).body;
  expect((await call('patch', `${objects}/${uuid}`).set('If-Match', '*').send({})).status).toBe(404);
});
