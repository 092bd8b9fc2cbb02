/** Alerts on the real engines: what is due, once and to whom, in both semantics. */
import { dayMs } from '../expiration/scene';
import { startHttpReceiver } from '../notifications/support/http-receiver';
import { createAlertCare } from '../../src/services/alerts/care';
import { createJobSchedules } from '../../src/temporal/schedules/job-schedules';
import { alertScene } from './scene';

const scene = alertScene();
/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

const three = ['a@x.example', 'b@x.example', 'c@x.example'];
const eventLog = { type: 'event_log', name: 'log', settings: {} };
const email = { type: 'email', name: 'mail', settings: {} };

it('H4 an event logger in compatibility semantics writes one entry for each certificate and sends no mail', async () => {
  const uuids = await scene.ending(10, 20);
  const alert = await scene.alert({ semantics: 'compat', recipients: three, handlers: [eventLog] });
  expect(alert.warnings).toMatchObject([{ code: 'recipients_unused' }]);
  expect(await scene.run(alert)).toMatchObject({ status: 'finished', counts: { due: 2, done: 2, failed: 0 } });
  const entries = await scene.entries(alert);
  expect(entries.map(({ itemId }) => itemId).sort()).toEqual([...uuids].sort());
  expect(entries[0]).toMatchObject({ eventId: 4101, level: 'Warning', source: 'Certloom' });
  expect(scene.mail().mails).toEqual([]);
});

it('lists alerts in either order with the last run of each context, and previews one that is not saved', async () => {
  await scene.ending(10, 20, 25);
  const alert = await scene.alert({ name: 'AA listed', recipients: ['a@x.example'], handlers: [eventLog] });
  await scene.alert({ name: 'ZZ listed', recipients: ['a@x.example'], handlers: [eventLog] });
  await scene.run(alert);
  const namesOf = async (sort: string) =>
    (await scene.read(`/alerts?search=listed&sort=${sort}`)).items.map(({ name }: { name: string }) => name);
  expect(await namesOf('name')).toEqual(['AA listed', 'ZZ listed']);
  expect(await namesOf('-changedAt')).toEqual(['ZZ listed', 'AA listed']);
  const first = await scene.read('/alerts?search=listed&sort=-name&limit=1');
  const next = await scene.read(`/alerts?search=listed&sort=-name&limit=1&cursor=${first.nextCursor}`);
  expect([first.items[0].name, next.items[0].name, next.nextCursor]).toEqual(['ZZ listed', 'AA listed', null]);
  const { items } = await scene.read('/alerts?search=AA&lastRuns=true');
  expect(items).toMatchObject([
    { name: 'AA listed', lastRuns: { api: { status: 'finished', counts: { due: 3 } }, service: null } },
  ]);

  const draft = { name: 'AA listed', kind: 'expiration', schedule: { cron: '0 3 * * *' }, handlers: [email] };
  const preview = (body: object, query = '') => scene.call('post', `/alerts/preview${query}`).send(body);
  const { body } = await preview({ ...draft, recipients: ['b@x.example'] }, '?limit=2').expect(200);
  expect(body.result).toMatchObject({ total: 3, shown: 2, cut: 1, previews: [{ recipients: ['b@x.example'] }, {}] });
  // What the saved one has reported counts for its draft.
  const own = await preview({ ...draft, handlers: [eventLog] }, `?uuid=${alert.uuid}`).expect(200);
  expect(own.body.result).toMatchObject({ total: 0 });
  const wrong = await preview({ ...draft, recipients: ['no address'] }).expect(422);
  expect(wrong.body.errors).toMatchObject([{ pointer: '/recipients/0' }]);
  const when = (schedule: object) =>
    scene.call('post', '/alerts/next-runs').send({ schedule, timeZone: 'Europe/Prague' });
  const next5 = await when({ cron: '0 3 * * *' }).expect(200);
  expect(next5.body.nextRuns[0]).toMatch(/T0[12]:00:00/);
  expect(next5.body.nextRuns).toHaveLength(5);
  expect((await when({ cron: '0 3 1 * MON' }).expect(422)).body.errors).toMatchObject([{ pointer: '/schedule/cron' }]);
  expect(scene.mail().mails).toEqual([]);
});

