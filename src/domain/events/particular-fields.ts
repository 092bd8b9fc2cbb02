/**
 * What events tell beside what their subject says of itself: named here once, for payloads, conditions, the event
 * history, texts and docs/fields.md.
 */
import { approvalStatuses, closingReasons } from '../approvals/approval';
import { validationStatuses } from '../certificates/certificate';
import { revocationWishes } from '../certificates/revocation-reasons';

export interface Particular {
  /** As the payload calls it. */
  readonly field: string;
  /** For people; without one it is left out of texts for them. */
  readonly label?: string;
  /** One of the types of the condition language. */
  readonly type: 'STRING' | 'LIST' | 'NUMBER' | 'DATETIME';
  readonly collection?: true;
  /** Codes that it can have. With `open` there may be others. */
  readonly values?: readonly string[];
  readonly open?: true;
  /** What people are told in its place, by the value of another field: a status may be too coarse for them. */
  readonly told?: { readonly field: string; readonly as: Readonly<Record<string, string>> };
  readonly description: string;
}

const text = { type: 'STRING' } as const;
const code = { type: 'LIST' } as const;
const instant = { type: 'DATETIME' } as const;
const number = { type: 'NUMBER' } as const;
/** Those of operations; a test compares them. */
const operations = ['issue', 'renew', 'rekey', 'revoke'];
const status = { field: 'status', label: 'Status', ...code } as const;

export const oldStatus: Particular = {
  ...{ field: 'oldStatus', label: 'Old status', ...code, values: validationStatuses },
  description: 'Validation status before the change.',
};
export const newStatus: Particular = {
  ...{ field: 'newStatus', label: 'New status', ...code, values: validationStatuses },
  description: 'Validation status after the change.',
};

export const action: Particular = {
  ...{ field: 'action', label: 'Action', ...code, values: operations },
  description: 'Operation that ended.',
};
export const state: Particular = {
  ...{ field: 'state', label: 'State', ...code, values: ['issued', 'revoked', 'rejected', 'failed', 'cancelled'] },
  description: 'How the operation ended.',
};
export const reason: Particular = {
  ...{ field: 'reason', label: 'Reason', ...code, values: revocationWishes },
  description: 'Reason of a revocation: `certificateHold` is for the time being, `removeFromCRL` takes a hold back.',
};
export const errorMessage: Particular = {
  ...{ field: 'errorMessage', label: 'Error', ...text },
  description: 'Why the operation did not succeed; absent where it did.',
};

/** What successors leave open that do not replace it. */
export const coverage: readonly Particular[] = [
  { field: 'partlyReplacedBy', ...text, collection: true, description: 'Certificates that have some of its names.' },
  { field: 'remainingNames', ...text, collection: true, description: 'Names that no newer certificate has.' },
  { field: 'remainingNameCount', ...number, description: 'Number of these names.' },
  { field: 'lostPurposes', ...text, collection: true, description: 'Purposes that no newer certificate has.' },
];

export const discovery: readonly Particular[] = [
  { field: 'discoveryUuid', ...text, description: 'uuid of the discovery.' },
  { field: 'discoveryName', label: 'Discovery', ...text, description: 'Name of the discovery.' },
  { field: 'discoveryUserUuid', ...text, description: 'uuid of the user who ran the discovery.' },
  { field: 'discoveryConnectorUuid', ...text, description: 'uuid of the connector.' },
  { field: 'discoveryConnectorName', label: 'Connector', ...text, description: 'Name of the connector.' },
];
export const discoveryEnd: readonly Particular[] = [
  {
    ...{ field: 'discoveryStatus', label: 'Status', ...code, values: ['completed', 'warning', 'failed'] },
    description: 'How the run ended.',
  },
  {
    ...{ field: 'totalCertificateDiscovered', label: 'Certificates found', ...number },
    description: 'Number of certificates that the run found.',
  },
  {
    ...{ field: 'discoveryMessage', label: 'Message', ...text },
    description: 'What is to be said of the run, with its gaps by kind.',
  },
  { field: 'newCertificates', label: 'New', ...number, description: 'Of these, imported into the inventory.' },
  { field: 'knownCertificates', label: 'Known', ...number, description: 'Of these, in the inventory before.' },
  { field: 'ignoredCertificates', label: 'Ignored', ...number, description: 'Of these, ignored by a trigger.' },
  { field: 'failedCertificates', label: 'Not imported', ...number, description: 'Of these, failed to be imported.' },
  { field: 'gapCount', label: 'Gaps', ...number, description: 'Number of places that could not be read.' },
];

export const approval: readonly Particular[] = [
  { field: 'approvalUuid', ...text, description: 'uuid of the approval.' },
  { field: 'approvalProfileUuid', ...text, description: 'uuid of the approval profile.' },
  {
    ...{ field: 'approvalProfileName', label: 'Approval profile', ...text },
    description: 'Name of the approval profile.',
  },
  { field: 'version', ...number, description: 'Version of the approval profile.' },
  { ...status, values: approvalStatuses, description: 'Status of the approval.' },
  { field: 'expiryAt', label: 'Open until', ...instant, description: 'When the approval expires.' },
  { field: 'closedAt', label: 'Closed at', ...instant, description: 'When the approval was closed.' },
  {
    ...{ field: 'resource', label: 'Resource', ...code, values: ['certificates'], open: true },
    description: 'Resource of the object that waits.',
  },
  {
    ...{ field: 'resourceAction', label: 'Requested action', ...code, values: operations, open: true },
    description: 'Operation that waits.',
  },
  { field: 'objectUuid', ...text, description: 'uuid of the object that waits.' },
  { field: 'objectName', label: 'For', ...text, description: 'What the object is called.' },
  {
    ...{ field: 'objectNames', label: 'Names', ...text, collection: true },
    description: 'Names that the certificate has or is to have.',
  },
  { field: 'creatorUuid', ...text, description: 'uuid of the user who asked.' },
  { field: 'creatorUsername', label: 'Requested by', ...text, description: 'User name of who asked.' },
];
export const recipient: readonly Particular[] = [
  {
    ...{ field: 'recipientType', ...code, values: ['user', 'role', 'group'] },
    description: 'Whom the step that opened asks.',
  },
  { field: 'recipientUuid', ...text, description: 'uuid of the user, role or group that the step asks.' },
];
/** What nobody has rejected has no status of its own: it is `rejected`, and people are told what it was. */
const closedSo = {
  field: 'closedBecause',
  as: { withdrawal: 'withdrawn', subjectChanged: 'closed by a change of its object' },
} as const;
export const closedApproval: readonly Particular[] = [
  ...approval.map((row) => (row.field === 'status' ? { ...row, told: closedSo } : row)),
  {
    ...{ field: 'closedBecause', label: 'Closed because of', ...code, values: closingReasons },
    description: 'Why it was closed.',
  },
  {
    ...{ field: 'closedBy', label: 'Closed by', ...text },
    description: 'User name of who closed it; absent where nobody did, as when it expired.',
  },
];

export const job: readonly Particular[] = [
  { field: 'jobName', label: 'Job', ...text, description: 'Name of the job.' },
  { field: 'jobType', label: 'Kind of job', ...text, description: 'Type of the job.' },
  { ...status, values: ['succeeded', 'failed'], description: 'How the execution ended.' },
  { field: 'userUuid', ...text, description: 'uuid of the user for whom the job runs.' },
  { field: 'jobMessage', label: 'Message', ...text, description: 'What the execution says of its end.' },
];
