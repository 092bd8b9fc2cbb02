/** What the worker of queue `certloom` can run: one name a kind, as the Temporal UI shows it. */
export { approval, approvalClosed, approvalRequested } from './approval';
export { automaticRenewals } from './automatic-renewals';
export { certificateBulk } from './certificate-bulk';
export { certificateDiscovered } from './certificate-discovered';
export { certificateExpiring } from './certificate-expiring';
export { certificateOperation } from './certificate-operation';
export { certificateStatusChanged } from './certificate-status-changed';
export { certificateUploaded } from './certificate-uploaded';
export { discoveryFinished } from './discovery-finished';
export { discoveryRun } from './discovery-run';
export { certificateValidation, requestedValidation } from './certificate-validation';
export { expirationDigest } from './expiration-digest';
export { expirationScan } from './expiration-scan';
export { firingReplay } from './firing-replay';
export { redelivery } from './redelivery';
export { scheduledJob, scheduledJobFinished } from './scheduled-job';
