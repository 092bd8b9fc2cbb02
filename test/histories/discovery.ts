import { buildCertificate } from '../hostile/certificate-builder';
import { createDiscoveryScene } from '../discovery/scene';
import type { TestProduct } from '../support/product';
import type { Save } from './save';

/** One run of pushed content that tells of a certificate and of its end. */
export async function recordDiscovery(product: TestProduct, save: Save): Promise<void> {
  const scene = createDiscoveryScene(() => product);
  const reader = await scene.person([], { email: 'reader@example.test' });
  const profile = await scene.profile({
    ...{ recipientType: 'user', recipients: [reader.uuid], channels: [{ type: 'email' }] },
  });
  for (const event of ['certificate_discovered', 'discovery_finished']) {
    const tell = await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }], { event });
    await scene.set(event, { actions: [tell] });
  }
  const discovery = await scene.discovery();
  const certificate = buildCertificate({ subject: 'web' }).toString('base64');
  const run = await scene.pushed(discovery, [{ certificate }]);
  await save('discoveryRun', 'pushed-content', run.workflowId);
  const { workflowId } = await scene.finishedFiring(discovery, run.number);
  await save('discoveryFinished', 'with-notice', workflowId);
  const [row] = await scene.rows(discovery);
  await save('certificateDiscovered', 'with-notice', (await scene.firing(row.firingId)).workflowId);
}
