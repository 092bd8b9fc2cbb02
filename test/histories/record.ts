/**
 * Records one history of each kind of run for the replay tests: `npx tsx test/histories/record.ts`. Keep what was
 * recorded before while runs of that code may be at work; add files for new branches of the workflows.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { always, createScene, eventually } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { startMailCatcher } from '../notifications/support/smtp';
import { startTestEngines } from '../support/engines';
import { startTestProduct, type TestProduct } from '../support/product';

const queues = 'recorded';

async function main(): Promise<void> {
  const stopEngines = await startTestEngines();
  const mail = await startMailCatcher();
  try {
    const product = await startTestProduct({
      queues,
      env: { SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=none` },
    });
    try {
      await record(product, mail);
    } finally {
      await product.close();
    }
  } finally {
    await mail.close();
    await stopEngines();
  }
}

async function record(product: TestProduct, mail: Awaited<ReturnType<typeof startMailCatcher>>): Promise<void> {
  const scene = createScene(() => product);
  const client = product.foundation.client.workflow;
  const reader = await scene.person([], { email: 'reader@example.test' });
  const profile = await scene.profile({ recipientType: 'user', recipients: [reader.uuid], channels: [{ type: 'email' }] });
  const ignore = await scene.ignore({ condition: always, notificationProfiles: [profile.uuid] });
  const tell = await scene.act([{ id: 'tell', type: 'sendNotification', profiles: [profile.uuid] }]);

  const stored = await scene.upload(buildCertificate()).expect(201);
  await save('certificateUploaded', 'stored', await runOf((await scene.firingOf(stored.body.uuid)).firingId as string));

  const bundle = Array.from({ length: 3 }, () => toPem(buildCertificate())).join('');
  const { body } = await scene.upload(Buffer.from(bundle)).expect(207);
  await save('certificateUploaded', 'bundle-of-three', await runOf(body.items[0].firingId as string));

  await scene.attach({ ignore: [ignore] });
  const refused = await scene.upload(buildCertificate()).expect(422);
  await save('certificateUploaded', 'ignored-with-notification', await runOf(refused.body.firingId as string));

  await scene.attach({ actions: [tell] });
  mail.onMessage = () => ({ code: 550, text: 'not now' });
  const told = await scene.upload(buildCertificate()).expect(201);
  const { firingId } = await scene.firingOf(told.body.uuid);
  const given = await eventually('an undeliverable message', async () => {
    const { items } = await scene.read(`/deliveries?firing=${firingId}`);
    return items[0]?.status === 'undeliverable' && items[0];
  });
  mail.onMessage = () => undefined;
  await product.call('post', `/deliveries/${given.id}/retry`).expect(202);
  const redelivery = await eventually('the redelivery', async () => {
    for await (const run of client.list({ query: 'WorkflowType = "redelivery"' })) return run.workflowId;
    return undefined;
  });
  await save('redelivery', 'delivered', redelivery);

  const taskQueue = product.foundation.queueName('certloom');
  await client.execute('uploadSweep', { workflowId: 'sweep:uploads', taskQueue, args: [] });
  await save('uploadSweep', 'nothing-to-do', 'sweep:uploads');

  async function runOf(id: string): Promise<string> {
    const row = await product.foundation.db.collection('firings').findOne({ _id: id as never });
    return String(row?.['workflowId']);
  }

  async function save(workflowType: string, name: string, workflowId: string): Promise<void> {
    const handle = client.getHandle(workflowId);
    await handle.result();
    const folder = path.join(__dirname, workflowType);
    mkdirSync(folder, { recursive: true });
    const history: unknown = JSON.parse(historyToJSON(await handle.fetchHistory()));
    const text = JSON.stringify({ workflowId, history: neutral(history) }, null, 1);
    writeFileSync(path.join(folder, `${name}.json`), `${text}\n`);
    process.stdout.write(`${workflowType}/${name}\n`);
  }
}

/** Without the names of machine, process and recorded queues. */
function neutral(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (name === 'identity') return 'certloom';
    // Sticky queues are named after process and host.
    if (/^\d+@/.test(value)) return 'certloom-sticky';
    return value.replace(new RegExp(`^${queues}-`), '');
  }
  if (Array.isArray(value)) return value.map((part) => neutral(part));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, neutral(part, key)]));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