it('H7 a native alert logs, then mails, in one alert', async () => {
  await scene.ending(10);
  const alert = await scene.alert({ recipients: ['a@x.example'], handlers: [eventLog, email] });
  await scene.run(alert);
  expect(scene.mail().mails).toHaveLength(1);
  const [firing] = (await scene.read(`/event-history?trigger=${alert.uuid}`)).items;
  const detail = await scene.firing(firing.firingId);
  expect(detail.alert).toMatchObject({ uuid: alert.uuid, name: alert.name, version: 1, threshold: 30, isTest: false });
  expect(detail.triggers).toMatchObject([{ name: alert.name, result: 'matched' }]);
  const { actions } = detail.triggers[0];
  expect(actions.map(({ type, outcome }: { type: string; outcome: string }) => `${type} ${outcome}`)).toEqual([
    'event_log ok',
    'email ok',
  ]);
});

it('H12 a certificate that comes late is reported at its smallest threshold, the larger one is superseded', async () => {
  await scene.ending(45);
  const alert = await scene.alert({ thresholds: [90, 60, 30], recipients: ['a@x.example'], semantics: 'compat' });
  expect((await scene.run(alert)).counts).toMatchObject({ done: 1, superseded: 1 });
  const states = (await scene.ledger(alert)).map(({ threshold, state }) => `${threshold} ${state}`).sort();
  expect(states).toEqual(['60 done', '90 superseded']);
  expect(scene.mail().mails).toHaveLength(1);
});

it('H13 nothing is sent by ten more runs on the same day, and one message at the next threshold', async () => {
  await scene.ending(45);
  const alert = await scene.alert({ thresholds: [90, 60, 30], recipients: ['a@x.example'], semantics: 'compat' });
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1, superseded: 1 });
  for (let run = 1; run <= 10; run += 1) {
    expect((await scene.run(alert)).counts).toMatchObject({ due: 0, done: 0 });
    // To the end of the UTC day, and not beyond it.
    scene.clock.advance(3_600_000);
  }
  expect(scene.mail().mails).toHaveLength(1);
  scene.clock.advance(14 * dayMs + 14 * 3_600_000);
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1, superseded: 0 });
  await scene.run(alert);
  expect(scene.mail().mails).toHaveLength(2);
  const states = (await scene.ledger(alert)).map(({ threshold, state }) => `${threshold} ${state}`).sort();
  expect(states).toEqual(['30 done', '60 done', '90 superseded']);
});

it('H14 a changed threshold is caught up, and nothing is reported twice', async () => {
  await scene.ending(40, 20);
  const alert = await scene.alert({ thresholds: [30], recipients: ['a@x.example'], semantics: 'compat' });
  expect((await scene.run(alert)).counts).toMatchObject({ done: 1 });
  const { uuid, version } = alert;
  const patch = scene.call('patch', `/alerts/${uuid}`).set('If-Match', `"${version}"`);
  expect((await patch.send({ thresholds: [45] })).status).toBe(200);
  // The certificate with 40 days, and not the one that was reported at 30.
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1 });
  expect(scene.mail().mails).toHaveLength(2);
});

it('H15 what was reached on three days without a run is reported once, when the service is back', async () => {
  const uuids = await scene.ending(31, 32, 33, 34);
  const alert = await scene.alert({ thresholds: [30], recipients: ['a@x.example'], semantics: 'compat' });
  expect(await scene.runBySchedule(alert)).toMatchObject({ counts: { due: 0 } });
  scene.clock.advance(3 * dayMs);
  await scene.restart();
  expect(await scene.runBySchedule(alert)).toMatchObject({ trigger: 'schedule', counts: { due: 3, done: 3 } });
  expect((await scene.ledger(alert)).map(({ itemId }) => itemId).sort()).toEqual(uuids.slice(0, 3).sort());
  expect(await scene.runBySchedule(alert)).toMatchObject({ counts: { due: 0 } });
  expect((await scene.run(alert)).counts).toMatchObject({ due: 0 });
  expect(scene.mail().mails).toHaveLength(3);
}, 60_000);

