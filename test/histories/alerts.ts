import { makeKey } from '../../src/services/operations/made-keys';
import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import type { TestProduct } from '../support/product';
import type { Save } from './save';

/** Runs of alerts: with an entry and a mail, with a script that is run first, and of one that was deleted. */
export async function recordAlerts(product: TestProduct, save: Save): Promise<void> {
  const scene = createScene(() => product);
  const notAfter = new Date(Date.now() + 20 * 86_400_000);
  await scene.upload(buildCertificate({ notBefore: new Date(Date.now() - 86_400_000), notAfter }));
  const content = 'export default async () => ({ sendEmail: true });';
  await scene.make('/scripts', { name: 'recorded', runtime: 'node', categories: ['handler'], content });
  const common = { kind: 'expiration', schedule: { daily: { time: '03:00' } }, recipients: ['a@x.example'], firstRun: 'fire' };
  const handlers: Readonly<Record<string, readonly object[]>> = {
    'log-and-mail': [
      { type: 'event_log', name: 'log', settings: {} },
      { type: 'email', name: 'mail', settings: {} },
    ],
    'with-script': [{ type: 'script', name: 'script', settings: { scriptName: 'recorded' } }],
  };
  for (const [name, given] of Object.entries(handlers)) {
    const alert = await scene.make('/alerts', { ...common, name, handlers: given });
    const { body } = await product.call('post', `/alerts/${alert.uuid}/run`).expect(202);
    await eventually('the end of the run', async () => {
      const run = await product.foundation.db.collection('alert_runs').findOne({ _id: body.runId as never });
      return run !== null && run['status'] === 'finished';
    });
    await save('alertRun', name, body.workflowId as string);
  }

  const authority = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
  const raProfile = await scene.make('/ra-profiles', { name: 'web', authorityInstanceUuid: authority.uuid });
  const issued = await scene.make('/alerts', { name: 'issued', kind: 'issued', handlers: handlers['log-and-mail'] });
  const { request } = await makeKey('ec-p256', { subject: [['CN', 'recorded.example']], names: ['dNSName:recorded.example'] });
  await product.call('post', '/certificates/requests').send({ raProfile: raProfile.uuid, csr: request.csr });
  const run = await eventually('the end of the run', async () =>
    product.foundation.db.collection('alert_runs').findOne({ 'alert.uuid': issued.uuid, status: 'finished' }),
  );
  await save('alertEvent', 'log-and-mail', String(run['workflowId']));
}
