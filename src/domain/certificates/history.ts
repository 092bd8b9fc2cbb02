/** The history of one certificate. Not the event history. */
export const certificateHistoryEvents = [
  'issue',
  'request',
  'renew',
  'rekey',
  'revoke',
  'relation',
  'upload',
  'discovery',
  'updateState',
  'updateValidationStatus',
  'updateTrust',
  'updateRaProfile',
  'updateGroups',
  'updateOwner',
  'updateCustomAttributes',
  'approvalRequest',
  'approvalClose',
  'archive',
  'unarchive',
  'acknowledge',
  'unacknowledge',
  'delete',
] as const;
export type CertificateHistoryEvent = (typeof certificateHistoryEvents)[number];

export interface CertificateHistoryEntry {
  /** The same for the same occurrence, so that writing twice leaves one. */
  readonly id: string;
  /** uuid of the certificate. */
  readonly certificate: string;
  readonly created: Date;
  /** Null uuid: the product itself. */
  readonly createdBy: { readonly uuid: string | null; readonly name: string };
  readonly event: CertificateHistoryEvent;
  readonly status: 'success' | 'failure';
  readonly message: string;
  /** Plain JSON; secrets never. */
  readonly additionalInformation: Readonly<Record<string, unknown>> | null;
}

/** What triggers or scripts have changed of an object, until its history says so. */
export interface HistoryDue {
  /** Of what has changed it: the same whenever that is done again. */
  readonly key: string;
  /** Of the object. */
  readonly uuid: string;
  readonly entries: readonly CertificateHistoryEntry[];
}