it('H16 two runs that are in flight together deliver each row once', async () => {
  await scene.ending(5, 6, 7, 8, 9, 10);
  const alert = await scene.alert({ recipients: three, semantics: 'compat' });
  const start = async (): Promise<string> =>
    (await scene.call('post', `/alerts/${alert.uuid}/run`).expect(202)).body.runId;
  // The mail server keeps the first run waiting until the second one has been over everything.
  const gate = scene.mail().holdFirst();
  const first = await start();
  await gate.reached;
  const second = await scene.runEnd(await start());
  const meanwhile = (await scene.read(`/alerts/${alert.uuid}/runs`)).items;
  expect(meanwhile.find(({ runId }: any) => runId === first)).toMatchObject({ status: 'running' });
  expect(second.notes).toMatchObject([{ code: 'left_to_other_run' }]);
  gate.open();
  const runs = [await scene.runEnd(first), second];
  expect(runs.reduce((sum, { counts }) => sum + counts.done, 0)).toBe(18);
  expect(scene.mail().mails).toHaveLength(18);
  expect(await scene.ledger(alert)).toHaveLength(18);
  expect((await scene.ledger(alert)).every(({ state, attempts }) => state === 'done' && attempts === 1)).toBe(true);
});

it('H16 runs that begin at the same moment share the rows, and deliver each once', async () => {
  await scene.ending(...Array.from({ length: 12 }, (_, index) => 5 + index));
  const alert = await scene.alert({ recipients: three, semantics: 'compat' });
  const starts = await Promise.all([1, 2, 3].map(() => scene.call('post', `/alerts/${alert.uuid}/run`).expect(202)));
  const runs = await Promise.all(starts.map(({ body }) => scene.runEnd(body.runId)));
  expect(runs.reduce((sum, { counts }) => sum + counts.done, 0)).toBe(36);
  expect(scene.mail().mails).toHaveLength(36);
  expect(new Set(scene.mail().mails.map(({ headers }) => headers.get('message-id')?.[0])).size).toBe(36);
});

it('H18 what has a valid replacement is not due, unless the alert wants it', async () => {
  const [old] = await scene.ending(10);
  await scene.rows('certificates').updateOne({ _id: old as never }, { $set: { succeedingCertificates: ['renewal'] } });
  const [next] = await scene.ending(300);
  const before = await scene.call('get', `/certificates/${old}`);
  await scene
    .call('post', `/certificates/${old}/relations`)
    .set('If-Match', before.headers['etag'] as string)
    .send({ successor: next, type: 'renewal' });
  const alert = await scene.alert({ handlers: [eventLog] });
  expect((await scene.run(alert)).counts).toMatchObject({ due: 0 });
  const all = await scene.alert({ handlers: [eventLog], includeReplaced: true });
  expect((await scene.run(all)).counts).toMatchObject({ due: 1, done: 1 });
});

it('leaves out what is not yet in the last part of its lifetime, by the share of the platform where it names none', async () => {
  const ends = (days: number, lifetime: number) => {
    const notAfter = new Date(scene.clock.now().getTime() + days * dayMs);
    return scene.stored(notAfter, { notBefore: new Date(notAfter.getTime() - lifetime * dayMs) });
  };
  const [long, short] = [await ends(20, 365), await ends(20, 24)];
  const alert = await scene.alert({ handlers: [eventLog] });
  const due = async () => {
    const { body } = await scene.call('post', `/alerts/${alert.uuid}/test`).send({}).expect(200);
    return body.previews.map(({ item }: any) => item.itemId).sort();
  };
  const share = (expiringThresholdPercent: number) =>
    scene.call('patch', '/settings').set('If-Match', '*').send({ expiringThresholdPercent }).expect(200);
  expect(await due()).toEqual([long]);
  await share(100);
  expect(await due()).toEqual([long, short].sort());
  await share(33);
  await scene.run(alert);
  expect((await scene.entries(alert)).map(({ itemId }) => itemId)).toEqual([long]);
});

