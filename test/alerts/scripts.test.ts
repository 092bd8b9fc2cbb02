/** Scripts as handlers of alerts on the real engines: how often, for whom, and what they leave for the handlers behind them. */
import { alertScene } from './scene';

const scene = alertScene();
const three = ['a@x.example', 'b@x.example', 'c@x.example'];
const eventLog = { type: 'event_log', name: 'log', settings: {} };
const email = { type: 'email', name: 'mail', settings: {} };

const run = (name: string, content: string) =>
  scene.make('/scripts', { name, runtime: 'node', categories: ['handler'], content });

it('H1 H6 run in compatibility semantics for each certificate and recipient, and may leave one mail out', async () => {
  await run(
    'per-recipient',
    `export default async ({ context }) => ({ sendEmail: context.recipient !== 'b@x.example' });`,
  );
  await scene.ending(10, 20);
  const handlers = [{ type: 'script', name: 'script', settings: { scriptName: 'per-recipient' } }];
  const alert = await scene.alert({ semantics: 'compat', recipients: three, handlers });
  expect(alert.warnings).toMatchObject([{ code: 'script_runs_per_recipient' }]);
  const { counts } = await scene.run(alert);
  expect(counts).toMatchObject({ due: 2, done: 10, failed: 0 });
  const runs = await scene.rows('script_runs').find({ 'trigger.alertId': alert.uuid }).toArray();
  expect(runs.map(({ recipient }) => recipient).sort()).toEqual([...three, ...three].sort());
  expect(scene.mailsTo('b@x.example')).toEqual([]);
  expect(scene.mail().mails).toHaveLength(4);
}, 60_000);

it('has one run carry a message from its script to its mail, with other runs and a real test beside it', async () => {
  await run(
    'slow',
    `export default async ({ context }) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { sendEmail: context.recipient !== 'b@x.example' };
    };`,
  );
  await scene.ending(10, 20);
  const handlers = [{ type: 'script', name: 'script', settings: { scriptName: 'slow' } }];
  const alert = await scene.alert({ semantics: 'compat', recipients: three, handlers });
  const start = (path: string, body: object) =>
    scene.call('post', `/alerts/${alert.uuid}/${path}`).send(body).expect(202);
  const starts = await Promise.all([...[1, 2, 3].map(() => start('run', {})), start('test', { execute: true })]);
  const runs = await Promise.all(starts.map(({ body }) => scene.runEnd(body.runId)));
  const [test, ...real] = runs.reverse();
  expect(real.reduce((sum, { counts }) => sum + counts.done, 0)).toBe(10);
  expect(test).toMatchObject({ isTest: true, status: 'finished' });
  expect(scene.mailsTo('b@x.example')).toEqual([]);
  const { mails } = scene.mail();
  expect(new Set(mails.map(({ headers }) => headers.get('message-id')?.[0])).size).toBe(mails.length);
  expect(mails).toHaveLength(4 + 2 * test.counts.due);
  expect(await scene.rows('alert_ledger').countDocuments({ alertId: test._id })).toBe(0);
}, 90_000);

it('H2 H3 H11 run once for a certificate, or for all, in the security context of who started the run', async () => {
  await run(
    'counts',
    `export default async ({ context }) => ({ seen: (context.items ?? [context.item]).length, to: context.recipients.length });`,
  );
  await scene.ending(1, 2, 3, 4, 5);
  const settings = { scriptName: 'counts' };
  const handlers = [
    { type: 'script', name: 'each', settings },
    { type: 'script', name: 'all', runPer: 'batch', settings },
  ];
  const alert = await scene.alert({ recipients: three, handlers });
  expect((await scene.run(alert)).counts).toMatchObject({ due: 5, done: 10 });
  const runs = await scene.rows('script_runs').find({ 'trigger.alertId': alert.uuid }).toArray();
  expect(runs.map(({ context }) => context)).toEqual(Array(6).fill('api'));
  const outputs = await scene
    .rows('script_run_outputs')
    .find({ _id: { $in: runs.map(({ _id }) => _id) } })
    .toArray();
  const seen = outputs.map(({ result }) => `${result.seen} ${result.to}`).sort();
  expect(seen).toEqual(['1 3', '1 3', '1 3', '1 3', '1 3', '5 3']);
}, 60_000);

