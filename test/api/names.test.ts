/** Names beside uuids and in their place, over HTTP. */
import { createScene } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const product = productOfFile();
const scene = createScene(product);
let group: any;
let uuid: string;

beforeAll(async () => {
  const { uuid: member } = await scene.person([], { username: 'alice' });
  group = await scene.make('/groups', { name: 'Web servers', members: ['alice'] });
  expect(group.members).toEqual([member]);
  uuid = (await scene.upload(buildCertificate({ subject: 'names.example.test' })).expect(201)).body.uuid as string;
});

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, key?: string) =>
  product().call(method, path, key);

it('a change of a certificate takes names and answers with both', async () => {
  const { body } = await call('patch', '/certificates/names.example.test')
    .set('If-Match', '*')
    .send({ groups: ['Web servers'], owner: 'alice' })
    .expect(200);
  expect(body).toMatchObject({ uuid, groups: [group.uuid], groupNames: ['Web servers'], ownerName: 'alice' });
  const { items } = await scene.read('/certificates?group=Web%20servers&owner=alice');
  expect(items).toMatchObject([{ uuid, groupNames: ['Web servers'], ownerName: 'alice', raProfileName: null }]);
});

it('objects are found by name in the path, and answer with the names of what they hold', async () => {
  expect(await scene.read('/groups/Web%20servers')).toMatchObject({ uuid: group.uuid, memberNames: ['alice'] });
  expect(await scene.read('/users/alice')).toMatchObject({ groups: [group.uuid], groupNames: ['Web servers'] });
});

