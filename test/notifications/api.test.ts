import { randomBytes, randomUUID } from 'node:crypto';
import request from 'supertest';
import { Webhook } from 'standardwebhooks';
import { createDeliveryRoutes } from '../../src/api/notifications/deliveries';
import { createEventLogRoutes } from '../../src/api/event-log/entries';
import { createMessageRoutes } from '../../src/api/notifications/messages';
import { createNotificationProfileRoutes } from '../../src/api/notifications/profiles';
import { createOutboundGuard } from '../../src/outbound/outbound-guard';
import { directoryOf } from '../support/builders';
import { bearer, createFramework } from '../support/framework';
import { startHttpReceiver, type HttpReceiver } from './support/http-receiver';
import { createLedgerWorld, secret, type LedgerWorld } from './support/ledger';
import { startMailCatcher, type MailCatcher } from './support/smtp';

const caller = 'a0000000-0000-4000-8000-000000000001';
const key = bearer();
let mail: MailCatcher;
let hook: HttpReceiver;
let world: LedgerWorld;
let app: ReturnType<typeof createFramework>['app'];
/** One with budgets of its own: samples are rationed. */
let freshApp: () => typeof app;
let rows: ReturnType<typeof createFramework>['rows'];
const users: { uuid: string; name: string }[] = [];
const redelivered: string[] = [];

beforeAll(async () => {
  mail = await startMailCatcher();
  hook = await startHttpReceiver();
  world = await createLedgerWorld(`smtp://127.0.0.1:${mail.port}?tls=none`);
  world.clock.at = new Date();
  const { deps, profiles, secrets, deliveries, messages, entries } = world;
  const profileRoutes = createNotificationProfileRoutes({
    profiles,
    secrets,
    senders: deps.senders,
    guard: createOutboundGuard(['127.0.0.1']),
    usersOf: async () => users,
    existing: async (kind, uuids) =>
      kind === 'user' ? uuids.filter((uuid) => world.users.some((user) => user.uuid === uuid)) : [],
    attributeNames: async () => new Set(['contact']),
    windows: async () => [{ threshold: 'P30D', percent: 33 }],
    recipients: async () => directoryOf(world.users),
    dueCertificates: async () => [],
    namesOf: async () => ({ groups: [], raProfile: null, owner: null }),
    loadCertificate: async () => null,
    firingUrl: (firingId) => `https://certloom.example/firings/${firingId}`,
    pageUrl: ({ id }) => `https://certloom.example/n/${id}`,
    cycleOf: async () => null,
    webhook: { instance: 'test', publicUrl: 'https://certloom.example' },
    now: deps.now,
    newId: randomUUID,
  });
  freshApp = () => createFramework(profileRoutes).app;
  ({ app, rows } = createFramework([
    ...profileRoutes,
    ...createDeliveryRoutes({
      deliveries,
      startRedelivery: async ({ id }) => void redelivered.push(id),
      cycleOf: () => Promise.resolve(null),
      firingsOf: async () => [],
      digestsOf: async () => [],
      now: deps.now,
    }),
    ...createMessageRoutes({ messages, now: deps.now }),
    ...createEventLogRoutes({ entries }),
  ]));
});

afterAll(async () => {
  await world.close();
  await mail.close();
  await hook.close();
});

beforeEach(() => {
  users.length = 0;
  mail.mails.length = 0;
  hook.calls.length = 0;
});

const get = (path: string) => request(app).get(`/api/v1${path}`).set('Authorization', key);
const post = (path: string, body?: object) => request(app).post(`/api/v1${path}`).set('Authorization', key).send(body);
const put = (path: string, revision: number, body: object) =>
  request(app).put(`/api/v1${path}`).set('Authorization', key).set('If-Match', `"${revision}"`).send(body);
const remove = (path: string, revision: number) =>
  request(app).delete(`/api/v1${path}`).set('Authorization', key).set('If-Match', `"${revision}"`);

let count = 0;
function draft(change: object = {}): object {
  count += 1;
  return {
    name: `api profile ${String(count).padStart(3, '0')}`,
    recipientType: 'default',
    channels: [{ type: 'email' }],
    ...change,
  };
}
const webhook = (change: object = {}) => ({ type: 'webhook', url: hook.url, secrets: [secret], ...change });

