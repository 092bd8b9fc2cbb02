import { randomBytes } from 'node:crypto';
import { buildCertificate } from '../hostile/certificate-builder';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { startTestProduct, type TestProduct } from '../support/product';
import { always, createScene, custom, eventually, property, valued } from './scene';

let product: TestProduct;
let mail: MailCatcher;
let hook: HttpReceiver;
const scene = createScene(() => product);

beforeAll(async () => {
  [mail, hook] = [await startMailCatcher(), await startHttpReceiver()];
  product = await startTestProduct({
    env: { SMTP_URL: `smtp://127.0.0.1:${mail.port}`, CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' },
    adjustments: { deliveryPace: { initialMs: 200, factor: 1, maxMs: 400, giveUpMs: 60_000 } },
  });
});
afterAll(async () => {
  await product?.close();
  await mail?.close();
  await hook?.close();
});
afterEach(async () => {
  await scene.attach({});
  mail.onRecipient = () => undefined;
  mail.onMessage = () => undefined;
  mail.mails.length = 0;
  hook.answer = () => ({ status: 204 });
});

/** Uploads a new certificate and gives its uuid. */
async function stored(body: object = {}, key?: string): Promise<string> {
  const response = await scene.upload(buildCertificate(), { body, ...(key === undefined ? {} : { key }) });
  expect(response.status).toBe(201);
  return response.body.uuid;
}

const outcomes = (trigger: { actions: { outcome: string }[] }) => trigger.actions.map(({ outcome }) => outcome);
const mailTo = (uuids: readonly string[]) => ({
  recipientType: 'user',
  recipients: uuids,
  channels: [{ type: 'email' }],
});
const notify = (profile: { uuid: string }) => ({ type: 'sendNotification', profiles: [profile.uuid] });
const isDone = (firing: { status: string; deliveriesFailed: number; counts: { deliveriesOpen: number } }) =>
  firing.status !== 'running' && firing.counts.deliveriesOpen === 0;

describe('categorising actions', () => {
  it('E01 E08 set group, owner, RA profile and attribute with before and after; again they change nothing', async () => {
    const [group, owner] = [await scene.group(), await scene.person([])];
    const [raProfile, attribute] = [await scene.raProfile(), await scene.attribute()];
    const actions = [
      { type: 'setGroups', groups: [group.uuid] },
      { type: 'setOwner', owner: owner.uuid },
      { type: 'setRaProfile', raProfile: raProfile.uuid },
      { type: 'setCustomAttribute', ...valued(attribute, 'value') },
    ];
    await scene.attach({ actions: [await scene.act(actions), await scene.act(actions)] });
    const uuid = await stored();
    expect(await scene.read(`/certificates/${uuid}`)).toMatchObject({
      groups: [group.uuid],
      owner: owner.uuid,
      raProfile: raProfile.uuid,
      customAttributes: [{ name: attribute.name, content: [{ data: 'value' }] }],
    });
    const [first, second] = (await scene.firingOf(uuid)).triggers;
    expect(first.actions).toMatchObject([
      { outcome: 'ok', changed: true, before: [], after: [{ uuid: group.uuid, name: group.name }] },
      { outcome: 'ok', changed: true, before: { name: 'admin' }, after: { uuid: owner.uuid } },
      { outcome: 'ok', changed: true, before: null, after: { uuid: raProfile.uuid } },
      { outcome: 'ok', changed: true, before: null, after: [{ data: 'value' }] },
    ]);
    for (const action of second.actions) expect(action).toMatchObject({ outcome: 'ok', changed: false });
  });

  it('E02 copy an attribute; a missing source fails and leaves the target as it was', async () => {
    const [source, target] = [await scene.attribute(), await scene.attribute()];
    const copy = await scene.act([
      { type: 'setCustomAttribute', ...valued(target, 'before') },
      { type: 'setCustomAttribute', name: target.name, copyFrom: { source: 'custom', field: source.name } },
    ]);
    await scene.attach({ actions: [copy] });
    const copied = await stored({ customAttributes: [valued(source, 'copied')] });
    expect(await scene.valuesOf(copied, target)).toEqual(['copied']);
    const missing = await stored();
    expect(await scene.valuesOf(missing, target)).toEqual(['before']);
    expect((await scene.firingOf(missing)).triggers[0].actions[1]).toMatchObject({
      outcome: 'failed',
      errorCode: 'copy_source_missing',
    });
  });

  it('E03 five run and are shown in order', async () => {
    const attribute = await scene.attribute();
    const values = ['1', '2', '3', '4', '5'];
    const actions = values.map((value) => ({
      id: `step-${value}`,
      type: 'setCustomAttribute',
      ...valued(attribute, value),
    }));
    await scene.attach({ actions: [await scene.act(actions)] });
    const uuid = await stored();
    const [trigger] = (await scene.firingOf(uuid)).triggers;
    expect(trigger.actions.map(({ id }: { id: string }) => id)).toEqual(values.map((value) => `step-${value}`));
    expect(trigger.actions.map(({ after }: { after: { data: string }[] }) => after[0]?.data)).toEqual(values);
    expect(await scene.valuesOf(uuid, attribute)).toEqual(['5']);
  });

  it.each([
    ['continue', ['ok', 'failed', 'ok']],
    ['stop', ['ok', 'failed', 'skipped']],
  ])('E04 the third of three after a failure with onError %s', async (onError, expected) => {
    const [attribute, absent] = [await scene.attribute(), await scene.attribute()];
    const set = { type: 'setCustomAttribute', ...valued(attribute, 'set') };
    const fail = {
      type: 'setCustomAttribute',
      name: attribute.name,
      copyFrom: { source: 'custom', field: absent.name },
      onError,
    };
    await scene.attach({ actions: [await scene.act([set, fail, set]), await scene.act([set])] });
    const firing = await scene.firingOf(await stored());
    expect(outcomes(firing.triggers[0])).toEqual(expected);
    expect(outcomes(firing.triggers[1])).toEqual(['ok']);
    expect(firing.status).toBe('finished_with_errors');
  });

  it('E06 a later trigger sees the group that an earlier one set', async () => {
    const [group, attribute] = [await scene.group(), await scene.attribute()];
    const looks = await scene.act([{ type: 'setCustomAttribute', ...valued(attribute, 'seen') }], {
      condition: property('GROUP_NAME', 'EQUALS', [group.name]),
    });
    const sets = await scene.act([{ type: 'setGroups', groups: [group.uuid] }]);
    await scene.attach({ actions: [looks, sets] });
    expect(await scene.valuesOf(await stored(), attribute)).toBeUndefined();
    await scene.attach({ actions: [sets, looks] });
    expect(await scene.valuesOf(await stored(), attribute)).toEqual(['seen']);
  });
});

describe('conditions', () => {
  it("C10 look at the request's value, else at what was set, else find none", async () => {
    const [attribute, seen] = [await scene.attribute(), await scene.attribute()];
    const tell = (condition: object, value: string) =>
      scene.act([{ type: 'setCustomAttribute', ...valued(seen, value) }], { condition });
    const looks = [
      await tell(custom(attribute, 'EQUALS', 'request'), 'request'),
      await tell(custom(attribute, 'EQUALS', 'stored'), 'stored'),
      await tell(custom(attribute, 'EMPTY'), 'none'),
    ];
    const sets = await scene.act([{ type: 'setCustomAttribute', ...valued(attribute, 'stored') }]);
    await scene.attach({ actions: [sets, ...looks] });
    const given = await stored({ customAttributes: [valued(attribute, 'request')] });
    expect(await scene.valuesOf(given, seen)).toEqual(['request']);
    expect(await scene.valuesOf(await stored(), seen)).toEqual(['stored']);
    await scene.attach({ actions: looks });
    expect(await scene.valuesOf(await stored(), seen)).toEqual(['none']);
  });

  it('C13 a leaf in error admits or rejects as configured, and is recorded', async () => {
    const attribute = await scene.attribute();
    const trigger = await scene.ignore({ condition: custom(attribute, 'EQUALS', 'x') });
    await scene.attach({ ignore: [trigger] });
    const { headers } = await product.call('get', `/custom-attributes/${attribute.uuid}`);
    const gone = await product
      .call('delete', `/custom-attributes/${attribute.uuid}?force=true`)
      .set('If-Match', headers['etag'] as string);
    expect(gone.status).toBe(204);
    const admitted = await scene.firingOf(await stored());
    expect(admitted).toMatchObject({
      status: 'finished_with_errors',
      outcome: 'unmatched',
      triggers: [{ result: 'error', rejectedByError: false }],
    });
    await scene.change('/events/certificate_uploaded/settings', (now) => ({
      onConditionError: 'reject',
      recordWithoutTriggers: now.recordWithoutTriggers,
      retention: now.retention,
    }));
    const { status, body } = await scene.upload(buildCertificate());
    expect(status).toBe(422);
    expect(await scene.firing(body.firingId)).toMatchObject({
      status: 'finished_with_errors',
      outcome: 'ignored',
      triggers: [{ uuid: trigger.uuid, result: 'error', rejectedByError: true }],
    });
  });
});

describe('notifications', () => {
  it('N06 V04 reach the others when one recipient fails; each trigger says whether all were sent', async () => {
    const [good, bad] = [
      await scene.person([], { email: 'good@example.test' }),
      await scene.person([], { email: 'bad@example.test' }),
    ];
    mail.onRecipient = (address) => (address.startsWith('bad') ? { code: 450, text: 'later' } : undefined);
    const works = await scene.profile(mailTo([good.uuid]));
    const fails = await scene.profile(mailTo([good.uuid, bad.uuid]));
    const attribute = await scene.attribute();
    await scene.attach({
      actions: [
        await scene.act([notify(works)]),
        await scene.act([notify(fails)]),
        await scene.act([{ type: 'setCustomAttribute', ...valued(attribute, 'x') }]),
      ],
    });
    const firing = await scene.firingWhen(
      await stored(),
      'with a failing recipient',
      (found) =>
        found.triggers[0].notificationsSent === true &&
        found.triggers[1].actions[0].deliveries.some(({ attempts }: { attempts: unknown[] }) => attempts.length > 1),
    );
    expect(firing.triggers.map((trigger: { notificationsSent: unknown }) => trigger.notificationsSent)).toEqual([
      true,
      false,
      null,
    ]);
    expect(mail.mails.map(({ to }) => to)).toEqual([['good@example.test'], ['good@example.test']]);
    const states = firing.triggers[1].actions[0].deliveries.map(({ status }: { status: string }) => status).sort();
    expect(states[0]).toBe('delivered');
    expect(states[1]).not.toBe('delivered');
    mail.onRecipient = () => undefined;
    await scene.firingWhen(firing.subject.uuid, 'delivered at last', isDone);
  });

  it('V07 N10 a delivery that fails leaves the firing as it is, and its action is ok once the server is back', async () => {
    const reader = await scene.person([], { email: 'reader@example.test' });
    mail.onMessage = () => ({ code: 451, text: 'down' });
    await scene.attach({ actions: [await scene.act([notify(await scene.profile(mailTo([reader.uuid])))])] });
    const uuid = await stored();
    const down = await scene.firingWhen(uuid, 'with a failed action', ({ triggers }) =>
      outcomes(triggers[0]).includes('failed'),
    );
    expect(down).toMatchObject({ status: 'finished_with_errors', outcome: 'performed', subject: { uuid } });
    expect(down.triggers[0].result).toBe('matched');
    mail.onMessage = () => undefined;
    const up = await scene.firingWhen(uuid, 'with the action ok', ({ triggers }) => outcomes(triggers[0])[0] === 'ok');
    expect(up).toMatchObject({ status: 'finished', counts: { deliveriesOpen: 0 } });
    expect(mail.mails).toHaveLength(1);
  });

  it('F09 V13 use the trigger as it was, also when it is edited meanwhile and deleted later', async () => {
    let isOpen = false;
    hook.answer = () => ({ status: isOpen ? 204 : 503 });
    const profile = await scene.profile({
      recipientType: 'none',
      channels: [{ type: 'webhook', url: hook.url, secrets: [`whsec_${randomBytes(24).toString('base64')}`] }],
    });
    const trigger = await scene.act([notify(profile)], { condition: always });
    await scene.attach({ actions: [trigger] });
    const uuid = await stored();
    await eventually('a call', async () => hook.calls.length > 0);
    const { actions, ...rest } = await scene.read(`/triggers/${trigger.uuid}`);
    const { event, kind } = rest;
    await scene.change(`/triggers/${trigger.uuid}`, () => ({
      ...{ name: 'renamed', event, kind, actions },
      condition: property('KEY_SIZE', 'EQUALS', 1),
    }));
    isOpen = true;
    const done = await scene.firingWhen(uuid, 'delivered', isDone);
    const shown = { name: trigger.name, version: trigger.version, result: 'matched', notificationsSent: true };
    expect(done.triggers).toMatchObject([{ ...shown, condition: { field: 'CERTIFICATE_STATE', actual: 'issued' } }]);
    await scene.attach({});
    const { headers } = await product.call('get', `/triggers/${trigger.uuid}`);
    const deleted = await product
      .call('delete', `/triggers/${trigger.uuid}`)
      .set('If-Match', headers['etag'] as string);
    expect(deleted.status).toBe(204);
    expect((await scene.firingOf(uuid)).triggers).toMatchObject([{ ...shown, condition: { operator: 'EQUALS' } }]);
  });
});

describe('identity', () => {
  const manager = ['trigger-sets:write', 'certificates:write', 'notification-profiles:read'] as const;

  it('I01 I02 each trigger runs with the rights of who attached it, and fails alone when that user is gone', async () => {
    const [one, two] = [await scene.person([...manager]), await scene.person([...manager])];
    const [first, second] = [await scene.attribute(), await scene.attribute()];
    const a = await scene.act([{ type: 'setCustomAttribute', ...valued(first, 'a') }]);
    const b = await scene.act([{ type: 'setCustomAttribute', ...valued(second, 'b') }]);
    await scene.attach({ actions: [a] }, one.key);
    await scene.attach({ actions: [a, b] }, two.key);
    const both = await scene.firingOf(await stored());
    expect(both.triggers.map((trigger: { configuredBy: { uuid: string } }) => trigger.configuredBy.uuid)).toEqual([
      one.uuid,
      two.uuid,
    ]);
    expect(both.status).toBe('finished');

    const edit = (person: { uuid: string }, change: object) =>
      scene.change(`/users/${person.uuid}`, ({ username, displayName, email, roles, enabled }) => ({
        ...{ username, displayName, email, roles, enabled },
        ...change,
      }));
    await edit(one, { roles: [] });
    expect((await scene.firingOf(await stored())).triggers).toMatchObject([
      { result: 'matched', actions: [{ outcome: 'failed', errorCode: 'forbidden' }] },
      { result: 'matched', actions: [{ outcome: 'ok' }] },
    ]);
    await edit(two, { enabled: false });
    const uuid = await stored();
    expect(await scene.firingOf(uuid)).toMatchObject({
      status: 'finished_with_errors',
      triggers: [
        { actions: [{ errorCode: 'forbidden' }] },
        { actions: [{ outcome: 'failed', errorCode: 'identity_unavailable' }] },
      ],
    });
    expect((await scene.read(`/certificates/${uuid}`)).customAttributes).toEqual([]);
  });
});
