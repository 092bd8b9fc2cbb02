/** A worker that dies between the mail and its record: the mail server has the mail, and nobody has written that down. */
import { eventually } from '../acceptance/scene';
import { createClock, createExpirationScene, dayMs } from '../expiration/scene';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { scriptWorkersOfFile } from '../scripts/script-workers';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

let mail: MailCatcher;
beforeAll(async () => void (mail = await startMailCatcher()));
afterAll(() => mail?.close());
const smtp = () => ({ SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=none` });
const { product, start } = scriptWorkersOfFile({ serves: ['certloom', 'scan'], env: smtp });
const scene = createExpirationScene(product, createClock(new Date().toISOString()));

it('H17 a worker that is killed between mail and record leaves the row uncertain, listed, and not sent again by itself', async () => {
  await scene.stored(new Date(Date.now() + 5 * dayMs));
  const alert = await scene.make('/alerts', {
    ...{ name: 'lost', kind: 'expiration', semantics: 'compat', schedule: { daily: { time: '03:00' } } },
    ...{ recipients: ['a@x.example', 'b@x.example'], subject: '{cn} ends', message: '{cn}', firstRun: 'fire' },
  });
  const ledger = async (state: string): Promise<any[]> =>
    (await scene.read(`/alerts/${alert.uuid}/ledger?state=${state}`)).items;
  const runAlert = async () => (await product().call('post', `/alerts/${alert.uuid}/run`).expect(202)).body.runId;
  const endOf = (runId: string): Promise<any> =>
    eventually('the end of the run', async () => {
      const { items } = await scene.read(`/alerts/${alert.uuid}/runs`);
      const run = items.find((one: any) => one.runId === runId);
      return run !== undefined && run.status !== 'running' && run;
    });

  const doomed = await start({ CERTLOOM_WORKER_SERVES: 'delivery', ...smtp() });
  mail.onMessage = () => {
    // The server has taken the message; its answer finds nobody any more.
    process.kill(doomed.pid, 'SIGKILL');
    return undefined;
  };
  const runId = await runAlert();
  await eventually('the mail', async () => mail.mails.length === 1);
  await doomed.kill();
  mail.onMessage = () => undefined;
  expect(await ledger('claimed')).not.toEqual([]);

  const other = await start({ CERTLOOM_WORKER_SERVES: 'delivery', ...smtp() });
  try {
    const run = await endOf(runId);
    expect(run).toMatchObject({ status: 'finished_with_errors', counts: { due: 1, done: 1, uncertain: 1, failed: 0 } });
    const [row, ...more] = await ledger('uncertain');
    expect(more).toEqual([]);
    expect(row).toMatchObject({ channel: 'mail:mail:a@x.example', attempts: 1, error: 'record_lost' });
    // The lost one, and that to the other recipient: nobody has sent the first one again.
    expect(mail.mails).toHaveLength(2);
    const ids = mail.mails.map(({ headers }) => headers.get('message-id')?.[0]);
    expect(new Set(ids).size).toBe(2);

    const failing = await scene.read(`/alerts/${alert.uuid}/runs?status=finished_with_errors&count=true`);
    expect(failing).toMatchObject({ items: [{ runId }], total: { value: 1 } });
    expect((await scene.read(`/alerts/${alert.uuid}/runs?status=finished`)).items).toEqual([]);

    expect(await endOf(await runAlert())).toMatchObject({ status: 'finished', counts: { due: 0 } });
    expect(mail.mails).toHaveLength(2);
    // A person may: it is the same message then.
    const { body } = await product().call('post', `/alerts/ledger/${row.rowId}/resend`).expect(202);
    expect(await endOf(body.runId)).toMatchObject({ status: 'finished', counts: { due: 1, done: 1 } });
    expect(mail.mails).toHaveLength(3);
    expect(new Set(mail.mails.map(({ headers }) => headers.get('message-id')?.[0])).size).toBe(2);
    expect(await ledger('uncertain')).toEqual([]);
  } finally {
    await other.stop();
  }
}, 120_000);
