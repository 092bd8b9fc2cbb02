import type { ScanCounts } from '../../src/domain/expiration/scan-counts';
import { scanWorkflowId, digestWorkflowId } from '../../src/temporal/ids';
import { eventually } from '../acceptance/scene';
import { createClock, createExpirationScene, dayMs } from '../expiration/scene';
import type { TestProduct } from '../support/product';
import type { Save } from './save';

/** One scan that tells of a certificate by itself and in a digest, and one of a certificate of which nobody is told. */
export async function recordExpiration(product: TestProduct, save: Save): Promise<void> {
  const scene = createExpirationScene(() => product, createClock(new Date().toISOString()));
  const { client, queueName, db } = product.foundation;
  const inDays = (days: number) => new Date(Date.now() + days * dayMs);
  const owner = await scene.person([], { email: 'owner@example.test' });
  const rules = { recipientType: 'owner', channels: [{ type: 'email' }], escalationSteps: [{ before: 'P14D' }] };
  const profiles = [await scene.profile(rules), await scene.profile({ ...rules, mode: 'digest' })];

  await scene.watchFor({ actions: [await scene.tells(profiles)] });
  const told = await scan('with-notices', await scene.stored(inDays(10), { patch: { owner: owner.uuid } }));
  await save('expirationScan', 'in-one-run', told);

  const group = await scene.group();
  const sort = await scene.act([{ type: 'setGroups', groups: [group.uuid] }], { event: 'certificate_expiring' });
  await scene.watchFor({ actions: [sort] });
  await scan('without-notices', await scene.stored(inDays(11)));

  /** Gives the scan's workflow id. */
  async function scan(name: string, certificate: string): Promise<string> {
    const workflowId = `${scanWorkflowId}-${name}`;
    const taskQueue = queueName('certloom');
    await client.workflow.execute<() => Promise<ScanCounts>>('expirationScan', { workflowId, taskQueue });
    const firing = await eventually('the firing', () =>
      db.collection('firings').findOne({ event: 'certificate_expiring', objectUuid: certificate }),
    );
    await save('certificateExpiring', name, String(firing['workflowId']));
    const scanned = await db.collection('expiration_scans').findOne({ workflowId });
    await save('expirationDigest', name, digestWorkflowId(String(scanned?._id)));
    return workflowId;
  }
}
