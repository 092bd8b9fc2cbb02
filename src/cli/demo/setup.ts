import { type ApiClient, describe, type Json } from './api-client';
import { expiringProfile, expiringTrigger } from './expiring-rules';
import { DemoFault } from './product';
import { actionTriggers, addresses, type DemoIds, eventLogSource, ignoreTrigger, names } from './rules';

/** What the demo has set up, and what it found there. */
export interface Setup {
  readonly ids: DemoIds;
  readonly made: number;
  readonly reused: number;
  /** Triggers of the platform's set that are not the demo's; they take part in every upload. */
  readonly foreignTriggers: number;
}

/**
 * Makes groups, an RA profile, an owner, custom attributes, notification profiles and triggers over the REST API, and
 * attaches the triggers at the platform. What has the name already is taken as it is. Throws `DemoFault` when the API
 * refuses something.
 */
export async function setUp(client: ApiClient): Promise<Setup> {
  let made = 0;
  let reused = 0;

  async function ensure(path: string, nameField: string, body: Json): Promise<string> {
    const name = body[nameField];
    const present = (await client.list(path)).find((item) => item[nameField] === name);
    if (present !== undefined) {
      reused += 1;
      return String(present['uuid']);
    }
    const answer = await client.send(path, { method: 'POST', body });
    if (answer.status !== 201) throw new DemoFault(`"${String(name)}" could not be made: ${describe(answer)}`);
    made += 1;
    return String(answer.body['uuid']);
  }

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
  await attach(client, 'certificate_expiring', [], [tell]);
  return { ids, made, reused, foreignTriggers };
}

/** Adds triggers behind those that are in the platform's set of an event; returns how many others there are. */
async function attach(
  client: ApiClient,
  event: string,
  ignore: readonly string[],
  actions: readonly string[],
): Promise<number> {
  const path = `/trigger-sets/${event}`;
  const present = await client.send(path);
  if (present.status !== 200 && present.status !== 404) throw new DemoFault(`GET ${path}: ${describe(present)}`);
  const before = { ignore: uuidsIn(present.body['ignore']), actions: uuidsIn(present.body['actions']) };
  const after = { ignore: merged(before.ignore, ignore), actions: merged(before.actions, actions) };
  const foreign = after.ignore.length + after.actions.length - ignore.length - actions.length;
  if (after.ignore.length === before.ignore.length && after.actions.length === before.actions.length) return foreign;
  const answer = await client.send(path, {
    method: 'PUT',
    body: after,
    headers: { 'if-match': present.headers.get('etag') ?? '"0"' },
  });
  if (answer.status >= 300) throw new DemoFault(`the triggers could not be attached: ${describe(answer)}`);
  return foreign;
}

function uuidsIn(list: unknown): string[] {
  return ((list ?? []) as readonly Json[]).map(({ trigger }) => String(trigger));
}

function merged(before: readonly string[], wanted: readonly string[]): string[] {
  return [...new Set([...before, ...wanted])];
}
