/** Types of resources in the audit log; where events know a resource too, it is spelled as in their catalogue. */
export const auditResources = [
  'alerts',
  'apiKeys',
  'approvalProfiles',
  'approvals',
  'auditLog',
  'authorities',
  'certificateProfiles',
  'certificates',
  'collections',
  'connections',
  'customAttributes',
  'definitions',
  'deliveries',
  'eventHistory',
  'discoveries',
  'events',
  'expiring',
  'groups',
  'handlers',
  'identityProviders',
  'instances',
  'jobs',
  'notificationProfiles',
  'notifications',
  'raProfiles',
  'roles',
  'scripts',
  'secrets',
  'sessions',
  'settings',
  'sshKeys',
  'triggerSets',
  'triggers',
  'uploads',
  'users',
  'views',
] as const;
export type AuditResource = (typeof auditResources)[number];

/** `anonymous` is a caller that did not authenticate; with `signedLink`, one that the link of a notice let in. */
export interface AuditActor {
  readonly type: 'user' | 'system' | 'anonymous';
  readonly authMethod: 'apiKey' | 'session' | 'signedLink' | 'none';
  readonly uuid: string | null;
  readonly name: string;
}

/** Where a request came from; null for what the product does by itself. */
export interface AuditSource {
  readonly method: string;
  /** Path without the query string. */
  readonly path: string;
  readonly contentType: string | null;
  readonly ipAddress: string;
  readonly userAgent: string | null;
}

export interface AuditObject {
  readonly uuid: string | null;
  readonly name: string | null;
}

/**
 * What is written down about one operation. A request that changes something has two rows with one `requestId`:
 * phase `request` before it is carried out (`operationResult` null), phase `outcome` after.
 * `operationData` and `additionalData` are plain JSON without secrets.
 */
export interface AuditEntry {
  readonly timestamp: Date;
  readonly actor: AuditActor;
  readonly source: AuditSource | null;
  readonly resource: { readonly type: string; readonly objects: readonly AuditObject[] };
  readonly affiliatedResource: { readonly type: string; readonly uuid: string } | null;
  readonly operation: string;
  readonly operationResult: 'success' | 'failure' | null;
  readonly message: string;
  readonly operationData: unknown;
  readonly additionalData: unknown;
  readonly phase: 'request' | 'outcome';
  readonly requestId: string;
}

/** A stored entry. `id` rises by one without gaps; `hash` covers the row and `prevHash`, the hash of row `id - 1`. */
export interface AuditRow extends AuditEntry {
  readonly id: number;
  readonly prevHash: string;
  readonly hash: string;
}

/** What a handler adds to the outcome row of its request. */
export interface AuditNote {
  readonly objects?: readonly AuditObject[];
  readonly affiliatedResource?: { readonly type: string; readonly uuid: string };
  readonly message?: string;
  readonly operationData?: unknown;
  readonly additionalData?: unknown;
}