it('say for one recipient what no other one sees, and what is there when a mail is sent again', async () => {
  await run(
    'greets',
    `export default async ({ context }) => ({ greeting: 'Dear ' + context.recipient, seen: Object.keys(context.vars).length });`,
  );
  await scene.ending(10);
  scene.mail().onRecipient = (address) =>
    address === 'b@x.example' ? { code: 550, text: 'no such mailbox' } : undefined;
  const greets = { type: 'script', name: 'greets', runPer: 'recipient', settings: { scriptName: 'greets' } };
  const mail = { ...email, settings: { subject: '$(greeting), $(seen)' } };
  const alert = await scene.alert({ recipients: ['a@x.example', 'b@x.example'], handlers: [greets, mail] });
  expect(await scene.run(alert)).toMatchObject({ status: 'finished_with_errors', counts: { done: 3, failed: 1 } });
  scene.mail().onRecipient = () => undefined;
  const [row] = await scene.ledger(alert, 'failed');
  const { body } = await scene.call('post', `/alerts/ledger/${row.rowId}/resend`).expect(202);
  expect(await scene.runEnd(body.runId)).toMatchObject({ status: 'finished', counts: { due: 1, done: 1 } });
  const subjects = scene.mail().mails.map(({ headers }) => headers.get('subject')?.[0]);
  expect(subjects).toEqual(['Dear a@x.example, 0', 'Dear b@x.example, 0']);
  expect(await scene.rows('script_runs').countDocuments({ 'trigger.alertId': alert.uuid })).toBe(2);
}, 60_000);

it('run again, as they are now, where a person wants one again that failed', async () => {
  await run('mended', `export default async () => { throw new Error('not yet'); };`);
  await scene.ending(10);
  const script = { type: 'script', name: 'script', settings: { scriptName: 'mended' } };
  const log = { ...eventLog, settings: { message: 'ticket $(ticket)' } };
  const alert = await scene.alert({ handlers: [{ ...script, onError: { handlers: [], then: 'stop' } }, log] });
  expect(await scene.run(alert)).toMatchObject({ status: 'finished_with_errors', counts: { failed: 1 } });
  await scene
    .call('post', '/scripts/mended/versions')
    .send({ content: `export default async () => ({ ticket: 7 });` })
    .expect(201);
  const [row] = await scene.ledger(alert, 'failed');
  const { body } = await scene.call('post', `/alerts/ledger/${row.rowId}/resend`).expect(202);
  expect(await scene.runEnd(body.runId)).toMatchObject({ status: 'finished', counts: { due: 1, done: 1 } });
  const runs = await scene.rows('script_runs').find({ 'trigger.alertId': alert.uuid }).toArray();
  expect(runs.map(({ status, version }) => `${status} ${version}`).sort()).toEqual(['failed 1', 'succeeded 2']);
  expect(await scene.ledger(alert, 'failed')).toEqual([]);
}, 60_000);

it('run in each executed test, and in the run behind them, which finds nothing done', async () => {
  await run('each-time', `export default async () => ({});`);
  await scene.ending(10);
  const script = { type: 'script', name: 'script', settings: { scriptName: 'each-time' } };
  const alert = await scene.alert({ recipients: ['a@x.example'], handlers: [script, eventLog, email] });
  for (let test = 1; test <= 2; test += 1) {
    const { body } = await scene.call('post', `/alerts/${alert.uuid}/test`).send({ execute: true }).expect(202);
    expect(await scene.runEnd(body.runId)).toMatchObject({ counts: { done: 3 } });
  }
  expect(await scene.run(alert)).toMatchObject({ counts: { done: 3 } });
  expect(await scene.rows('script_runs').countDocuments({ 'trigger.alertId': alert.uuid })).toBe(3);
  expect(await scene.entries(alert)).toHaveLength(3);
  expect(scene.mail().mails).toHaveLength(3);
}, 60_000);
