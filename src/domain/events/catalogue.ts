/** The nine events: the registry that the API, defaults, templates and tests walk. */
export const eventCodes = [
  'certificate_status_changed',
  'certificate_action_performed',
  'certificate_expiring',
  'certificate_discovered',
  'certificate_uploaded',
  'discovery_finished',
  'approval_requested',
  'approval_closed',
  'scheduled_job_finished',
] as const;
export type EventCode = (typeof eventCodes)[number];

export const resources = [
  'certificates',
  'raProfiles',
  'groups',
  'discoveries',
  'approvals',
  'jobs',
  'settings',
] as const;
export type Resource = (typeof resources)[number];

export interface EventDefinition {
  readonly code: EventCode;
  readonly name: string;
  readonly description: string;
  readonly resource: Resource;
  /** Resources whose objects may carry a trigger set of their own. */
  readonly overriddenBy: readonly Resource[];
  readonly monitoring: boolean;
  readonly payload: string;
  /** Fields of the payload in the order in which they are sent. */
  readonly payloadFields: readonly string[];
}

const certificate = ['certificateUuid', 'fingerprint', 'serialNumber', 'subjectDn', 'issuerDn'] as const;
const authority = [...certificate, 'authorityInstanceUuid', 'raProfileUuid', 'raProfileName'] as const;
const validity = ['notBefore', 'expiresAt'] as const;
const discovery = [
  'discoveryUuid',
  'discoveryName',
  'discoveryUserUuid',
  'discoveryConnectorUuid',
  'discoveryConnectorName',
] as const;
const approval = [
  'approvalUuid',
  'approvalProfileUuid',
  'approvalProfileName',
  'version',
  'status',
  'expiryAt',
  'closedAt',
  'resource',
  'resourceAction',
  'objectUuid',
  'creatorUuid',
  'creatorUsername',
] as const;

export const events: Readonly<Record<EventCode, EventDefinition>> = {
  certificate_status_changed: {
    code: 'certificate_status_changed',
    name: 'Certificate status changed',
    resource: 'certificates',
    description: 'The validation status of a certificate changed.',
    overriddenBy: ['raProfiles', 'groups'],
    monitoring: false,
    payload: 'CertificateStatusChangedEventData',
    payloadFields: [...authority, ...validity, 'oldStatus', 'newStatus'],
  },
  certificate_action_performed: {
    code: 'certificate_action_performed',
    name: 'Certificate action performed',
    resource: 'certificates',
    description: 'An operation on a certificate (issue, renew, rekey, revoke, …) completed, failed or was denied.',
    overriddenBy: ['raProfiles', 'groups'],
    monitoring: false,
    payload: 'CertificateActionPerformedEventData',
    payloadFields: [...authority, 'action', 'errorMessage', 'state'],
  },
  certificate_expiring: {
    code: 'certificate_expiring',
    name: 'Certificate expiring',
    resource: 'certificates',
    description: 'A certificate nears its end and has no valid replacement; looked at every hour.',
    overriddenBy: ['raProfiles', 'groups'],
    monitoring: true,
    payload: 'CertificateExpiringEventData',
    payloadFields: [...authority, ...validity],
  },
  certificate_discovered: {
    code: 'certificate_discovered',
    name: 'Certificate discovered',
    resource: 'certificates',
    description: 'A discovery found a certificate that the inventory did not have.',
    overriddenBy: ['discoveries'],
    monitoring: false,
    payload: 'CertificateDiscoveredEventData',
    payloadFields: [...certificate, ...discovery, ...validity],
  },
  certificate_uploaded: {
    code: 'certificate_uploaded',
    name: 'Certificate uploaded',
    resource: 'certificates',
    description: 'A certificate was uploaded by hand.',
    overriddenBy: [],
    monitoring: false,
    payload: 'CertificateEventData',
    payloadFields: certificate,
  },
  discovery_finished: {
    code: 'discovery_finished',
    name: 'Discovery finished',
    resource: 'discoveries',
    description: 'A discovery ended, whatever it found.',
    overriddenBy: [],
    monitoring: false,
    payload: 'DiscoveryFinishedEventData',
    payloadFields: [...discovery, 'discoveryStatus', 'totalCertificateDiscovered', 'discoveryMessage'],
  },
  approval_requested: {
    code: 'approval_requested',
    name: 'Approval requested',
    resource: 'approvals',
    description: 'A step of an approval opened.',
    overriddenBy: [],
    monitoring: false,
    payload: 'ApprovalEventData',
    payloadFields: [...approval, 'recipientType', 'recipientUuid'],
  },
  approval_closed: {
    code: 'approval_closed',
    name: 'Approval closed',
    resource: 'approvals',
    description: 'An approval was approved, rejected or expired.',
    overriddenBy: [],
    monitoring: false,
    payload: 'ApprovalEventData',
    payloadFields: approval,
  },
  scheduled_job_finished: {
    code: 'scheduled_job_finished',
    name: 'Scheduled job finished',
    resource: 'jobs',
    description: 'An execution of a scheduled job ended.',
    overriddenBy: [],
    monitoring: false,
    payload: 'ScheduledJobFinishedEventData',
    payloadFields: ['jobName', 'jobType', 'status', 'userUuid'],
  },
};

export function isEventCode(code: string): code is EventCode {
  return Object.hasOwn(events, code);
}

/** Conditions of an upload are asked at two stages; every other event has one. */
export type Stage = 'ignore' | 'action';
