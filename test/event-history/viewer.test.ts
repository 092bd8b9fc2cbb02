import { createHash, randomUUID } from 'node:crypto';
import { createScene, eventually, property, valued } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { historyRetention } from '../../src/process/parts/events';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(() => product());

afterEach(() => scene.attach({}));

const pemOf = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;

/** Processes say that they live, audit rows of before are marked, and what changed before is told, whatever anybody asks. */
const movingByThemselves = ['processes', 'audit_marks', 'change_notices', 'inventory_mark'];

/** A digest of every row of every collection. */
async function everything(): Promise<Record<string, string>> {
  const { db } = product().foundation;
  const names = (await db.db!.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const digests = await Promise.all(
    names
      .filter((name) => !movingByThemselves.includes(name))
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

describe('export', () => {
  const exported = (query: string) =>
    product()
      .call('get', `/event-history/export?${query}`)
      .buffer(true)
      .parse((res, done) => {
        let text = '';
        res.on('data', (chunk: Buffer) => (text += chunk.toString()));
        res.on('end', () => done(null, text));
      });

  it('V08 has the rows of the list, with all details as JSON Lines, and as CSV with formulas neutralised', async () => {
    const sum = await scene.act([{ type: 'setGroups', groups: [(await scene.group()).uuid] }]);
    await scene.attach({ actions: [sum] });
    const [one, other] = [await stored(), await stored({ subject: '=SUM(A1:A9)' })];
    const query = `trigger=${sum.uuid}&sort=occurredAt`;
    const { items } = await scene.read(`/event-history?${query}`);
    const { status, body: lines, headers } = await exported(query);
    expect([status, headers['content-type']]).toEqual([200, 'application/x-ndjson']);
    const firings = (lines as string)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(firings.map(({ subject }) => (subject as { uuid: string }).uuid)).toEqual([one, other]);
    for (const [index, row] of items.entries()) expect(firings[index]).toMatchObject(row);
    const detail = await scene.firing(items[0].firingId);
    // Names beside uuids are for the caller who reads one.
    expect(detail).toMatchObject(JSON.parse(JSON.stringify({ ...firings[0], triggers: undefined, sets: undefined })));
    const { body: csv } = await exported(`${query}&format=csv`);
    const listed = await product().call('get', `/event-history?${query}&format=csv`);
    expect(csv).toBe(listed.text);
    expect(csv).toContain("'=SUM(A1:A9)");
    expect(csv).not.toMatch(/[{}[\]]/);
    const { body: first } = await exported(`${query}&limit=1`);
    expect(first).toBe(`${(lines as string).split('\n')[0]}\n`);
    expect((await exported('limit=0')).status).toBe(422);
    const byHeader = await product().call('get', `/event-history/export?${query}`).set('Accept', 'text/csv');
    expect([byHeader.headers['content-type'], byHeader.text]).toEqual([listed.headers['content-type'], csv]);
  });

  it('needs its own permission, and refuses what the list refuses', async () => {
    const reader = await scene.person(['event-history:read']);
    expect((await product().call('get', '/event-history/export', reader.key)).status).toBe(403);
    expect((await product().call('get', '/event-history/export?resource=certificates')).status).toBe(422);
    expect((await product().call('get', '/event-history/export?event=nothing')).status).toBe(422);
  });
});

describe('retention', () => {
  it('V12 deletes old firings with their deliveries; running ones and open deliveries stay', async () => {
    const { stores, db } = product().foundation;
    const [pattern] = await db.collection('firings').find({}).limit(1).toArray();
    const old = new Date(Date.now() - 40 * 86_400_000);
    const ids = { gone: randomUUID(), running: randomUUID(), open: randomUUID() };
    const times = { occurredAt: old, lastFiredAt: old, startedAt: old };
    await db.collection('firings').insertMany([
      { ...pattern, ...times, _id: ids.gone as never },
      { ...pattern, ...times, _id: ids.running as never, status: 'running' },
      { ...pattern, ...times, _id: ids.open as never },
    ]);
    const delivery = (firingId: string, status: string) => ({
      _id: randomUUID() as never,
      firingId,
      status,
      createdAt: old,
    });
    await db
      .collection('deliveries')
      .insertMany([delivery(ids.gone, 'delivered'), delivery(ids.open, 'delivered'), delivery(ids.open, 'retrying')]);
    const recent = (await scene.firings()).length - 3;
    await scene.settings((current) => ({ ...current, eventHistory: { retention: 'P30D' } }));
    expect(await historyRetention(stores).run(new Date())).toEqual({ firings: 1, deliveries: 1, isDone: true });
    const left = await scene.firings();
    expect(left.map(({ firingId }) => firingId)).toEqual(expect.arrayContaining([ids.running, ids.open]));
    expect(left).toHaveLength(recent + 2);
    expect(await db.collection('deliveries').countDocuments({ firingId: ids.open })).toBe(2);
    await db.collection('firings').deleteMany({ occurredAt: old });
    await db.collection('deliveries').deleteMany({ createdAt: old });
  });
});

describe('what triggers would match', () => {
  it('counts stored certificates by a trigger or a condition, and names some', async () => {
    const name = `${randomUUID()}.example.org`;
    const uuid = await stored({ subject: name });
    const condition = property('COMMON_NAME', 'EQUALS', name);
    const trigger = await scene.ignore({ condition });
    for (const body of [{ condition }, { trigger: trigger.name }]) {
      const answer = await product().call('post', '/triggers/matching-certificates').send(body);
      expect(answer.body).toMatchObject({
        total: { value: 1, relation: 'exact' },
        explain: '1 stored certificate would match.',
        samples: [{ certificate: uuid }],
      });
    }
    const wrong = await product()
      .call('post', '/triggers/matching-certificates')
      .send({ condition: { all: [] } });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/condition/all']);
    expect((await product().call('post', '/triggers/matching-certificates').send({})).status).toBe(422);
  });

  it('says how often triggers matched and failed of late', async () => {
    const commonName = `${randomUUID()}.example.org`;
    const trigger = await scene.ignore({ condition: property('COMMON_NAME', 'EQUALS', commonName) });
    const never = await scene.ignore({ condition: property('COMMON_NAME', 'EQUALS', 'nobody') });
    await scene.attach({ ignore: [trigger, never] });
    expect((await scene.upload(buildCertificate({ subject: commonName }), {})).body.code).toBe('certificate_ignored');
    await scene.attach({});
    const ask = (triggers: readonly string[], key?: string) =>
      product().call('post', '/triggers/statistics', key).send({ triggers });
    const [none, one] = [0, 1].map((value) => ({ value, relation: 'exact' }));
    const noFailures = { conditionErrors: 0, failedActions: 0, lastFailedAt: null };
    const matched = await eventually('the match', async () => {
      const { body } = await ask([trigger.uuid, never.uuid]);
      return body.items[0].lastMatchedAt !== null && body;
    });
    expect(matched.items).toEqual([
      { trigger: trigger.uuid, lastDay: one, last30Days: one, lastMatchedAt: expect.any(String), ...noFailures },
      { trigger: never.uuid, lastDay: none, last30Days: none, lastMatchedAt: null, ...noFailures },
    ]);
    expect(matched.areFailuresComplete).toBe(true);
    const { key } = await scene.person(['triggers:read']);
    expect((await ask([trigger.uuid], key)).body.missing).toEqual(['event-history:read']);
  });

  it('lists the triggers that never matched, and those that something went wrong with', async () => {
    const mark = randomUUID();
    const condition = property('COMMON_NAME', 'EQUALS', `${mark}.example.org`);
    const nobody = await scene.profile({ recipientType: 'owner', channels: [{ type: 'email' }] });
    const failing = await scene.act([{ type: 'sendNotification', profiles: [nobody.uuid] }], {
      ...{ name: `${mark} a`, condition },
    });
    const group = await scene.group();
    const matching = await scene.act([{ type: 'setGroups', groups: [group.uuid] }], { name: `${mark} b`, condition });
    for (const name of ['c', 'd', 'e']) await scene.ignore({ name: `${mark} ${name}`, condition });
    await scene.attach({ actions: [failing, matching] });
    const { body } = await scene.upload(buildCertificate({ subject: `${mark}.example.org` }), {});
    await scene.firingWhen(body.uuid, 'went wrong', ({ status }) => status === 'finished_with_errors');
    await scene.attach({});

    const list = (query: string) => scene.read(`/triggers?namePrefix=${mark}&count=true&${query}`);
    const names = async (query: string) => {
      const { items, total } = await list(query);
      expect(total).toEqual({ value: items.length, relation: 'exact' });
      return items.map(({ name }: { name: string }) => name.at(-1)).join('');
    };
    expect(await names('neverMatched=true')).toBe('cde');
    expect(await names('neverMatched=false')).toBe('ab');
    expect(await names('failing=true')).toBe('a');
    expect(await names('failing=false&neverMatched=false')).toBe('b');
    expect(await names('failing=true&neverMatched=true')).toBe('');
    const first = await list('neverMatched=true&limit=2');
    expect([first.items.length, first.total.value]).toEqual([2, 3]);
    const second = await list(`neverMatched=true&limit=2&cursor=${first.nextCursor}`);
    expect([second.items.map(({ name }: { name: string }) => name), second.nextCursor]).toEqual([[`${mark} e`], null]);

    const { key } = await scene.person(['triggers:read']);
    for (const query of ['neverMatched=true', 'failing=false']) {
      const refused = await product().call('get', `/triggers?${query}`, key).expect(403);
      expect(refused.body.missing).toEqual(['event-history:read']);
    }
    await product().call('get', '/triggers', key).expect(200);
  });

  it('looks through past firings page by page, and changes nothing', async () => {
    await scene.attach({});
    const from = new Date().toISOString();
    const uuids = [await stored({ subject: 'weak.example.org' }), await stored(), await stored()];
    const before = await everything();
    const unsaved = { name: 'weak', condition: property('COMMON_NAME', 'STARTS_WITH', 'weak') };
    const body = { event: 'certificate_uploaded', triggers: { ignore: [unsaved] }, from, limit: 2, only: 'changed' };
    const run = async (cursor?: string) =>
      (
        await product()
          .call('post', '/triggers/dry-run/history')
          .send({ ...body, ...(cursor && { cursor }) })
      ).body;
    const first = await run();
    expect(first).toMatchObject({ items: [], counts: { looked: 2, evaluated: 2, changed: 0, gone: 0 } });
    const second = await run(first.nextCursor);
    expect(second).toMatchObject({
      items: [
        {
          subject: { uuid: uuids[0] },
          was: { outcome: 'unmatched' },
          would: { outcome: 'ignored', matchedTriggers: [{ name: 'weak' }] },
          isChanged: true,
        },
      ],
      triggers: [{ name: 'weak', matched: 1 }],
      progress: { share: 1 },
      nextCursor: null,
    });
    expect(await everything()).toEqual(before);
  });
});
