import { randomBytes, randomUUID } from 'node:crypto';
import { createClock, createExpirationScene, dayMs } from '../expiration/scene';
import { startTestProduct, type TestProduct } from '../support/product';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

let product: TestProduct;
const clock = createClock('2030-01-01T00:00:00Z');
const scene = createExpirationScene(() => product, clock);

beforeAll(async () => {
  product = await startTestProduct({
    env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' },
    adjustments: { now: clock.now },
  });
});
afterAll(async () => {
  await product?.close();
});

let count = 0;
const draft = (change: object = {}) => ({
  name: `profile of rules ${(count += 1)}`,
  recipientType: 'owner',
  channels: [{ type: 'email' }],
  ...change,
});
const path = ({ uuid }: { uuid: string }, rest = '') => `/notification-profiles/${uuid}${rest}`;
const secret = `whsec_${randomBytes(24).toString('base64')}`;
const steps = (...before: string[]) => before.map((text) => ({ before: text }));
const toUser = (...recipients: string[]) => ({ recipientType: 'user', recipients });

async function save(profile: { uuid: string; revision: number }, body: object) {
  return product.call('put', path(profile)).set('If-Match', `"${profile.revision}"`).send(body);
}

describe('fields', () => {
  it('steps, quiet hours, include and mode come back as they were saved, with their defaults', async () => {
    const person = await scene.person([]);
    const quiet = { timeZone: 'Europe/Berlin', from: '22:00', to: '07:00' };
    const saved = await scene.make('/notification-profiles', {
      ...draft({ channels: [{ type: 'email' }, { type: 'internal' }], mode: 'digest' }),
      escalationSteps: [{ before: 'P14D' }, { before: 'P7D', addRecipients: [toUser(person.uuid)] }],
      quietHours: quiet,
      include: { associations: true },
      frequency: 'P1D',
    });
    const expected = {
      escalationSteps: [
        { before: 'P14D', addRecipients: [] },
        { before: 'P7D', addRecipients: [{ ...toUser(person.uuid), recipientAttribute: null }] },
      ],
      quietHours: { ...quiet, days: [] },
      include: { customAttributes: false, metadata: false, associations: true },
      mode: 'digest',
      frequency: 'P1D',
      warnings: [],
    };
    expect(saved).toMatchObject(expected);
    expect(await scene.read(path(saved))).toEqual(saved);

    const refused = await product.call('get', `/users/${person.uuid}`);
    const deleted = await product
      .call('delete', `/users/${person.uuid}`)
      .set('If-Match', refused.headers['etag'] as string);
    expect([deleted.status, deleted.body.code]).toEqual([409, 'in_use']);
    expect(deleted.body.usedBy).toMatchObject([{ kind: 'notificationProfile', uuid: saved.uuid }]);
  });

  it('a profile of an older release is complete when it is read', async () => {
    const saved = await scene.make('/notification-profiles', draft());
    await product.foundation.db
      .collection('notification_profiles')
      .updateOne(
        { _id: saved.uuid },
        { $unset: { escalationSteps: 1, stepRecipients: 1, quietHours: 1, include: 1, mode: 1 } },
      );
    expect(await scene.read(path(saved))).toMatchObject({
      escalationSteps: [],
      quietHours: null,
      include: { customAttributes: false, metadata: false, associations: false },
      mode: 'single',
    });
    const { body: renamed } = await save(saved, { ...draft(), description: 'newer' });
    expect(renamed).toMatchObject({ version: 1, revision: 2 });
  });

  const berlin = { timeZone: 'Europe/Berlin', from: '22:00', to: '07:00' };
  it.each<[string, object, string]>([
    ['steps that rise', { escalationSteps: steps('P7D', 'P14D') }, '/escalationSteps/1/before'],
    ['a step twice', { escalationSteps: steps('P14D', 'P2W') }, '/escalationSteps/1/before'],
    ['P30D after P1M', { escalationSteps: steps('P1M', 'P30D') }, '/escalationSteps/1/before'],
    ['shares that rise', { escalationSteps: steps('10%', 'P7D', '20%') }, '/escalationSteps/2/before'],
    ['a share of more than all', { escalationSteps: steps('101%') }, '/escalationSteps/0/before'],
    ['a step of no length', { escalationSteps: steps('P0D') }, '/escalationSteps/0/before'],
    ['a step that is no duration', { escalationSteps: steps('soon') }, '/escalationSteps/0/before'],
    [
      'more than 20 steps',
      { escalationSteps: steps(...Array.from({ length: 21 }, (_, index) => `P${40 - index}D`)) },
      '/escalationSteps',
    ],
    [
      'an unknown user in a step',
      { escalationSteps: [{ before: 'P7D', addRecipients: [toUser(randomUUID())] }] },
      '/escalationSteps/0/addRecipients/0/recipients/0',
    ],
    [
      'a step that adds nobody in particular',
      { escalationSteps: [{ before: 'P7D', addRecipients: [{ recipientType: 'none' }] }] },
      '/escalationSteps/0/addRecipients/0/recipientType',
    ],
    [
      'a step that adds a group without naming it',
      { escalationSteps: [{ before: 'P7D', addRecipients: [{ recipientType: 'group' }] }] },
      '/escalationSteps/0/addRecipients/0/recipients',
    ],
    [
      'an unknown attribute in a step',
      {
        escalationSteps: [{ before: 'P7D', addRecipients: [{ recipientType: 'object', recipientAttribute: 'nope' }] }],
      },
      '/escalationSteps/0/addRecipients/0/recipientAttribute',
    ],
    [
      'people added to a profile for nobody',
      {
        recipientType: 'none',
        channels: [{ type: 'eventLog' }],
        escalationSteps: [{ before: 'P7D', addRecipients: [{ recipientType: 'owner' }] }],
      },
      '/escalationSteps/0/addRecipients',
    ],
    ['an unknown zone', { quietHours: { ...berlin, timeZone: 'Mars/Olympus' } }, '/quietHours/timeZone'],
    ['an offset as zone', { quietHours: { ...berlin, timeZone: '+01:00' } }, '/quietHours/timeZone'],
    ['a window without end', { quietHours: { ...berlin, to: '22:00' } }, '/quietHours/to'],
    ['no time of day', { quietHours: { ...berlin, from: '24:00' } }, '/quietHours/from'],
    ['a day twice', { quietHours: { ...berlin, days: ['mon', 'mon'] } }, '/quietHours/days'],
    ['an unknown inclusion', { include: { secrets: true } }, '/include/secrets'],
    [
      'a digest to a webhook',
      {
        mode: 'digest',
        channels: [{ type: 'email' }, { type: 'webhook', url: 'https://127.0.0.1/', secrets: [secret] }],
      },
      '/channels/1/type',
    ],
    ['a digest to the event log', { mode: 'digest', channels: [{ type: 'eventLog' }] }, '/channels/0/type'],
    [
      'a digest to a pager',
      { mode: 'digest', channels: [{ type: 'pagerDuty', routingKey: 'R0123456789012345678901234567890' }] },
      '/channels/0/type',
    ],
    ['N09 none with e-mail', { recipientType: 'none' }, '/channels/0/type'],
  ])('%s is refused', async (_name, change, pointer) => {
    const refused = await product.call('post', '/notification-profiles').send(draft(change));
    expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed']);
    expect(refused.body.errors.map((fault: any) => fault.pointer)).toContain(pointer);
    for (const { detail } of refused.body.errors) expect(detail).not.toMatch(/Zod|undefined/);
  });

  it('none is for all channels that go to nobody in particular', async () => {
    const channels = [
      { type: 'eventLog' },
      { type: 'slack', url: 'https://127.0.0.1/services/a' },
      { type: 'teams', url: 'https://127.0.0.1/workflows/a' },
      { type: 'pagerDuty', routingKey: 'R0123456789012345678901234567890' },
    ];
    const saved = await scene.make('/notification-profiles', draft({ recipientType: 'none', channels }));
    expect(saved.channels.map(({ type }: any) => type)).toEqual(['eventLog', 'slack', 'teams', 'pagerDuty']);
    expect(JSON.stringify(saved)).not.toMatch(/services\/a|workflows\/a|R01234/);
    const { items } = await scene.read(path(saved, '/versions'));
    expect(JSON.stringify(items)).not.toMatch(/services\/a|workflows\/a|R01234/);
  });
});