it('a run that the engine has no more ends, with the rows of a test of it, and one of long ago goes', async () => {
  await scene.ending(10);
  const alert = await scene.alert({ handlers: [eventLog] });
  const [left, old] = [await scene.run(alert), await scene.run(alert)];
  const runs = scene.rows('alert_runs');
  await runs.updateOne({ _id: left._id }, { $set: { status: 'running', endedAt: null } });
  const longAgo = new Date(scene.clock.now().getTime() - 400 * dayMs);
  await runs.updateOne({ _id: old._id }, { $set: { startedAt: longAgo, endedAt: longAgo } });
  const row = await scene.rows('alert_ledger').findOne({ alertId: alert.uuid });
  await scene.rows('alert_ledger').insertOne({ ...row, _id: 'of-a-test', alertId: left._id } as never);
  const { foundation } = scene.product();
  const care = createAlertCare({
    ...{ alerts: foundation.stores.alerts, runs: foundation.stores.alertRuns, ledger: foundation.stores.alertLedger },
    ...{ schedule: async () => undefined, logger: foundation.logger, now: scene.clock.now },
    fateOf: createJobSchedules(foundation.client, foundation.queueName).fateOf,
  });
  await care.tidy(new Date(scene.clock.now().getTime() + dayMs));
  expect((await scene.read(`/alerts/${alert.uuid}/runs`)).items).toMatchObject([
    { runId: left._id, status: 'failed', message: 'The run was completed.' },
  ]);
  expect(await scene.rows('alert_ledger').findOne({ alertId: left._id })).toBeNull();
  expect(await scene.ledger(alert)).toMatchObject([{ state: 'done' }]);
});

it('looks at its collection alone, as the query is at the time of the run', async () => {
  const query = (name: string) => ({ source: 'property', field: 'COMMON_NAME', operator: 'ENDS_WITH', value: name });
  const ending = async (subject: string) =>
    scene.stored(new Date(scene.clock.now().getTime() + 10 * dayMs), { subject });
  const [web] = [await ending('www.web.example'), await ending('mail.example')];
  const collection = await scene.make('/collections', { name: 'web', query: query('.web.example') });
  const alert = await scene.alert({ collectionId: 'web', handlers: [eventLog] });
  expect(alert.collectionId).toBe(collection.uuid);
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1 });
  expect((await scene.entries(alert)).map(({ itemId }) => itemId)).toEqual([web]);

  const put = scene.call('put', `/collections/${collection.uuid}`).set('If-Match', '*');
  await put.send({ name: 'web', query: query('.example') }).expect(200);
  // The other one alone: the first was told.
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1 });
  expect(await scene.entries(alert)).toHaveLength(2);
  const refused = await scene.call('delete', `/collections/${collection.uuid}`).set('If-Match', '*').expect(409);
  expect(refused.body).toMatchObject({ code: 'in_use', usedBy: [{ kind: 'alert', uuid: alert.uuid }] });
});

it('H8 a handler that fails runs its error branch and stops the item; other items go on', async () => {
  const hook = await startHttpReceiver();
  hook.answer = ({ body }) => ({ status: body.toString() === 'left: 5' ? 400 : 204 });
  try {
    await scene.ending(5, 6);
    const alert = await scene.alert({
      recipients: ['a@x.example'],
      handlers: [
        {
          ...{ type: 'webhook', name: 'hook', settings: { url: hook.url, body: 'left: {daysleft}' } },
          conditions: [],
          onError: {
            handlers: [
              {
                type: 'email',
                name: 'tell',
                settings: { recipients: ['ops@x.example'], subject: 'failed: $(error.code)' },
              },
            ],
            then: 'stop',
          },
        },
        email,
      ],
    });
    const run = await scene.run(alert);
    // Webhook and mail of the other one.
    expect(run.counts).toMatchObject({ due: 2, failed: 1, done: 2 });
    const mails = scene.mailsTo('ops@x.example');
    expect(mails.map(({ headers }) => headers.get('subject')?.[0])).toEqual(['failed: http_refused']);
    expect(scene.mailsTo('a@x.example')).toHaveLength(1);
    expect(hook.calls[0]!.headers['webhook-id']).toBe(hook.calls[0]!.headers['idempotency-key']);
  } finally {
    await hook.close();
  }
});

