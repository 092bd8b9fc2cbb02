import {
  action,
  approval,
  closedApproval,
  coverage,
  discovery,
  discoveryEnd,
  errorMessage,
  job,
  newStatus,
  oldStatus,
  reason,
  recipient,
  state,
  type Particular,
} from './particular-fields';

/**
 * The nine events and what sets each apart: the one place that knows an event by its code. Whoever treats events
 * differently asks for a trait here.
 */
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

/**
 * Whom the recipient type `default` means: owner and groups of the subject, those who are to decide the step that
 * opened, or the user that a field of the payload names.
 */
export type DefaultRecipients = 'ownerAndGroups' | 'openStep' | { readonly userIn: string };

export interface EventDefinition {
  readonly code: EventCode;
  readonly name: string;
  readonly description: string;
  readonly resource: Resource;
  /** Resources whose objects may carry a trigger set of their own. */
  readonly overriddenBy: readonly Resource[];
  /** Fires again and again while a state lasts: its notices have suppression streams, and may be collected. */
  readonly monitoring: boolean;
  /** May follow from what became of a CA, and is then collected: one message instead of one for each certificate. */
  readonly followsIssuers: boolean;
  readonly payload: string;
  /** Fields of the payload in the order in which they are sent. */
  readonly payloadFields: readonly string[];
  /** Those of them that its subject cannot say again later. */
  readonly particulars: readonly Particular[];
  /** What happened, in few words: particulars in braces; a part between commas is left out where it has none. */
  readonly headline: string;
  /** Instead of it where particulars have these values; the first that fits. */
  readonly otherHeadlines?: readonly { readonly where: Readonly<Record<string, string>>; readonly headline: string }[];
  readonly defaultRecipients: DefaultRecipients;
  /** Id of its notices in an event log. */
  readonly eventLogId: number;
  /** How loud a notice is in a log when neither profile nor payload says. */
  readonly logLevel: 'Warning' | 'Information';
  /** Fires for what is not stored yet: ignored is never stored, anything else is inserted with its firing. */
  readonly admits: boolean;
  /** The firing of an ignored one says nothing of the subject, and its default recipient is who caused the event. */
  readonly concealsIgnored: boolean;
  /** A condition is refused when it asks for what its stage cannot have, instead of finding it absent. */
  readonly hasStagedFields: boolean;
  /** What fields of its subject always hold when it fires; a condition that asks for anything else never matches. */
  readonly fixedFields: Readonly<Record<string, string | boolean>>;
  /** Recorded also where no trigger applies; nobody can switch that off. */
  readonly alwaysRecorded: boolean;
  /** Uneventful firings are folded into the one before. */
  readonly folds: boolean;
  /** Texts say how the certificate is renewed. */
  readonly callsForRenewal: boolean;
}

const plain = {
  headline: '',
  monitoring: false,
  followsIssuers: false,
  defaultRecipients: 'ownerAndGroups',
  logLevel: 'Information',
  admits: false,
  concealsIgnored: false,
  hasStagedFields: false,
  fixedFields: {},
  alwaysRecorded: false,
  folds: false,
  callsForRenewal: false,
} as const;

/** Of a certificate that comes into the inventory: nothing has been checked or done with it. */
const fresh = {
  CERTIFICATE_TYPE: 'X.509',
  CERTIFICATE_STATE: 'issued',
  CERTIFICATE_VALIDATION_STATUS: 'not_checked',
  SIGNATURE_VALIDATION: 'not_checked',
  OCSP_VALIDATION: 'not_checked',
  CRL_VALIDATION: 'not_checked',
  COMPLIANCE_STATUS: 'not_checked',
  ARCHIVED: false,
} as const;

const certificate = ['certificateUuid', 'fingerprint', 'serialNumber', 'subjectDn', 'issuerDn'] as const;
const authority = [...certificate, 'authorityInstanceUuid', 'raProfileUuid', 'raProfileName'] as const;
const validity = ['notBefore', 'expiresAt'] as const;

/** A payload: what the subject says of itself, by name, and what only the event knows. */
function tells(payload: string, fields: readonly (string | Particular)[]) {
  return {
    payload,
    payloadFields: fields.map((field) => (typeof field === 'string' ? field : field.field)),
    particulars: fields.filter((field) => typeof field !== 'string'),
  };
}