describe('templates over included data', () => {
  it('need what they name to be included', async () => {
    const attribute = await scene.attribute({ name: 'cost center', resources: ['certificates'] });
    const body = `{{ included.customAttributes["${attribute.name}"] }} {{ included.owner }}`;
    const templates = { email: { body } };
    const refused = await product.call('post', '/notification-profiles').send(draft({ templates }));
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_template']);
    expect(refused.body.errors.map(({ detail }: any) => detail)).toEqual([
      'There is no placeholder included.customAttributes.cost center. Set include.customAttributes to use it.',
      'There is no placeholder included.owner. Set include.associations to use it.',
    ]);
    const include = { customAttributes: true, associations: true };
    await scene.make('/notification-profiles', draft({ templates, include }));
    const unknown = { email: { body: '{{ included.customAttributes.nope }}' } };
    const missing = await product.call('post', '/notification-profiles').send(draft({ templates: unknown, include }));
    expect(missing.body.errors).toMatchObject([
      { pointer: '/templates/email/body', detail: 'Certificates have no custom attribute nope.' },
    ]);
  });
});

describe('warnings', () => {
  it('say what is rarely meant, after every save and read', async () => {
    const endless = await scene.make('/notification-profiles', draft());
    expect(endless.warnings).toMatchObject([{ code: 'no_suppression' }]);
    expect((await scene.read(path(endless))).warnings).toEqual(endless.warnings);

    const { body: stepped } = await save(endless, draft({ escalationSteps: steps('P90D', 'P7D') }));
    expect(stepped.warnings).toMatchObject([{ code: 'step_never_reached', pointer: '/escalationSteps/0/before' }]);
    await scene.raProfile({ expiringThreshold: 'P100D' });
    expect((await scene.read(path(endless))).warnings).toEqual([]);
  });
});

