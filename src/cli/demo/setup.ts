import type { ApiClient, Json } from './api-client';
import { attach, createEnsurer } from './ensure';
import { expiringLogProfile, expiringLogTrigger, expiringProfile, expiringTrigger } from './expiring-rules';
import { setUpLifecycle } from './lifecycle-setup';
import type { LifecycleIds } from './lifecycle-rules';
import { actionTriggers, addresses, type DemoIds, eventLogSource, ignoreTrigger, names } from './rules';

/** What the demo has set up, and what it found there. */
export interface Setup {
  readonly ids: DemoIds;
  readonly lifecycle: LifecycleIds;
  readonly made: number;
  readonly reused: number;
  /** Triggers of the platform's set that are not the demo's; they take part in every upload. */
  readonly foreignTriggers: number;
}

/**
 * Makes groups, an RA profile, an owner, custom attributes, notification profiles, triggers and a CA over the REST API,
 * and attaches the triggers at the platform. What has the name already is taken as it is. Throws `DemoFault` when the API
 * refuses something.
 */
export async function setUp(client: ApiClient): Promise<Setup> {
  const { ensure, counts } = createEnsurer(client);
  const group = (name: string, email?: string) =>
    ensure('/groups', 'name', { name, description: 'Made by the demo.', ...(email === undefined ? {} : { email }) });
  const attribute = (name: string, label: string, contentType: string) =>
    ensure('/custom-attributes', 'name', { name, label, contentType, resources: ['certificates'] });
  const profile = (name: string, recipientType: string, recipients: readonly string[], channels: readonly object[]) =>
    ensure('/notification-profiles', 'name', { name, recipientType, recipients, channels });
  const email = { type: 'email' };

  const ellipticGroup = await group(names.ellipticGroup);
  const renewGroup = await group(names.renewGroup, addresses.renew);
  const deskGroup = await group(names.deskGroup, addresses.desk);
  await attribute(names.environment, 'Environment', 'string');
  await attribute(names.reviewBy, 'To be looked at by', 'date');
  const ids: DemoIds = {
    ellipticGroup,
    renewGroup,
    deskGroup,
    raProfile: await ensure('/ra-profiles', 'name', { name: names.raProfile, description: 'Made by the demo.' }),
    owner: await ensure('/users', 'username', {
      username: names.owner,
      displayName: 'Owner in the demo',
      email: addresses.owner,
    }),
    rejectionMail: await profile(names.rejectionMail, 'group', [deskGroup], [email]),
    renewMail: await profile(names.renewMail, 'group', [renewGroup], [email]),
    ownerNotice: await profile(names.ownerNotice, 'owner', [], [email, { type: 'eventLog', source: eventLogSource }]),
  };
  const ignore = await ensure('/triggers', 'name', ignoreTrigger(ids) as Json);
  const actions: string[] = [];
  for (const trigger of actionTriggers(ids)) actions.push(await ensure('/triggers', 'name', trigger as Json));
  const foreignTriggers = await attach(client, 'certificate_uploaded', [ignore], actions);
  const expiring = await ensure('/notification-profiles', 'name', expiringProfile(renewGroup, deskGroup));
  const tell = await ensure('/triggers', 'name', expiringTrigger(expiring));
  const log = await ensure('/notification-profiles', 'name', expiringLogProfile());
  const write = await ensure('/triggers', 'name', expiringLogTrigger(log));
  await attach(client, 'certificate_expiring', [], [tell, write]);
  const lifecycle = await setUpLifecycle(client, ensure);
  return { ids, lifecycle, ...counts(), foreignTriggers };
}
