/** The same change of many certificates: what is asked for, and what became of it. */
import type { Permission } from '../identity/permissions';
import type { RevocationWish } from './revocation-reasons';

export interface BulkGroups {
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
  /** In place of all groups. */
  readonly set?: readonly string[] | undefined;
}

export interface BulkAttribute {
  readonly name: string;
  readonly contentType?: string | undefined;
  /** Null, like an empty list, clears the attribute. */
  readonly content: readonly { readonly data?: unknown; readonly reference?: string | undefined }[] | null;
}

export interface BulkRevocation {
  readonly reason: RevocationWish;
  readonly comment: string | null;
}

/** What is left out stays as it is; null clears. `delete`, `renew` and `revoke` go alone. */
export interface BulkChanges {
  readonly groups?: BulkGroups | undefined;
  readonly raProfile?: string | null | undefined;
  readonly owner?: string | null | undefined;
  /** Attributes that are not named keep their values. */
  readonly customAttributes?: readonly BulkAttribute[] | undefined;
  readonly archived?: boolean | undefined;
  readonly delete?: true | undefined;
  /** Each with the key that it has, by its RA profile. */
  readonly renew?: true | undefined;
  /** Each at its authority. */
  readonly revoke?: BulkRevocation | undefined;
}

/** What is asked of authorities; undefined for what is changed here. */
export function operationOfBulk({ renew, revoke }: BulkChanges): 'renew' | 'revoke' | undefined {
  if (renew === true) return 'renew';
  return revoke === undefined ? undefined : 'revoke';
}

/** What the same change of one certificate needs. */
export function permissionOfBulk(changes: BulkChanges): Permission {
  const operation = operationOfBulk(changes);
  return operation === undefined ? 'certificates:write' : `certificates:${operation}`;
}

/** `requested`: its operation is under way, and its end is told there. */
export const bulkOutcomes = ['changed', 'deleted', 'requested', 'unchanged', 'failed'] as const;
export type BulkOutcome = (typeof bulkOutcomes)[number];
export type BulkCounts = Readonly<Record<BulkOutcome, number>>;

export const bulkStatuses = ['accepted', 'running', 'finished', 'cancelled', 'failed'] as const;
export type BulkStatus = (typeof bulkStatuses)[number];

/** What became of one certificate, or what would become of it. */
export interface BulkRow {
  /** uuid */
  readonly certificate: string;
  /** Null when there is no such certificate. */
  readonly name: string | null;
  readonly outcome: BulkOutcome;
  /** What of it changes: `groups`, `owner`, … */
  readonly changes: readonly string[];
  /** Why it failed: a code of the API, and a sentence. */
  readonly code: string | null;
  readonly detail: string | null;
}

/** The groups after the change, each once. */
export function groupsAfter(before: readonly string[], { add = [], remove = [], set }: BulkGroups): string[] {
  const gone = new Set(remove);
  return [...new Set([...(set ?? before), ...add])].filter((group) => !gone.has(group));
}
