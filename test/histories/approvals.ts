import { randomUUID } from 'node:crypto';
import { createApprovalServices } from '../../src/process/parts/approval-services';
import { approvalWorkflowId } from '../../src/temporal/ids';
import { createScene, eventually } from '../acceptance/scene';
import type { TestProduct } from '../support/product';
import type { Save } from './save';

/** One approval that is approved, of which somebody is told, and one that expires. */
export async function recordApprovals(product: TestProduct, save: Save): Promise<void> {
  const scene = createScene(() => product);
  const person = await scene.person(['approvals:read', 'approvals:write'], { email: 'approver@example.test' });
  const told = await scene.profile({
    recipientType: 'user',
    recipients: [person.uuid],
    channels: [{ type: 'email' }],
  });
  for (const event of ['approval_requested', 'approval_closed']) {
    const act = await scene.act([{ type: 'sendNotification', profiles: [told.uuid] }], { event });
    await product.call('put', `/trigger-sets/${event}`).send({ ignore: [], actions: [act.uuid] });
  }
  const step = { description: '', userUuid: person.uuid, roleUuid: null, groupUuid: null, requiredApprovals: 1 };
  const { approvalProfiles } = product.foundation.stores;

  const approved = await requested('PT1H');
  await product.call('post', `/approvals/${approved}/decision`, person.key).send({ decision: 'approve' }).expect(200);
  await save('approval', 'approved', approvalWorkflowId(approved));
  await save('approvalRequested', 'with-notification', await runOf('approval_requested', approved));
  await save('approvalClosed', 'with-notification', await runOf('approval_closed', approved));
  await save('approval', 'expired', approvalWorkflowId(await requested('PT1S')));

  async function requested(expiry: string): Promise<string> {
    const profile = await approvalProfiles.create(randomUUID(), {
      ...{ name: `expires after ${expiry}`, enabled: true, description: '', expiry, steps: [step] },
    });
    const { approvalUuid } = await createApprovalServices(product.foundation).requests.request({
      ...{ key: expiry, resource: 'discoveries', resourceAction: 'issue', objectUuid: randomUUID(), objectName: null },
      ...{ creator: { uuid: null, name: 'system' }, profile: profile.uuid },
    });
    return approvalUuid;
  }

  async function runOf(event: string, approval: string): Promise<string> {
    const firing = await eventually('the firing', () =>
      product.foundation.db.collection('firings').findOne({ event, objectUuid: approval }),
    );
    return String(firing['workflowId']);
  }
}