describe('N13 versions', () => {
  it('rise with a versioned change only, and every one can be read, newest first', async () => {
    const body = draft({
      recipientType: 'none',
      channels: [{ type: 'webhook', url: 'https://127.0.0.1/', secrets: [secret] }],
    });
    let profile = await scene.make('/notification-profiles', body);
    const edit = async (change: object) => {
      const { status, body: saved } = await save(profile, { ...body, ...change });
      expect(status).toBe(200);
      profile = saved;
      return saved.version as number;
    };
    expect(await edit({})).toBe(1);
    expect(await edit({ name: `${profile.name} renamed`, description: 'more' })).toBe(1);
    expect(await edit({ escalationSteps: steps('P7D') })).toBe(2);
    expect(await edit({ escalationSteps: steps('P7D') })).toBe(2);
    expect(await edit({ quietHours: { timeZone: 'UTC', from: '22:00', to: '06:00' } })).toBe(3);
    expect(await edit({ include: { metadata: true } })).toBe(4);

    const first = await product.call('get', path(profile, '/versions?limit=3'));
    expect(first.body.items.map(({ version }: any) => version)).toEqual([4, 3, 2]);
    const rest = await scene.read(path(profile, `/versions?limit=3&cursor=${first.body.nextCursor}`));
    expect(rest).toMatchObject({ items: [{ version: 1 }], nextCursor: null });
    expect(JSON.stringify([first.body, rest])).not.toContain(secret.slice(6));
    expect(await scene.read(path(profile, '/versions/2'))).toMatchObject({
      version: 2,
      escalationSteps: [{ before: 'P7D' }],
      quietHours: null,
      channels: [{ type: 'webhook', url: 'https://127.0.0.1/', secretCount: 1 }],
    });
    expect((await product.call('get', path(profile, '/versions/9'))).status).toBe(404);
    expect((await product.call('get', path({ uuid: randomUUID() }, '/versions'))).status).toBe(404);

    const gone = await product.call('delete', path(profile)).set('If-Match', `"${profile.revision}"`);
    expect(gone.status).toBe(204);
    expect((await scene.read(path(profile, '/versions'))).items).toHaveLength(4);
  });

  it('of edits that race one wins; the version that it replaced is kept', async () => {
    const profile = await scene.make('/notification-profiles', draft());
    // As if the process had died right after saving.
    const versions = product.foundation.db.collection('notification_profile_versions');
    await versions.deleteOne({ _id: `${profile.uuid}:1` as never });
    expect((await scene.read(path(profile, '/versions'))).items).toMatchObject([{ version: 1 }]);
    expect(await scene.read(path(profile, '/versions/1'))).toMatchObject({ version: 1, repetitions: null });
    const answers = await Promise.all([1, 2, 3, 4].map((repetitions) => save(profile, { ...draft(), repetitions })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const winner = answers.find(({ status }) => status === 200)!.body;
    expect((await scene.read(path(profile, '/versions'))).items).toMatchObject([
      { version: 2, repetitions: winner.repetitions },
      { version: 1, repetitions: null },
    ]);
  });
});

describe('preview with real certificates', () => {
  const preview = (body: object, key?: string) =>
    product.call('post', '/notification-profiles/preview', key).send({ event: 'certificate_expiring', ...body });

  it('tells names, owner and how to renew, at a step, on every channel', async () => {
    const attribute = await scene.attribute({ name: 'site', resources: ['certificates'] });
    const group = await scene.group({ name: 'web team', renewalNote: 'Ask Ann.\nOr the CA desk.' });
    const uuid = await scene.stored(clock.in(60 * dayMs), {
      patch: { groups: [group.uuid], customAttributes: [{ name: attribute.name, content: [{ data: 'Brno <1>' }] }] },
    });
    const channels = ['email', 'webhook', 'eventLog', 'internal', 'slack', 'teams', 'pagerDuty'];
    const templates = { slack: { body: '{{ notice.step }} {{ included.customAttributes.site.first }}' } };
    const shown = await preview({
      draft: { channels, templates, include: { customAttributes: true, associations: true } },
      certificateUuid: uuid,
      step: 'P7D',
    });
    expect(shown.status).toBe(200);
    const of = (channel: string) => shown.body.notices.find((notice: any) => notice.channel === channel);
    expect(shown.body.notices.map(({ channel }: any) => channel)).toEqual(channels);
    expect(of('email').text).toContain('How to renew: Ask Ann.\nOr the CA desk.');
    expect(of('email').text).toContain('Groups: web team');
    expect(of('email').text).toContain('Custom attributes: site: Brno <1>');
    expect(of('email').html).toContain('site: Brno &lt;1&gt;');
    expect(of('slack').text).toBe('P7D Brno <1>');
    expect(JSON.parse(of('slack').sent).blocks[1].text.text).toBe('P7D Brno &lt;1&gt;');
    expect([of('email').sent, of('webhook').sent]).toEqual([null, of('webhook').text]);
    expect(JSON.parse(of('webhook').text).data).toMatchObject({
      objectUuid: uuid,
      included: { customAttributes: [{ name: 'site', values: ['Brno <1>'] }], groups: ['web team'] },
    });
    for (const { subject, text } of shown.body.notices) expect(`${subject}${text}`).not.toMatch(/\{\{|undefined/);

    const reader = await scene.person(['notification-profiles:read']);
    const refused = await preview({ draft: { channels: ['email'] }, certificateUuid: uuid }, reader.key);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  });

  it('a digest shows what is due, the next to expire first; only to who may read certificates', async () => {
    const far = await scene.stored(clock.in(90 * dayMs), { subject: 'far.example' });
    for (const days of [20, 3, 12]) await scene.stored(clock.in(days * dayMs), { subject: `in-${days}-days.example` });
    const draftOf = { channels: ['email', 'pagerDuty'], mode: 'digest' };
    const shown = await preview({ draft: draftOf, certificateUuid: far });
    const [mail, page] = shown.body.notices;
    expect(mail.subject).toBe('in-3-days.example, 3 days left: 3 certificates are expiring');
    const order = ['in-3-days', 'in-12-days', 'in-20-days'].map((name) => mail.text.indexOf(name));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order.every((index) => index > 0)).toBe(true);
    expect(mail.text).not.toContain('far.example');
    expect(page.subject).toContain('Certificate expiring');

    const reader = await scene.person(['notification-profiles:read']);
    const blind = await preview({ draft: draftOf }, reader.key);
    expect(blind.body.notices[0].text).toContain('CN=sample.example');
    expect(blind.body.notices[0].text).not.toContain('days.example');
    const single = await preview({ draft: draftOf, event: 'certificate_uploaded' });
    expect(single.body.notices[0].subject).toContain('Certificate uploaded');
  });
});
