import { eventCodes, isEventCode } from '../../domain/events/catalogue';
import type { DiscoveryKind } from '../../domain/discoveries/kinds';
import { validationFailed } from '../../domain/problem';
import { isPlainObject } from '../../domain/values/json';
import { readKindAttributes } from '../discoveries/kind-schemas';
import { secretNameForm } from '../../domain/secrets/named-secret';
import { alert } from './alert-kind';
import { definition } from './definition-kind';
import { handler } from './handler-kind';
import type { Found, Kind } from './kind';
import { itemsOf, namedKind } from './named-kind';
import { script } from './script-kind';
import { sshKey } from './ssh-key-kind';
import { triggerSetKinds, type TriggerSetKindDeps } from './trigger-set-kind';

/** The job whose rule stands in the platform settings. */
const scanType = 'expirationScan';
/** The name of the one document of the platform settings. */
const platform = 'platform';
const uuidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface KindDeps extends TriggerSetKindDeps {
  /** Whether the named secret is this one. */
  readonly isSecret: (name: string, given: string) => Promise<boolean>;
}

type Json = Found['view'];
const listOf = (request: Json, member: string) => request[member] as readonly Json[];

/**
 * Every kind of document, in the order in which they are written: what others refer to comes first. The kinds of trigger
 * sets share a name: a document belongs to the first one that its name fits.
 */
export function createKinds(deps: KindDeps): readonly Kind[] {
  return [
    settings,
    eventSettings,
    namedKind('/roles', {
      kind: 'Role',
      reference: 'role',
      unordered: ['permissions'],
      isFixed: ({ builtIn }) => builtIn === true,
    }),
    namedKind('/users', { kind: 'User', reference: 'user', nameMember: 'username', unordered: ['roles'] }),
    namedKind('/groups', { kind: 'Group', reference: 'group', unordered: ['members'] }),
    { ...secret, holds: deps.isSecret },
    namedKind('/identity-providers', { kind: 'IdentityProvider', unordered: ['roles', 'scopes'] }),
    namedKind('/connections', { kind: 'Connection', reference: 'connection' }),
    script,
    handler,
    sshKey,
    namedKind('/custom-attributes', {
      kind: 'CustomAttribute',
      reference: 'customAttribute',
      becomes: (definition) => definition,
    }),
    // Their queries name custom attributes.
    namedKind('/collections', { kind: 'Collection', reference: 'collection' }),
    namedKind('/authorities', {
      kind: 'Authority',
      reference: 'authority',
      hasSecret: ({ secrets }, member) => (secrets as readonly string[]).includes(member),
    }),
    namedKind('/certificate-profiles', { kind: 'CertificateProfile', reference: 'certificateProfile' }),
    namedKind('/approval-profiles', {
      kind: 'ApprovalProfile',
      reference: 'approvalProfile',
      alike: (wanted) => ({
        ...wanted,
        steps: listOf(wanted, 'steps').map((step, at) => ({ order: at + 1, ...step })),
      }),
      shown: (request) => ({ ...request, steps: withoutPlainOrder(listOf(request, 'steps')) }),
    }),
    namedKind('/ra-profiles', { kind: 'RaProfile', reference: 'raProfile' }),
    namedKind('/notification-profiles', { kind: 'NotificationProfile', reference: 'notificationProfile' }),
    namedKind('/triggers', {
      kind: 'Trigger',
      reference: 'trigger',
      unordered: ['notificationProfiles'],
      // The check of a change gives the trigger as it was seen, too.
      becomes: (checked) => (isPlainObject(checked['trigger']) ? checked['trigger'] : checked),
      alike: (wanted, before) => ({
        ...wanted,
        actions: listOf(wanted, 'actions').map((action, at) => ({
          id: listOf(before, 'actions')[at]?.['id'],
          ...action,
        })),
      }),
      // Ids that people gave stay.
      shown: (request) => ({
        ...request,
        actions: listOf(request, 'actions').map(({ id, ...action }) =>
          typeof id === 'string' && !uuidText.test(id) ? { id, ...action } : action,
        ),
      }),
    }),
    namedKind('/discoveries', {
      kind: 'Discovery',
      reference: 'discovery',
      filled: (wanted) => ({
        ...wanted,
        attributes: readKindAttributes(wanted['kind'] as DiscoveryKind, wanted['attributes']),
      }),
    }),
    ...triggerSetKinds(deps),
    alert,
    definition,
    namedKind('/scheduled-jobs', {
      kind: 'ScheduledJob',
      reference: 'job',
      stays: ({ system }) => system === true,
      viewed: ({ cron, ...job }) => (job['jobType'] === scanType ? job : { ...job, cron }),
      filled(wanted) {
        if (wanted['jobType'] !== scanType || wanted['cron'] === undefined) return wanted;
        const detail = 'expirationScan.cron of PlatformSettings says when the scan runs; leave this out';
        throw validationFailed([{ pointer: '/cron', code: 'set_elsewhere', detail }]);
      },
    }),
  ];
}

/** Steps that come as they are listed need no numbers. */
function withoutPlainOrder(steps: readonly Json[]): readonly Json[] {
  if (!steps.every(({ order }, at) => order === at + 1)) return steps;
  return steps.map(({ order: _order, ...step }) => step);
}

const settings: Kind = {
  kind: 'PlatformSettings',
  read: 'get /settings',
  update: 'put /settings',
  paramsOf: (name) => (name === platform ? {} : undefined),
  async find({ calls }, name = platform) {
    if (name !== platform) return [];
    const { body, revision = 0 } = await calls.call('get /settings', {});
    return [{ name: platform, params: {}, revision, view: body as Found['view'] }];
  },
};

const eventSettings: Kind = {
  kind: 'EventSettings',
  read: 'get /events/{code}/settings',
  update: 'put /events/{code}/settings',
  idOf: ({ event }) => String(event),
  paramsOf: (name) => (isEventCode(name) ? { code: name } : undefined),
  async find({ calls }, name) {
    const found: Found[] = [];
    for (const code of name === undefined ? eventCodes : [name].filter(isEventCode)) {
      const { body, revision = 0 } = await calls.call('get /events/{code}/settings', { params: { code } });
      found.push({ name: code, params: { code }, revision, view: body as Found['view'] });
    }
    return found;
  },
};

const secret: Kind = {
  kind: 'Secret',
  namedAs: 'secret',
  read: 'get /secrets',
  update: 'put /secrets/{name}',
  remove: 'delete /secrets/{name}',
  unordered: ['contexts'],
  // Left out they stay.
  alike: (wanted, before) => ({ contexts: before['contexts'], ...wanted }),
  paramsOf: (name) => (secretNameForm.test(name) ? { name } : undefined),
  async find({ calls }, wanted) {
    const found: Found[] = [];
    for await (const view of itemsOf(calls, 'get /secrets', wanted === undefined ? {} : { name: wanted })) {
      const { name, revision } = view as { readonly name: string; readonly revision: number };
      found.push({ name, params: { name }, revision, view });
    }
    return found;
  },
};
