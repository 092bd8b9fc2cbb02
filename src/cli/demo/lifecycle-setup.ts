import type { ApiClient } from './api-client';
import { attach, type Ensurer } from './ensure';
import {
  authorityBody,
  caNames,
  certificateProfileBody,
  type LifecycleIds,
  lifecycleNames,
  lifecycleTriggers,
  noticeProfile,
  operationsGroup,
} from './lifecycle-rules';
import { reachableUrl } from './product';

/**
 * Makes a CA inside of the product that publishes at the product's own address, what is ordered from it by, who agrees
 * to revocations, a discovery, and the triggers of seven events. Throws `DemoFault` when the API refuses something.
 */
export async function setUpLifecycle(client: ApiClient, ensure: Ensurer['ensure']): Promise<LifecycleIds> {
  const publicationUrl = reachableUrl(client.apiUrl);
  const { raProfile, root } = caNames(publicationUrl);
  const role = await ensure('/roles', 'name', {
    name: lifecycleNames.approverRole,
    permissions: ['approvals:read', 'approvals:write'],
  });
  const approver = await ensure('/users', 'username', {
    username: lifecycleNames.approver,
    displayName: 'Approver in the demo',
    roles: [role],
  });
  const approvalProfile = await ensure('/approval-profiles', 'name', {
    name: lifecycleNames.approvalProfile,
    description: 'Made by the demo.',
    steps: [{ userUuid: approver }],
  });
  const group = await ensure('/groups', 'name', operationsGroup);
  const notice = await ensure('/notification-profiles', 'name', noticeProfile(group));
  for (const trigger of lifecycleTriggers(notice)) {
    await attach(client, trigger.event, [], [await ensure('/triggers', 'name', trigger)]);
  }
  return {
    ...{ approver, root },
    raProfile: await ensure('/ra-profiles', 'name', {
      name: raProfile,
      description: 'Made by the demo.',
      authorityInstanceUuid: await ensure('/authorities', 'name', authorityBody(publicationUrl)),
      certificateProfileUuid: await ensure('/certificate-profiles', 'name', certificateProfileBody),
      approvalProfiles: { revoke: approvalProfile },
    }),
    discovery: await ensure('/discoveries', 'name', {
      name: lifecycleNames.discovery,
      description: 'Made by the demo.',
      kind: 'pushed_content',
    }),
  };
}
