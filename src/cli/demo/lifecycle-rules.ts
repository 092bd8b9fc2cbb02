/** What the demo needs to show all events: a CA of the product itself, profiles, an approver, and a trigger for each. */
import { demoAuthority } from './issue';
import { addresses, eventLogSource } from './rules';

/** Uuids of the objects that the acts of the certificate's life and of the discovery use. */
export interface LifecycleIds {
  readonly raProfile: string;
  readonly approver: string;
  readonly discovery: string;
  /** Common name of the root that has to be trusted. */
  readonly root: string;
}

export const lifecycleNames = {
  certificateProfile: 'Demo: servers in demo.invalid',
  approverRole: 'Demo: approver',
  approver: 'demo-approver',
  approvalProfile: 'Demo: a second person agrees to revocations',
  operationsGroup: 'Demo: operations',
  notice: 'Demo: mail to operations, line in the event log',
  discovery: 'Demo: what a program has found',
  job: 'CRL publishing',
  status: 'Demo: tell of a status that changes',
  action: 'Demo: tell of operations',
  discovered: 'Demo: tell of what is discovered',
  finished: 'Demo: tell of the end of a discovery',
  requested: 'Demo: tell of approvals that are asked for',
  closed: 'Demo: tell of approvals that are closed',
  jobFinished: 'Demo: tell of lists that were published',
} as const;

const issuingName = 'Demo issuing CA';

/** Names of the CA that publishes at an address: what it has issued names the address, so another one is another CA. */
export function caNames(publicationUrl: string) {
  const { host } = new URL(publicationUrl);
  return {
    authority: `Demo: CA at ${host}`,
    raProfile: `Demo: from the CA at ${host}`,
    root: `Demo root CA ${host}`.slice(0, 64),
    issuing: `${issuingName} ${host}`.slice(0, 64),
  };
}

export function authorityBody(publicationUrl: string): Record<string, unknown> {
  const { authority, root, issuing } = caNames(publicationUrl);
  const settings = { kind: 'builtin', root: { commonName: root }, issuing: { commonName: issuing }, publicationUrl };
  return { name: authority, description: 'Made by the demo.', settings };
}

export const certificateProfileBody: Record<string, unknown> = {
  name: lifecycleNames.certificateProfile,
  description: 'Made by the demo.',
  lifetime: 'P47D',
  names: [{ kind: 'dNSName', patterns: ['[a-z0-9-]+\\.demo\\.invalid'] }],
};

export function noticeProfile(operationsGroup: string): Record<string, unknown> {
  return {
    name: lifecycleNames.notice,
    recipientType: 'group',
    recipients: [operationsGroup],
    channels: [{ type: 'email' }, { type: 'eventLog', source: eventLogSource }],
  };
}

export const operationsGroup: Record<string, unknown> = {
  name: lifecycleNames.operationsGroup,
  description: 'Made by the demo.',
  email: addresses.operations,
};

/** One trigger for each event that uploads and the scan do not show; they match what the demo does. */
export function lifecycleTriggers(notice: string): readonly (Record<string, unknown> & { readonly event: string })[] {
  const property = (field: string, operator: string, value: string) => ({
    ...{ source: 'property', field, operator },
    value,
  });
  const issued = property('ISSUER_COMMON_NAME', 'STARTS_WITH', issuingName);
  const revocation = property('APPROVAL_ACTION', 'EQUALS', 'revoke');
  const trigger = (name: string, event: string, condition: object) => ({
    ...{ name, description: 'Mails to operations and writes a line into the event log.', event, kind: 'action' },
    ...{ condition, actions: [{ id: 'tell', type: 'sendNotification', profiles: [notice] }] },
  });
  return [
    trigger(lifecycleNames.status, 'certificate_status_changed', issued),
    trigger(lifecycleNames.action, 'certificate_action_performed', issued),
    trigger(
      lifecycleNames.discovered,
      'certificate_discovered',
      property('ISSUER_COMMON_NAME', 'EQUALS', demoAuthority),
    ),
    trigger(
      lifecycleNames.finished,
      'discovery_finished',
      property('DISCOVERY_NAME', 'EQUALS', lifecycleNames.discovery),
    ),
    trigger(lifecycleNames.requested, 'approval_requested', revocation),
    trigger(lifecycleNames.closed, 'approval_closed', revocation),
    trigger(
      lifecycleNames.jobFinished,
      'scheduled_job_finished',
      property('SCHEDULED_JOB_NAME', 'EQUALS', lifecycleNames.job),
    ),
  ];
}
