import { createHash, randomUUID } from 'node:crypto';
import { createScene, eventually, property, valued } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(() => product());

afterEach(() => scene.attach({}));

const pemOf = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;

/** A digest of every row of every collection. Processes say that they live, whatever anybody asks. */
async function everything(): Promise<Record<string, string>> {
  const { db } = product().foundation;
  const names = (await db.db!.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const digests = await Promise.all(
    names
      .filter((name) => name !== 'processes')
      .map(async (name) => {
        const rows = await db.collection(name).find({}).sort({ _id: 1 }).toArray();
        return [name, createHash('sha256').update(JSON.stringify(rows)).digest('hex')] as const;
      }),
  );
  return Object.fromEntries(digests.sort());
}

async function stored(change: Parameters<typeof buildCertificate>[0] = {}): Promise<string> {
  const { status, body } = await scene.upload(buildCertificate(change), {});
  expect(status).toBe(201);
  return body.uuid as string;
}

async function dryRun(body: object) {
  const answer = await product().call('post', '/triggers/dry-run').send(body);
  expect({ status: answer.status, problem: answer.status === 200 ? null : answer.body }).toEqual({
    status: 200,
    problem: null,
  });
  return answer.body;
}

describe('dry run', () => {
  it('V11 explains each leaf on a stored certificate, a pasted one and a past firing, and changes no record', async () => {
    const group = await scene.group();
    const profile = await scene.profile({ recipientType: 'none', channels: [{ type: 'eventLog' }] });
    const sort = await scene.act(
      [
        { type: 'setGroups', groups: [group.uuid] },
        { type: 'sendNotification', profiles: [profile.uuid] },
      ],
      { condition: { all: [property('COMMON_NAME', 'STARTS_WITH', 'web'), property('KEY_SIZE', 'LESSER', 100)] } },
    );
    await scene.attach({ actions: [sort] });
    const uuid = await stored({ subject: 'web.example.org' });
    const firing = await scene.firingOf(uuid);
    const before = await everything();

    const event = 'certificate_uploaded';
    const ofSet = await dryRun({ event, certificate: uuid });
    expect(ofSet).toMatchObject({
      outcome: 'unmatched',
      explain: expect.stringMatching(/^Nothing would be done: the one action trigger did not match because key size/),
      subject: { resource: 'certificates', uuid, name: 'web.example.org' },
      triggers: [
        {
          name: sort.name,
          result: 'not_matched',
          condition: {
            all: [
              { field: 'COMMON_NAME', result: 'true', actual: 'web.example.org' },
              {
                field: 'KEY_SIZE',
                result: 'false',
                reason: expect.stringMatching(/^key size \(\d+\) is not below 100$/),
              },
            ],
          },
        },
      ],
    });
    const unsaved = {
      condition: property('COMMON_NAME', 'STARTS_WITH', 'other'),
      actions: [
        { type: 'setGroups', groups: [group.name] },
        { type: 'sendNotification', profiles: [profile.uuid] },
      ],
    };
    const pasted = await dryRun({
      event,
      pem: pemOf(buildCertificate({ subject: 'other.example.org' })),
      triggers: { actions: [unsaved, sort.uuid] },
    });
    expect(pasted).toMatchObject({
      outcome: 'performed',
      explain: '“not saved” matched; 2 actions would be done.',
      subject: { uuid: null, name: 'other.example.org' },
      triggers: [
        {
          version: 0,
          result: 'matched',
          explain: 'It matched because common name (other.example.org) begins with other.',
          actions: [
            { outcome: 'ok', changed: true, before: [], after: [{ uuid: group.uuid, name: group.name }] },
            { outcome: 'pending', parameters: { profiles: [profile.uuid] } },
          ],
        },
        { uuid: sort.uuid, version: 1, result: 'not_matched' },
      ],
    });
    const past = await dryRun({ event, firing: firing.firingId, place: 'settings' });
    expect(past).toMatchObject({ at: firing.occurredAt, subject: { uuid }, sets: [{ resource: 'settings' }] });

    expect(await everything()).toEqual(before);
  });

  it('refuses what saving and attaching would refuse, and subjects that are not there', async () => {
    const refused = async (body: object) => {
      const answer = await product().call('post', '/triggers/dry-run').send(body);
      return [answer.status, answer.body.code, answer.body.errors?.[0]?.pointer];
    };
    const event = 'certificate_uploaded';
    const bad = { condition: property('NO_SUCH_FIELD', 'EQUALS', 'x'), actions: [{ type: 'setGroups', groups: [] }] };
    const pem = pemOf(buildCertificate());
    expect(await refused({ event, pem, triggers: { actions: [bad] } })).toEqual([
      422,
      'invalid_condition',
      '/triggers/actions/0/condition/field',
    ]);
    expect(await refused({ event, pem, certificate: randomUUID() })).toEqual([
      422,
      'validation_failed',
      '/certificate',
    ]);
    expect(await refused({ event, certificate: randomUUID() })).toEqual([404, 'not_found', undefined]);
    expect(await refused({ event, pem: 'nothing' })).toEqual([400, 'invalid_base64', undefined]);
    const place = `groups/${randomUUID()}`;
    expect(await refused({ event: 'certificate_expiring', pem, place })).toEqual([404, 'not_found', undefined]);
  });
});

describe('replay', () => {
  const replay = (firingId: string, body: object = {}, headers: Record<string, string> = {}) =>
    product().call('post', `/event-history/${firingId}/replay`).set(headers).send(body);

  async function replayed(firingId: string, body: object = {}) {
    const answer = await replay(firingId, body);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 202, body: { replayOf: firingId } });
    return eventually('the replay', async () => {
      const { status, body: found } = await product().call('get', `/event-history/${answer.body.firingId}`);
      return status === 200 && found.status !== 'running' && found.counts.deliveriesOpen === 0 && found;
    });
  }

  it('V09 makes a new linked firing on what is there now, and sends nothing that was delivered', async () => {
    const [before, after] = [await scene.group(), await scene.group()];
    const good = await scene.profile({ recipientType: 'none', channels: [{ type: 'eventLog' }] });
    const nobody = await scene.profile({ recipientType: 'owner', channels: [{ type: 'email' }] });
    const attribute = await scene.attribute();
    const act = await scene.act([
      { id: 'sort', type: 'setGroups', groups: [before.uuid] },
      { id: 'mark', type: 'setCustomAttribute', ...valued(attribute, 'by trigger') },
      { id: 'tell', type: 'sendNotification', profiles: [good.uuid] },
      { id: 'fail', type: 'sendNotification', profiles: [nobody.uuid] },
    ]);
    await scene.attach({ actions: [act] });
    const { body } = await scene.upload(buildCertificate(), {
      body: { customAttributes: [valued(attribute, 'given')] },
    });
    const original = await scene.firingWhen(
      body.uuid,
      'ends',
      ({ status, counts }) => status === 'finished_with_errors' && counts.deliveriesOpen === 0,
    );
    await scene.change(`/triggers/${act.uuid}`, ({ name, event, kind }) => ({
      ...{ name, event, kind },
      actions: [
        { id: 'sort', type: 'setGroups', groups: [after.uuid] },
        { id: 'mark', type: 'setCustomAttribute', ...valued(attribute, 'by trigger') },
        { id: 'tell', type: 'sendNotification', profiles: [good.uuid] },
      ],
    }));
    const entries = async () => (await scene.read('/event-log?limit=200')).items.length as number;
    const written = await entries();

    const again = await replayed(original.firingId);
    expect(again).toMatchObject({
      replayOf: original.firingId,
      event: original.event,
      subject: { uuid: body.uuid },
      replay: { triggers: 'current', notifications: 'unsent' },
      status: 'finished',
      triggers: [
        {
          version: 2,
          actions: [
            { id: 'sort', outcome: 'ok', changed: true },
            { id: 'mark', outcome: 'ok' },
            { id: 'tell', outcome: 'ok', message: expect.stringContaining('delivered before') },
          ],
        },
      ],
    });
    expect((await scene.read(`/certificates/${body.uuid}`)).groups).toEqual([after.uuid]);
    // What the upload gave wins again.
    expect(await scene.valuesOf(body.uuid, attribute)).toEqual(['given']);
    expect(await entries()).toBe(written);

    const recorded = await replayed(original.firingId, { triggers: 'recorded', notifications: 'all' });
    expect(recorded.triggers[0]).toMatchObject({
      version: 1,
      actions: [{}, {}, { outcome: 'ok' }, { outcome: 'failed' }],
    });
    expect(await entries()).toBe(written + 1);
    const silent = await replayed(recorded.firingId, { notifications: 'none' });
    expect(silent.triggers[0].actions[2]).toMatchObject({ outcome: 'skipped' });
    expect((await scene.firing(original.firingId)).replays.sort()).toEqual([again.firingId, recorded.firingId].sort());
  });

  it('V09 is one firing under one Idempotency-Key, and takes nothing out of the inventory', async () => {
    await scene.attach({});
    const uuid = await stored();
    const { firingId } = await scene.firingOf(uuid);
    await scene.attach({ ignore: [await scene.ignore()] });
    const key = { 'Idempotency-Key': randomUUID() };
    const [one, other] = [await replay(firingId, {}, key), await replay(firingId, {}, key)];
    expect(other.body).toEqual(one.body);
    expect((await replay(firingId, { notifications: 'none' }, key)).body.code).toBe('idempotency_mismatch');
    const ended = await eventually('the replay', async () => {
      const { status, body } = await product().call('get', `/event-history/${one.body.firingId}`);
      return status === 200 && body;
    });
    expect(ended).toMatchObject({ outcome: 'ignored', subject: { uuid, note: null }, status: 'finished' });
    expect((await product().call('get', `/certificates/${uuid}`)).status).toBe(200);
  });

  it('V10 refuses a rejected upload, and what is gone', async () => {
    await scene.attach({ ignore: [await scene.ignore()] });
    const rejected = await scene.upload(buildCertificate(), {});
    const answer = await replay(rejected.body.firingId);
    expect([answer.status, answer.body.code]).toEqual([409, 'replay_not_possible']);
    expect((await replay(randomUUID())).status).toBe(404);
  });
});
