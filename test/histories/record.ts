/**
 * Records histories of each kind of run for the replay tests: `npx tsx test/histories/record.ts`, or only those of the
 * workflow types that it is told. Keep what was recorded before while runs of that code may be at work; add files for
 * new branches of the workflows.
 */
import { always, createScene, eventually } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { startMailCatcher } from '../notifications/support/smtp';
import { startTestEngines } from '../support/engines';
import { startTestProduct, type TestProduct } from '../support/product';
import { recordAlerts } from './alerts';
import { recordApprovals } from './approvals';
import { recordBuilder } from './builder';
import { recordCollections } from './collections';
import { recordContinuedScan } from './continued-scan';
import { recordDiscovery } from './discovery';
import { recordExpiration } from './expiration';
import { recordedJobTypes, recordJobs } from './jobs';
import { recordOperations } from './operations';
import { recordScripts } from './scripts';
import { createSave, queues, type Save } from './save';
import { recordValidation } from './validation';

const wanted = process.argv.slice(2);

async function main(): Promise<void> {
  const stopEngines = await startTestEngines();
  const mail = await startMailCatcher();
  try {
    await withProduct(mail.port, (product, save) => recordUploads(product, mail, save));
    await withProduct(mail.port, recordExpiration);
    await withProduct(mail.port, recordOperations);
    await withProduct(mail.port, recordApprovals);
    await withProduct(mail.port, recordJobs);
    await withProduct(mail.port, recordScripts);
    await withProduct(mail.port, recordAlerts);
    await withProduct(mail.port, recordBuilder);
    await withProduct(mail.port, recordCollections);
    await withProduct(mail.port, recordDiscovery);
    await withProduct(mail.port, recordValidation);
    const bundle = process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE'];
    if (bundle === undefined) throw new Error('the workflows are not bundled');
    await recordContinuedScan(bundle, (client) => createSave(client, wanted));
  } finally {
    await mail.close();
    await stopEngines();
  }
}

async function withProduct(mailPort: number, work: (product: TestProduct, save: Save) => Promise<void>): Promise<void> {
  const product = await startTestProduct({ queues, adjustments: { jobTypes: recordedJobTypes }, env: {
      SMTP_URL: `smtp://127.0.0.1:${mailPort}?tls=none`,
      // The files are read by people, and by tests that have no key.
      CERTLOOM_TEMPORAL_ENCRYPTION: 'off',
    },
  });
  try {
    await work(product, createSave(product.foundation.client.workflow, wanted));
  } finally {
    await product.close();
  }
}

async function recordUploads(
  product: TestProduct,
  mail: Awaited<ReturnType<typeof startMailCatcher>>,
  save: Save,
): Promise<void> {
  const scene = createScene(() => product);
  const client = product.foundation.client.workflow;
  const reader = await scene.person([], { email: 'reader@example.test' });
  const profile = await scene.profile({
    recipientType: 'user',
    recipients: [reader.uuid],
    channels: [{ type: 'email' }],
  });
  const ignore = await scene.ignore({ condition: always, notificationProfiles: [profile.uuid] });
  const tell = await scene.act([{ id: 'tell', type: 'sendNotification', profiles: [profile.uuid] }]);

  const stored = await scene.upload(buildCertificate()).expect(201);
  await save('certificateUploaded', 'stored', await runOf((await scene.firingOf(stored.body.uuid)).firingId as string));

  const { firingId: first } = await scene.firingOf(stored.body.uuid);
  const again = await product.call('post', `/event-history/${first}/replay`).send({}).expect(202);
  await eventually('the replay', async () => (await product.call('get', `/event-history/${again.body.firingId}`)).ok);
  await save('firingReplay', 'without-notices', await runOf(again.body.firingId as string));

  const change = { uuids: [stored.body.uuid], changes: { archived: true } };
  const bulk = await product.call('post', '/certificates/bulk').send(change).expect(202);
  await save('certificateBulk', 'one-certificate', bulk.body.workflowId as string);

  const bundle = Array.from({ length: 3 }, () => toPem(buildCertificate())).join('');
  const { body } = await scene.upload(Buffer.from(bundle)).expect(207);
  await save('certificateUploaded', 'bundle-of-three', await runOf(body.items[0].firingId as string));

  await scene.attach({ ignore: [ignore] });
  const refused = await scene.upload(buildCertificate()).expect(422);
  await save('certificateUploaded', 'ignored-with-notification', await runOf(refused.body.firingId as string));

  await scene.attach({ actions: [tell] });
  mail.onMessage = () => ({ code: 550, text: '5.1.1 no such user' });
  const told = await scene.upload(buildCertificate()).expect(201);
  const { firingId } = await scene.firingOf(told.body.uuid);
  const given = await eventually('an undeliverable message', async () => {
    const { items } = await scene.read(`/deliveries?firingId=${firingId}`);
    return items[0]?.status === 'undeliverable' && items[0];
  });
  mail.onMessage = () => undefined;
  await product.call('post', `/deliveries/${given.deliveryId}/retry`).expect(202);
  const redelivery = await eventually('the redelivery', async () => {
    for await (const run of client.list({ query: 'WorkflowType = "redelivery"' })) return run.workflowId;
    return undefined;
  });
  await save('redelivery', 'delivered', redelivery);

  async function runOf(id: string): Promise<string> {
    const row = await product.foundation.db.collection('firings').findOne({ _id: id as never });
    return String(row?.['workflowId']);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
