import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import type { TestProduct } from '../support/product';
import { createValidationScene } from '../validation/scene';
import type { Save } from './save';

/** Checks that somebody asks for, one and many, and the event of a status that changed. */
export async function recordValidation(product: TestProduct, save: Save): Promise<void> {
  const scene = createScene(() => product);
  const { db, client } = product.foundation;
  const person = await scene.person([], { email: 'keeper@example.test' });
  const told = await scene.profile({ recipientType: 'user', recipients: [person.uuid], channels: [{ type: 'email' }] });
  const event = 'certificate_status_changed';
  const act = await scene.act([{ type: 'sendNotification', profiles: [told.uuid] }], { event });
  await product.call('put', `/trigger-sets/${event}`).send({ ignore: [], actions: [act.uuid] });

  const [one, other] = await Promise.all(
    [1, 2].map(async () => ((await scene.upload(buildCertificate()).expect(201)).body as { uuid: string }).uuid),
  );
  await product.call('post', `/certificates/${one}/validate`).expect(200);
  const firing = await eventually('the firing', () => db.collection('firings').findOne({ event, objectUuid: one }));
  await save('certificateStatusChanged', 'with-notification', String(firing['workflowId']));
  await save('requestedValidation', 'one-changed', await runOf('requestedValidation'));

  await recordIssuer();

  await product.call('post', '/certificates/validate').send({ certificates: [other] }).expect(202);
  await save('certificateValidation', 'asked-for', await runOf('certificateValidation'));

  /** A CA that is trusted, and is then no longer trusted: one digest of it and of what it has issued. */
  async function recordIssuer(): Promise<void> {
    const { authority, issued, stored, trust, validate } = createValidationScene(() => product);
    const ca = await authority('Recorded');
    const [, root] = await Promise.all((await ca.issuers()).map(stored));
    const leaf = await stored(await issued(ca));
    await trust(root!, true);
    await validate(root!);
    await validate(leaf);
    await eventually('quiet', async () => (await db.collection('certificates').countDocuments({ statusChangedAt: { $gt: new Date(0) } })) === 0);
    await trust(root!, false);
    const digest = await eventually('a digest', () => db.collection('deliveries').findOne({ event, 'message.digest': { $ne: null } }));
    if (digest === null) throw new Error('no digest');
    await save('issuerDigest', 'trust-taken-back', await runOf('issuerDigest'));
    await save('expirationDigest', 'of-a-ca', await runOf('expirationDigest'));
  }

  /** The run of this type that began last on the recorded queues. */
  function runOf(type: string): Promise<string> {
    return eventually(`a run of ${type}`, async () => {
      const query = `WorkflowType = '${type}' AND TaskQueue = '${product.foundation.queueName('certloom')}'`;
      for await (const { workflowId } of client.workflow.list({ query })) return workflowId;
      return undefined;
    });
  }
}