it('what the mail server refuses for good is listed, and sent again by a person', async () => {
  await scene.ending(5);
  scene.mail().onRecipient = () => ({ code: 550, text: 'no such mailbox' });
  const alert = await scene.alert({ recipients: ['a@x.example'], semantics: 'compat' });
  expect((await scene.run(alert)).counts).toMatchObject({ failed: 1 });
  const [row] = await scene.ledger(alert, 'failed');
  expect(row).toMatchObject({ channel: 'mail:mail:a@x.example', attempts: 1 });
  scene.mail().onRecipient = () => undefined;
  const { body } = await scene.call('post', `/alerts/ledger/${row.rowId}/resend`).expect(202);
  expect(await scene.runEnd(body.runId)).toMatchObject({ trigger: 'resend', counts: { due: 1, done: 1 } });
  expect(scene.mail().mails).toHaveLength(1);
  await scene.call('post', `/alerts/ledger/${row.rowId}/resend`).expect(409);
});

it('H22 reminders follow until somebody acknowledges, and then no more', async () => {
  const [item] = await scene.ending(20);
  const alert = await scene.alert({
    ...{ recipients: ['a@x.example'], semantics: 'compat', repeat: { everyDays: 1, max: 3 } },
  });
  for (let day = 0; day < 3; day += 1) {
    await scene.run(alert);
    await scene.run(alert);
    scene.clock.advance(dayMs);
  }
  expect(scene.mail().mails).toHaveLength(3);
  await scene.call('post', `/alerts/${alert.uuid}/acknowledge`).send({ itemId: item }).expect(200);
  await scene.run(alert);
  expect(scene.mail().mails).toHaveLength(3);
});

it('a schedule runs it in the context of the service', async () => {
  await scene.ending(20);
  const alert = await scene.alert({ handlers: [eventLog] });
  const run = await scene.runBySchedule(alert);
  expect(run).toMatchObject({ context: 'service', trigger: 'schedule', counts: { done: 1 } });
  expect(run).toMatchObject({ actorName: 'system', actorUuid: null });
  expect(run.workflowId).toContain(`alert-run-${alert.uuid}-`);
  const { lastOfContexts } = await scene.read(`/alerts/${alert.uuid}/runs`);
  expect(lastOfContexts).toMatchObject({ api: null, service: { context: 'service' } });
});

it('H22 a recipient who is added later is not told of what was acknowledged', async () => {
  const [item] = await scene.ending(20, 21);
  const alert = await scene.alert({ recipients: ['a@x.example'], semantics: 'compat' });
  await scene.run(alert);
  await scene.call('post', `/alerts/${alert.uuid}/acknowledge`).send({ itemId: item }).expect(200);
  const patch = scene.call('patch', `/alerts/${alert.uuid}`).set('If-Match', `"${alert.version}"`);
  await patch.send({ recipients: ['a@x.example', 'b@x.example'], firstRun: 'fire' }).expect(200);
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1 });
  expect(scene.mailsTo('b@x.example')).toHaveLength(1);
});

it('H9 H11 a test writes nothing unless it is executed, which needs a permission', async () => {
  await scene.ending(10);
  const alert = await scene.alert({ recipients: ['a@x.example'], handlers: [eventLog, email] });
  const dry = await scene.call('post', `/alerts/${alert.uuid}/test`).send({});
  expect(dry.body).toMatchObject({ total: 1, shown: 1, cut: 0 });
  expect([scene.mail().mails, await scene.ledger(alert), await scene.entries(alert)]).toEqual([[], [], []]);
  const person = await scene.person(['alerts:read', 'alerts:test']);
  const path = `/alerts/${alert.uuid}/test`;
  expect((await scene.call('post', path, person.key).send({ execute: true })).status).toBe(403);
  const { body } = await scene.call('post', path).send({ execute: true }).expect(202);
  expect(await scene.runEnd(body.runId)).toMatchObject({ context: 'api', isTest: true, counts: { done: 2 } });
  expect([scene.mail().mails.length, await scene.ledger(alert)]).toEqual([1, []]);
});