describe('notification profiles', () => {
  it('are created, read, changed and deleted; secrets are counted and never shown', async () => {
    const body = draft({ recipientType: 'none', channels: [webhook(), { type: 'eventLog' }] });
    const created = await post('/notification-profiles', body).expect(201);
    expect(created.headers['location']).toBe(`/api/v1/notification-profiles/${created.body.uuid}`);
    expect(created.body).toMatchObject({
      version: 1,
      recipients: [],
      channels: [{ type: 'webhook', url: hook.url, secretCount: 1 }, { type: 'eventLog' }],
    });
    const path = `/notification-profiles/${created.body.uuid}`;
    const stored = await world.profiles.find(created.body.uuid);
    for (const shown of [created.body, (await get(path).expect(200)).body, stored]) {
      expect(JSON.stringify(shown)).not.toContain(secret.slice(6));
    }
    expect(rows.find(({ operation }) => operation === 'notification-profiles.create')).toBeDefined();

    const renamed = await put(path, 1, { ...body, name: 'renamed', description: 'new' }).expect(200);
    expect(renamed.body).toMatchObject({ name: 'renamed', version: 1, revision: 2 });
    const kept = await put(path, 2, {
      ...body,
      channels: [webhook({ secrets: undefined }), { type: 'eventLog' }],
    }).expect(200);
    expect(kept.body).toMatchObject({ version: 1, channels: [{ secretCount: 1 }, {}] });
    const rotated = [secret, `whsec_${randomBytes(24).toString('base64')}`];
    const more = await put(path, 3, {
      ...body,
      channels: [webhook({ secrets: rotated }), { type: 'eventLog' }],
    }).expect(200);
    expect(more.body).toMatchObject({ version: 2, revision: 4, channels: [{ secretCount: 2 }, {}] });

    expect((await remove(path, 3).expect(412)).body.code).toBe('revision_mismatch');
    users.push({ uuid: randomUUID(), name: 'a trigger' });
    expect((await remove(path, 4).expect(409)).body).toMatchObject({ code: 'in_use', usedBy: users });
    users.length = 0;
    await remove(path, 4).expect(204);
    await get(path).expect(404);
  });

  it('names are unique, also on rename', async () => {
    const first = await post('/notification-profiles', draft({ name: 'taken' })).expect(201);
    expect((await post('/notification-profiles', draft({ name: 'taken' })).expect(409)).body.code).toBe('name_taken');
    const second = await post('/notification-profiles', draft()).expect(201);
    const rename = await put(`/notification-profiles/${second.body.uuid}`, 1, draft({ name: 'taken' })).expect(409);
    expect(rename.body.code).toBe('name_taken');
    await remove(`/notification-profiles/${first.body.uuid}`, 1).expect(204);
  });

  it('N13 edits that race: one wins, versions are distinct', async () => {
    const created = await post('/notification-profiles', draft()).expect(201);
    const path = `/notification-profiles/${created.body.uuid}`;
    const answers = await Promise.all(
      [1, 2, 3, 4].map((repetitions) => put(path, 1, draft({ name: created.body.name, repetitions }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect((await get(path)).body).toMatchObject({ version: 2, revision: 2 });
  });

  it('are listed by name, page by page', async () => {
    const names: string[] = [];
    let path: string | undefined = '/notification-profiles?limit=2';
    while (path !== undefined) {
      const page: { body: { items: { name: string }[] }; headers: Record<string, string> } =
        await get(path).expect(200);
      names.push(...page.body.items.map(({ name }) => name));
      path = /<\/api\/v1([^>]+)>/.exec(page.headers['link'] ?? '')?.[1];
    }
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(1);
  });

  it.each<[string, () => object, string]>([
    ['N09 none with e-mail', () => draft({ recipientType: 'none' }), '/channels/0/type'],
    [
      'none with internal',
      () => draft({ recipientType: 'none', channels: [{ type: 'internal' }] }),
      '/channels/0/type',
    ],
    ['no channel', () => draft({ channels: [] }), '/channels'],
    ['a channel twice', () => draft({ channels: [{ type: 'email' }, { type: 'email' }] }), '/channels/1/type'],
    ['an unknown channel', () => draft({ channels: [{ type: 'pigeon' }] }), '/channels/0/type'],
    ['users without users', () => draft({ recipientType: 'user' }), '/recipients'],
    ['recipients of the owner', () => draft({ recipientType: 'owner', recipients: [randomUUID()] }), '/recipients'],
    ['an unknown user', () => draft({ recipientType: 'user', recipients: [randomUUID()] }), '/recipients/0'],
    ['object without attribute', () => draft({ recipientType: 'object' }), '/recipientAttribute'],
    [
      'an unknown attribute',
      () => draft({ recipientType: 'object', recipientAttribute: 'nope' }),
      '/recipientAttribute',
    ],
    ['a bad frequency', () => draft({ frequency: 'P-1D' }), '/frequency'],
    ['no repetition', () => draft({ repetitions: 0 }), '/repetitions'],
    [
      'two senders',
      () => draft({ channels: [{ type: 'email', from: 'a@b.example, c@d.example' }] }),
      '/channels/0/from',
    ],
    ['a short secret', () => draft({ channels: [webhook({ secrets: ['whsec_YQ=='] })] }), '/channels/0/secrets/0'],
    ['a webhook without secret', () => draft({ channels: [webhook({ secrets: undefined })] }), '/channels/0/secrets'],
    ['user information', () => draft({ channels: [webhook({ url: 'https://u:p@hooks.example' })] }), '/channels/0/url'],
    ['a private address', () => draft({ channels: [webhook({ url: 'http://10.0.0.1/' })] }), '/channels/0/url'],
    ['another scheme', () => draft({ channels: [webhook({ url: 'ftp://hooks.example' })] }), '/channels/0/url'],
    ['an unknown field', () => draft({ version: 7 }), '/version'],
    ['a webhook template', () => draft({ templates: { webhook: { body: 'x' } } }), '/templates/webhook'],
  ])('%s is refused', async (_name, body, pointer) => {
    const refused = await post('/notification-profiles', body()).expect(422);
    expect(refused.body.code).toBe('validation_failed');
    expect(refused.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
  });

  it('refuses templates with a fault at each', async () => {
    const templates = {
      email: { subject: '{{ nope }}', html: '{{ subject | raw }}' },
      internal: { body: '{% include "x" %}' },
    };
    const refused = await post('/notification-profiles', draft({ templates })).expect(422);
    expect(refused.body.code).toBe('invalid_template');
    expect(refused.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([
      '/templates/email/subject',
      '/templates/email/html',
      '/templates/internal/body',
    ]);
  });
});

describe('preview and test', () => {
  it('shows the texts of a draft and of a saved profile', async () => {
    const shown = await post('/notification-profiles/preview', {
      draft: { channels: ['email', 'webhook'], templates: { email: { subject: 'About {{ subject }}' } } },
      event: 'certificate_expiring',
    }).expect(200);
    const [email, hooked] = shown.body.notices;
    expect(email).toMatchObject({ channel: 'email', subject: 'About CN=sample.example' });
    expect(email.html).toContain('Certificate expiring: CN=sample.example, 30 days left</h1>');
    expect(email.text).toContain('30 days left');
    expect(JSON.parse(hooked.text)).toMatchObject({ specversion: '1.0', type: 'io.certloom.certificate_expiring.v1' });

    const draft = { channels: ['email'], templates: {} };
    const atStep = { draft, event: 'certificate_expiring', step: 'P7D' };
    const early = (await post('/notification-profiles/preview', atStep).expect(200)).body;
    expect(early).toMatchObject({ recipients: null, notices: [{ text: expect.stringContaining('7 days left') }] });

    const saved = await world.profile({ channels: [{ type: 'internal' }] });
    const of = { profileUuid: saved.uuid, event: 'discovery_finished' };
    expect((await post('/notification-profiles/preview', of).expect(200)).body.notices).toMatchObject([
      { channel: 'internal', subject: 'Discovery finished (completed, 3 found): Sample discovery' },
    ]);
    await post('/notification-profiles/preview', { event: 'discovery_finished' }).expect(422);
    await post('/notification-profiles/preview', { ...of, certificateUuid: randomUUID() }).expect(422);
    const unknown = await post('/notification-profiles/preview', { ...of, profileUuid: randomUUID() }).expect(422);
    expect(unknown.body.errors).toMatchObject([{ pointer: '/profileUuid', code: 'wrong_value' }]);
    await request(app)
      .post('/api/v1/notification-profiles/preview')
      .set('Authorization', bearer('notification-profiles:read'))
      .send({ ...of, certificateUuid: randomUUID() })
      .expect(403);
  });

  it.each(['single', 'digest'] as const)('a test goes to chat and pagers too, in mode %s', async (mode) => {
    const profile = await world.profile({ recipientType: 'none' });
    const seal = (text: string) => world.secrets.seal(text, profile.uuid);
    const channels = [
      { type: 'slack', url: seal(hook.url) },
      { type: 'teams', url: seal(hook.url) },
      { type: 'pagerDuty', routingKey: seal('R0123456789012345678901234567890'), endpoint: new URL(hook.url).origin },
    ] as const;
    await world.profiles.replace({ ...profile, mode, channels, revision: 2 }, 1);
    const other = freshApp();
    for (const { type } of channels) {
      const sent = await request(other)
        .post(`/api/v1/notification-profiles/${profile.uuid}/test`)
        .set('Authorization', key)
        .send({ channel: type })
        .expect(200);
      expect(sent.body).toEqual({ outcome: 'delivered', code: null, message: null });
    }
    const bodies = hook.calls.map(({ body }) => body.toString('utf8'));
    expect(bodies).toHaveLength(3);
    const digest = '[Sample] 1 certificate is expiring, the first in 30 days';
    bodies.forEach((body, index) => {
      expect(body).toContain(
        mode === 'digest' && index < 2 ? digest : '[Sample] Certificate expiring: CN=sample.example',
      );
    });
  });

  it('a test reaches one recipient, is marked, and leaves no ledger row', async () => {
    const ann = world.person();
    const profile = await world.profile({});
    const channels = [
      { type: 'email' },
      { type: 'internal' },
      world.webhookTo(hook.url, profile.uuid),
      { type: 'eventLog' },
    ];
    await world.profiles.replace({ ...profile, channels: channels as never, revision: 2 }, 1);
    const path = `/notification-profiles/${profile.uuid}/test`;
    const before = (await get('/deliveries').expect(200)).body.items.length;
    for (const [channel, recipient] of [
      ['email', 'somebody@example.com'],
      ['internal', ann.uuid],
      ['webhook', null],
      ['eventLog', null],
    ]) {
      const sent = await post(path, { channel, recipient }).expect(200);
      expect(sent.body).toEqual({ outcome: 'delivered', code: null, message: null });
    }
    expect(mail.mails).toMatchObject([{ to: ['somebody@example.com'] }]);
    expect(mail.mails[0]!.headers.get('subject')?.[0]).toMatch(
      /^\[Sample\] sample\.example, 30 days left: Certificate expiring/,
    );
    const [{ headers, body }] = hook.calls as [(typeof hook.calls)[number]];
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ certloomsample: true });
    expect((await world.messages.list(ann.uuid, {}, null, 5)).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^\[Sample\] /),
    ]);
    expect((await get('/event-log?text=[Sample]').expect(200)).body.items).toMatchObject([{ firingId: null }]);
    expect((await get('/deliveries').expect(200)).body.items).toHaveLength(before);

    await post(path, { channel: 'email', recipient: ann.uuid }).expect(422);
    await post(path, { channel: 'internal', recipient: randomUUID() }).expect(422);
    await post(path, { channel: 'webhook', recipient: 'a@b.example' }).expect(422);
    mail.onRecipient = () => ({ code: 550, text: 'unknown' });
    const failed = await post(path, { channel: 'email', recipient: 'gone@example.com' }).expect(200);
    expect(failed.body).toMatchObject({ outcome: 'failed', code: 'smtp_refused' });
    mail.onRecipient = () => undefined;
  });
});

describe('deliveries', () => {
  it('are listed by filter and page, read, and sent again by hand', async () => {
    const profile = await world.profile({
      recipientType: 'user',
      recipients: [world.person().uuid, world.person().uuid, world.person().uuid],
    });
    const firing = world.firing();
    const { ids } = await world.open(firing, [profile.uuid]);
    mail.onRecipient = (address) =>
      address.startsWith(world.users.at(-1)!.uuid) ? { code: 550, text: 'no' } : undefined;
    await world.send(ids);
    mail.onRecipient = () => undefined;
    const first = await get(`/deliveries?firingId=${firing}&limit=2`).expect(200);
    const second = await get(`/deliveries?firingId=${firing}&limit=2&cursor=${first.body.nextCursor}`).expect(200);
    expect([...first.body.items, ...second.body.items].map(({ deliveryId }) => deliveryId).sort()).toEqual(
      [...ids].sort(),
    );
    expect(second.body.nextCursor).toBeNull();
    await get(`/deliveries?profile=${profile.uuid}&limit=2&cursor=${first.body.nextCursor}`).expect(422);

    const failed = await get(`/deliveries?profile=${profile.uuid}&status=undeliverable&channel=email`).expect(200);
    const [{ deliveryId: id }] = failed.body.items;
    expect(failed.body.items).toHaveLength(1);
    const detail = await get(`/deliveries/${id}`).expect(200);
    expect(detail.body).toMatchObject({ firingId: firing, triggers: ['trigger'], message: { defaultTextUsed: false } });
    expect(detail.body.message.subject).toContain('Certificate uploaded');

    const again = await post(`/deliveries/${id}/retry`).expect(202);
    expect(again.body.status).toBe('retrying');
    expect(redelivered).toEqual([id]);
    await world.send([id]);
    expect((await post(`/deliveries/${id}/retry`).expect(409)).body.code).toBe('invalid_state');
    await get(`/deliveries/${'0'.repeat(64)}`).expect(404);
    await get('/deliveries/nonsense').expect(422);
  });
});

describe('own messages', () => {
  it('are listed and marked as read by their user only', async () => {
    world.person({ uuid: caller });
    const other = world.person();
    const profile = await world.profile({
      recipientType: 'user',
      recipients: [caller, other.uuid],
      channels: [{ type: 'internal' }],
    });
    for (const firing of [world.firing(), world.firing('discovery_finished')]) {
      await world.send((await world.open(firing, [profile.uuid])).ids);
      world.pass(1_000);
    }
    const list = await get('/notifications').expect(200);
    expect(list.body.items).toMatchObject([
      {
        message: 'Discovery finished (completed, 3 found): Sample discovery',
        target: { type: 'user', uuid: caller },
        readAt: null,
      },
      { message: 'Certificate uploaded: CN=sample.example' },
    ]);
    const [newest] = list.body.items;
    const read = await post(`/notifications/${newest.uuid}/read`).expect(200);
    world.pass(1_000);
    expect((await post(`/notifications/${newest.uuid}/read`).expect(200)).body.readAt).toBe(read.body.readAt);
    expect((await get('/notifications?unread=true').expect(200)).body.items).toHaveLength(1);
    const [foreign] = await world.messages.list(other.uuid, {}, null, 1);
    await post(`/notifications/${foreign!.uuid}/read`).expect(404);
  });
});

describe('event log', () => {
  it.each([
    ['L8 an event id of 70000', { eventId: 70_000 }, '/channels/0/eventId'],
    ['L8 an unknown level', { level: 'Loud' }, '/channels/0/level'],
  ])('%s is refused', async (_name, settings, pointer) => {
    const channels = [{ type: 'eventLog', ...settings }];
    const refused = await post('/notification-profiles', draft({ recipientType: 'none', channels })).expect(422);
    expect(refused.body.errors[0].pointer).toBe(pointer);
  });

  it.each([
    ['from=2030-01-01', '/query/from'],
    ['from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z', '/query/to'],
    ['level=Loud', '/query/level'],
    ['eventId=70000', '/query/eventId'],
    ['text[$ne]=x', '/query/text[$ne]'],
    [`text=${'x'.repeat(300)}`, '/query/text'],
  ])('refuses %s', async (query, pointer) => {
    const refused = await get(`/event-log?${query}`).expect(422);
    expect(refused.body.errors[0].pointer).toBe(pointer);
  });

  it('shows entries by filter', async () => {
    const profile = await world.profile({
      recipientType: 'none',
      channels: [{ type: 'eventLog', eventId: 777, level: 'Error', source: 'My source' }],
    });
    const firing = world.firing('certificate_expiring');
    await world.send((await world.open(firing, [profile.uuid])).ids);
    const found = await get(
      `/event-log?firingId=${firing}&eventId=777&level=Error&source=My%20source&text=SAMPLE.example`,
    );
    expect(found.body.items).toMatchObject([
      { eventId: 777, level: 'Error', source: 'My source', data: { subject: 'CN=sample.example' }, delivery: [] },
    ]);
    expect((await get(`/event-log?firingId=${firing}&level=Warning`).expect(200)).body.items).toEqual([]);
  });
});

it('asks for the right of each path', async () => {
  const none = bearer('groups:read');
  for (const path of ['/notification-profiles', '/deliveries', '/notifications', '/event-log']) {
    await request(app).get(`/api/v1${path}`).set('Authorization', none).expect(403);
  }
});
