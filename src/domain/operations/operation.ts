import type { OrderAction, OrderState } from '../authorities/authority';
import type { Categories } from '../certificates/certificate';
import type { RevocationWish } from '../certificates/revocation-reasons';
import type { Cause } from '../firings/cause';
import type { Actor } from '../identity/actor';

export const operationActions = ['issue', 'renew', 'rekey', 'revoke'] as const;
export type OperationAction = (typeof operationActions)[number];

/** Which may follow which is in `transitions.ts`; what has no successor there is final. */
export const operationStates = [
  'requested',
  'pending_approval',
  'pending_issue',
  'pending_revoke',
  'issued',
  'revoked',
  'rejected',
  'failed',
  'cancelled',
] as const;
export type OperationState = (typeof operationStates)[number];

/** Who wanted it: a person or a program by the API, the product for what nears its end, or a trigger. */
export const operationOrigins = ['request', 'renewal', 'trigger'] as const;
export type OperationOrigin = (typeof operationOrigins)[number];

/** Where a first certificate belongs: values of attributes as they are stored, secrets sealed. */
export type OperationPlacement = Pick<Categories, 'groups' | 'owner' | 'attributes'>;

/** What is wanted of a certificate. Neither keys nor open secrets: the request of a certificate is public. */
export interface OperationOrder {
  /** DER of a PKCS#10 request, base64; null for a revocation. */
  readonly csr: string | null;
  /** What the request says of subject and key, for people and for the firing of one that fails. */
  readonly subjectDn: string;
  readonly commonName: string | null;
  /** General names as conditions spell them. */
  readonly names: readonly string[];
  /** SHA-256 of the SubjectPublicKeyInfo, hex; null for a revocation. */
  readonly spkiSha256: string | null;
  /** The authority's own profile, null: its default. */
  readonly profile: string | null;
  readonly lifetimeSeconds: number | null;
  /** Its private key was made here and is kept. */
  readonly keepsKey: boolean;
  /** Null: where the one before belongs, or where nobody has said. */
  readonly placement: OperationPlacement | null;
  /** Of a revocation. */
  readonly reason: RevocationWish | null;
  readonly comment: string | null;
  /** Additional values of a request, by name; absent: none. */
  readonly fields?: EnrollmentFields;
}

export type EnrollmentFields = Readonly<Record<string, unknown>>;

/** One operation on a certificate, from the request to its end. */
export interface Operation {
  readonly uuid: string;
  readonly action: OperationAction;
  /** What is renewed, rekeyed or revoked; null for a first certificate. */
  readonly certificate: string | null;
  /** What came of it; null before, and for revocations. */
  readonly issuedCertificate: string | null;
  readonly raProfile: string;
  readonly authority: string;
  readonly origin: OperationOrigin;
  readonly requester: Actor;
  readonly state: OperationState;
  readonly order: OperationOrder;
  /** What the authority remembers between two steps. */
  readonly orderState: OrderState | null;
  /** Under which name the authority knows the request; stays when the state is gone. Absent until it has said. */
  readonly authorityRequestId?: string;
  /** How far it is, or why it ended so; for people, without secrets. */
  readonly message: string | null;
  /** Why it failed, was rejected or cancelled: stable. */
  readonly errorCode: string | null;
  readonly approval: string | null;
  /** The instance of the workflow builder that it goes through; absent or null: none. */
  readonly instance?: string | null;
  /** That instance has come to its Enroll or Revoke step. */
  readonly isReleased?: boolean;
  /** The firing that led to it. */
  readonly cause: Cause | null;
  readonly cancelRequested: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When the authority is asked again; null when nothing is waited for. */
  readonly nextStepAt: Date | null;
  readonly finishedAt: Date | null;
  readonly requestId: string | null;
  /** Of the request, where it came with an `Idempotency-Key`. */
  readonly bodyHash: string | null;
  readonly workflowId: string;
}

/** What an operation is about, for people. */
export function nameOfOperation({ order: { commonName, names, subjectDn } }: Pick<Operation, 'order'>): string {
  return commonName ?? names[0] ?? subjectDn;
}

export function isOrder(action: OperationAction): action is OrderAction {
  return action !== 'revoke';
}

/** Two operations with the same key are never under way together: one order and one revocation for each certificate. */
export function exclusionKeyOf({ action, certificate }: Pick<Operation, 'action' | 'certificate'>): string | null {
  if (certificate === null) return null;
  return `${certificate}:${isOrder(action) ? 'order' : 'revocation'}`;
}