export const events: Readonly<Record<EventCode, EventDefinition>> = {
  certificate_status_changed: {
    ...plain,
    code: 'certificate_status_changed',
    headline: '{oldStatus} to {newStatus}',
    name: 'Certificate status changed',
    resource: 'certificates',
    description: 'The validation status of a certificate changed.',
    overriddenBy: ['raProfiles', 'groups'],
    ...tells('CertificateStatusChangedEventData', [...authority, ...validity, oldStatus, newStatus]),
    followsIssuers: true,
    eventLogId: 4121,
  },
  certificate_action_performed: {
    ...plain,
    code: 'certificate_action_performed',
    headline: '{action}, {state}',
    otherHeadlines: [
      { where: { reason: 'removeFromCRL', state: 'issued' }, headline: 'hold released' },
      { where: { reason: 'removeFromCRL' }, headline: 'release of hold, {state}' },
      { where: { reason: 'certificateHold', state: 'revoked' }, headline: 'put on hold' },
      { where: { reason: 'certificateHold' }, headline: 'hold, {state}' },
    ],
    name: 'Certificate action performed',
    resource: 'certificates',
    description: 'An operation on a certificate (issue, renew, rekey, revoke, …) completed, failed or was denied.',
    overriddenBy: ['raProfiles', 'groups'],
    ...tells('CertificateActionPerformedEventData', [...authority, action, errorMessage, state, reason]),
    eventLogId: 4122,
  },
  certificate_expiring: {
    ...plain,
    code: 'certificate_expiring',
    name: 'Certificate expiring',
    resource: 'certificates',
    description: 'A certificate nears its end and has no valid replacement; looked at every hour.',
    overriddenBy: ['raProfiles', 'groups'],
    ...tells('CertificateExpiringEventData', [...authority, ...validity, ...coverage]),
    monitoring: true,
    fixedFields: { CERTIFICATE_TYPE: 'X.509', CERTIFICATE_STATE: 'issued', ARCHIVED: false },
    // Alerts use it for expiration too.
    eventLogId: 4101,
    logLevel: 'Warning',
    folds: true,
    callsForRenewal: true,
  },
  certificate_discovered: {
    ...plain,
    code: 'certificate_discovered',
    headline: 'by {discoveryName}',
    name: 'Certificate discovered',
    resource: 'certificates',
    description: 'A discovery found a certificate that the inventory did not have.',
    overriddenBy: ['discoveries'],
    ...tells('CertificateDiscoveredEventData', [...certificate, ...discovery, ...validity]),
    defaultRecipients: { userIn: 'discoveryUserUuid' },
    eventLogId: 4123,
    admits: true,
  },
  certificate_uploaded: {
    ...plain,
    code: 'certificate_uploaded',
    name: 'Certificate uploaded',
    resource: 'certificates',
    description: 'A certificate was uploaded by hand.',
    overriddenBy: [],
    ...tells('CertificateEventData', certificate),
    eventLogId: 4124,
    admits: true,
    concealsIgnored: true,
    hasStagedFields: true,
    fixedFields: fresh,
    alwaysRecorded: true,
  },
  discovery_finished: {
    ...plain,
    code: 'discovery_finished',
    headline: '{discoveryStatus}, {totalCertificateDiscovered} found, {newCertificates} new',
    name: 'Discovery finished',
    resource: 'discoveries',
    description: 'A discovery ended, whatever it found.',
    overriddenBy: [],
    ...tells('DiscoveryFinishedEventData', [...discovery, ...discoveryEnd]),
    defaultRecipients: { userIn: 'discoveryUserUuid' },
    eventLogId: 4125,
  },
  approval_requested: {
    ...plain,
    code: 'approval_requested',
    headline: 'by {creatorUsername}',
    name: 'Approval requested',
    resource: 'approvals',
    description: 'A step of an approval opened.',
    overriddenBy: [],
    ...tells('ApprovalEventData', [...approval, ...recipient]),
    defaultRecipients: 'openStep',
    eventLogId: 4126,
  },
  approval_closed: {
    ...plain,
    code: 'approval_closed',
    headline: '{status}, by {closedBy}',
    name: 'Approval closed',
    resource: 'approvals',
    description: 'An approval was approved, rejected or withdrawn, or expired.',
    overriddenBy: [],
    ...tells('ApprovalEventData', closedApproval),
    defaultRecipients: { userIn: 'creatorUuid' },
    eventLogId: 4127,
  },
  scheduled_job_finished: {
    ...plain,
    code: 'scheduled_job_finished',
    headline: '{status}',
    name: 'Scheduled job finished',
    resource: 'jobs',
    description: 'An execution of a scheduled job ended.',
    overriddenBy: [],
    ...tells('ScheduledJobFinishedEventData', job),
    defaultRecipients: { userIn: 'userUuid' },
    eventLogId: 4128,
  },
};

/** Payload fields that hold a list of texts; all others hold one value. */
export const listFields: ReadonlySet<string> = new Set(
  Object.values(events).flatMap(({ particulars }) =>
    particulars.flatMap(({ field, collection }) => (collection ? [field] : [])),
  ),
);

export function isEventCode(code: string): code is EventCode {
  return Object.hasOwn(events, code);
}

/** The definition behind a code; undefined for one of a later version. */
export function findEvent(code: string): EventDefinition | undefined {
  return isEventCode(code) ? events[code] : undefined;
}

/** Conditions of an upload are asked at two stages; every other event has one. */
export type Stage = 'ignore' | 'action';