it('triggers, sets and profiles refer to each other by name', async () => {
  const profile = await scene.make('/notification-profiles', {
    ...{ name: 'Mail', recipientType: 'user', recipients: ['alice'], channels: [{ type: 'email' }] },
    escalationSteps: [{ before: 'P7D', addRecipients: [{ recipientType: 'group', recipients: ['Web servers'] }] }],
  });
  expect(profile).toMatchObject({
    recipientNames: ['alice'],
    escalationSteps: [{ addRecipients: [{ recipients: [group.uuid], recipientNames: ['Web servers'] }] }],
  });
  const trigger = await scene.make('/triggers', {
    ...{ name: 'Sort', event: 'certificate_uploaded', kind: 'action' },
    actions: [
      { id: 'a', type: 'setGroups', groups: ['Web servers'], mode: 'add' },
      { id: 'b', type: 'setOwner', owner: 'alice' },
      { id: 'c', type: 'setOwner', owner: '$actor' },
      { id: 'd', type: 'sendNotification', profiles: ['Mail'] },
    ],
  });
  expect(trigger.actions).toMatchObject([
    { groups: [group.uuid], groupNames: ['Web servers'] },
    { ownerName: 'alice' },
    { owner: '$actor', ownerName: null },
    { profiles: [profile.uuid], profileNames: ['Mail'] },
  ]);
  expect(Object.keys(trigger.actions[3])).not.toContain('groupNames');
  // As they were read, names included; what is stored has uuids only.
  const { actions } = trigger;
  await product()
    .call('patch', '/triggers/Sort')
    .set('If-Match', '"1"')
    .send({ description: 'again', actions })
    .expect(200);
  await product()
    .call('patch', '/notification-profiles/Mail')
    .set('If-Match', '"1"')
    .send({
      ...{ recipientType: 'user', recipients: ['alice'], recipientNames: ['nobody'] },
      escalationSteps: profile.escalationSteps,
    })
    .expect(200);
  const { db } = product().foundation;
  for (const collection of ['triggers', 'notification_profiles']) {
    const stored = await db
      .collection(collection)
      .find({ name: { $in: ['Sort', 'Mail'] } })
      .toArray();
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toMatch(/Names?":/);
  }
  const put = product().call('put', '/trigger-sets/certificate_expiring/groups/Web%20servers');
  const named = await scene.make('/triggers', {
    ...{ name: 'Tell', event: 'certificate_expiring', kind: 'action' },
    actions: [{ type: 'sendNotification', profiles: ['Mail'] }],
  });
  const { body } = await put.send({ ignore: [], actions: ['Tell'] }).expect(201);
  expect(body).toMatchObject({
    ...{ objectUuid: group.uuid, objectName: 'Web servers' },
    actions: [{ trigger: named.uuid, name: 'Tell', configuredByName: 'admin' }],
  });
  const effective = await scene.read(`/trigger-sets/certificate_expiring/effective?objectUuid=${uuid}`);
  expect(effective.actions).toMatchObject([{ name: 'Tell', origin: { objectName: 'Web servers' } }]);
  const byName = await scene.read('/trigger-sets/certificate_expiring/effective?objectUuid=names.example.test');
  expect(byName).toEqual({ ...effective, objectName: 'names.example.test' });
});

it('the place of a trigger set and the recipient of a test go by name', async () => {
  const byUuid = await scene.read(`/event-history?place=groups/${group.uuid}`);
  expect(await scene.read('/event-history?place=groups/Web%20servers')).toEqual(byUuid);
  const { body } = await call('get', '/event-history?place=groups/Nothing').expect(422);
  expect(body.errors).toMatchObject([{ pointer: '/query/place', code: 'unknown_name' }]);
  const internal = { name: 'Inbox', recipientType: 'user', recipients: ['alice'], channels: [{ type: 'internal' }] };
  await scene.make('/notification-profiles', internal);
  const test = (recipient: string) =>
    call('post', '/notification-profiles/Inbox/test').send({ channel: 'internal', recipient });
  expect((await test('alice').expect(200)).body).toMatchObject({ outcome: 'delivered' });
  expect((await test('bob').expect(422)).body.errors).toMatchObject([{ pointer: '/recipient', code: 'unknown_name' }]);
});

it('a certificate without a common name goes by another name, with or without its type, or by its subject', async () => {
  const [bare, host] = await Promise.all(
    [
      buildCertificate({ subject: [['O', 'Names without CN']] }),
      buildCertificate({ subject: [['O', 'Host without CN']], sans: ['bare.example.test'] }),
    ].map(async (der) => String((await scene.upload(der).expect(201)).body.uuid)),
  );
  for (const name of ['dNSName:bare.example.test', 'Bare.Example.test']) {
    expect((await call('get', `/certificates/${name}`).expect(200)).body.uuid).toBe(host);
  }
  const { subjectDn } = (await call('get', `/certificates/${bare}`).expect(200)).body;
  expect((await call('get', `/certificates/${encodeURIComponent(subjectDn)}`).expect(200)).body.uuid).toBe(bare);
});

it('a name that several certificates have is refused, and so is one that nothing has', async () => {
  const twin = (await scene.upload(buildCertificate({ subject: 'names.example.test' })).expect(201)).body.uuid;
  const ambiguous = (await call('get', '/certificates/names.example.test').expect(409)).body;
  expect(ambiguous).toMatchObject({ code: 'ambiguous_name', detail: expect.stringContaining(`${twin} (until 20`) });
  const candidates = [uuid, twin].sort().map((one) => ({ uuid: one, notAfter: expect.stringMatching(/^20.*Z$/) }));
  expect(ambiguous.candidates).toEqual(candidates);
  expect((await call('get', '/groups/Nothing').expect(404)).body.code).toBe('not_found');
  const { body } = await call('patch', `/certificates/${uuid}`)
    .set('If-Match', '*')
    .send({ groups: ['Nothing'] })
    .expect(422);
  expect(body.errors).toMatchObject([{ pointer: '/groups/0', code: 'unknown_name' }]);
});

it('names need the permission to read what bears them, and nobody learns by asking', async () => {
  const reader = await scene.person(['certificates:read', 'certificates:write']);
  const { body } = await call('get', `/certificates/${uuid}`, reader.key).expect(200);
  expect(body).toMatchObject({ groups: [group.uuid], groupNames: [null], ownerName: null });
  const change = call('patch', `/certificates/${uuid}`, reader.key).set('If-Match', '*');
  expect((await change.send({ groups: ['Web servers'] }).expect(422)).body.errors[0].code).toBe('unknown_name');
});
