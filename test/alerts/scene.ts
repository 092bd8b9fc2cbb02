import { setTimeout as sleep } from 'node:timers/promises';
import { createClock, createExpirationScene, dayMs, tellingProduct } from '../expiration/scene';
import { eventually } from '../acceptance/scene';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { startTestProduct, type TestProduct } from '../support/product';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

/** A product with a mail server, an inventory that is empty before each test, and words for what people do with alerts. */
export function alertScene(env: Readonly<Record<string, string>> = {}, begins = '2027-05-01T12:00:00Z') {
  const clock = createClock(begins);
  let mail: MailCatcher;
  let product: TestProduct;
  const current = () => product;
  const scene = createExpirationScene(current, clock);
  const rows = (collection: string) => product.foundation.db.collection(collection);
  let count = 0;

  beforeAll(async () => {
    mail = await startMailCatcher();
    product = await startTestProduct(
      tellingProduct(clock, { SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=none`, ...env }),
    );
  }, 180_000);
  beforeEach(async () => {
    await rows('certificates').deleteMany({});
    mail.mails.length = 0;
    mail.onMessage = () => undefined;
    mail.onRecipient = () => undefined;
  });
  afterAll(async () => {
    await product?.close();
    await mail?.close();
  });

  const runEnd = (runId: string): Promise<any> =>
    eventually(
      'the end of the run',
      async () => {
        const run = await rows('alert_runs').findOne({ _id: runId as never });
        return run !== null && run['status'] !== 'running' && run;
      },
      50_000,
    );

  return {
    ...scene,
    ...{ clock, rows, product: current, mail: () => mail, runEnd },
    call: (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, key?: string) =>
      product.call(method, path, key),

    /** Certificates that end in so many days; gives their uuids. */
    async ending(...days: number[]): Promise<string[]> {
      const uuids: string[] = [];
      for (const day of days) uuids.push(await scene.stored(new Date(clock.now().getTime() + day * dayMs)));
      return uuids;
    },

    alert: (fields: object = {}): Promise<any> =>
      scene.make('/alerts', {
        ...{
          name: `alert ${(count += 1)}`,
          kind: 'expiration',
          schedule: { daily: { time: '03:00' } },
          firstRun: 'fire',
        },
        ...{ subject: '{cn} ends', message: '<p>{cn} in {daysleft} days</p>' },
        ...fields,
      }),

    /** Runs it by hand and waits for the end. */
    async run({ uuid }: { uuid: string }): Promise<any> {
      const { body } = await product.call('post', `/alerts/${uuid}/run`).expect(202);
      return runEnd(body.runId);
    },

    /** Has its schedule run it, and waits for the end. */
    async runBySchedule({ uuid }: { uuid: string }): Promise<any> {
      const runsNow = async (): Promise<any[]> => (await scene.read(`/alerts/${uuid}/runs`)).items;
      const known = new Set((await runsNow()).map(({ runId }) => runId));
      const schedule = product.foundation.client.schedule.getHandle(`alert-${uuid}`);
      // It leaves out a run while the one before has said its result and is still coming to its end.
      await eventually('a free schedule', async () => (await schedule.describe()).info.runningActions.length === 0);
      // Its runs are called by the second, and one of the same name is the same run.
      await sleep(1_100);
      await schedule.trigger();
      return eventually('the run of the schedule', async () => {
        const run = (await runsNow()).find(({ runId }) => !known.has(runId));
        return run !== undefined && run.status !== 'running' && run;
      });
    },

    /** The same installation in a new process. */
    async restart(): Promise<void> {
      product = await product.restart();
    },

    ledger: async ({ uuid }: { uuid: string }, state?: string): Promise<any[]> =>
      (await scene.read(`/alerts/${uuid}/ledger?limit=200${state === undefined ? '' : `&state=${state}`}`)).items,

    entries: async ({ name }: { name: string }): Promise<any[]> =>
      (await rows('event_log_entries').find({}).toArray()).filter(({ data }: any) =>
        data.some(([key, value]: [string, string]) => key === 'alert' && value === name),
      ),

    mailsTo: (address: string) => mail.mails.filter(({ to }) => to.includes(address)),
  };
}
