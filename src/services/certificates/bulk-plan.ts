import type { Seal } from '../../domain/attributes/sealed';
import { groupsAfter, type BulkChanges, type BulkRow } from '../../domain/certificates/bulk';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { certificateName } from '../../domain/certificates/pending';
import { isCertloomError } from '../../domain/problem';
import type { PlannedRow } from '../../store/certificates/bulk-rows';
import type { CertificateChange } from '../../store/certificates/inventory';
import { entriesOfChange, entryOfRemoval, type Author } from './changes';
import { changeOf, type CertificateEdit } from './edit';
import type { CertificateDirectory } from './selection';

/** What is to happen to one certificate: nothing any more, or a change (null: deletion) of what was seen. */
export type BulkPlan =
  | { readonly final: BulkRow }
  | { readonly planned: PlannedRow; readonly before: CertificateRecord; readonly change: CertificateChange | null };

export interface PlanContext {
  readonly directory: CertificateDirectory;
  readonly author: Author;
  readonly at: Date;
  readonly seal: Seal;
}

/**
 * Plans a bulk change for one certificate, as it is at this moment. What the single change would refuse becomes a
 * `failed` row with its code.
 * @param before undefined when there is no such certificate
 */
export function planOf(
  changes: BulkChanges,
  certificate: string,
  before: CertificateRecord | undefined,
  { directory, author, at, seal }: PlanContext,
): BulkPlan {
  if (before === undefined) {
    return { final: failedRow(certificate, null, 'not_found', 'There is no such certificate.') };
  }
  const name = certificateName(before);
  const row = { certificate, name, code: null, detail: null, revision: before.revision };
  if (changes.delete === true) {
    const history = [entryOfRemoval(before, author, at)];
    return { planned: { ...row, changes: ['delete'], outcome: 'deleted', history }, before, change: null };
  }
  try {
    const change = changeOf(editOf(changes, before), before, directory, seal);
    const changed = Object.keys(change);
    if (changed.length === 0) {
      return { final: { certificate, name, outcome: 'unchanged', changes: [], code: null, detail: null } };
    }
    const after = { ...before, ...change, revision: before.revision + 1, updatedAt: at };
    const history = entriesOfChange(change, before, after, author);
    return { planned: { ...row, changes: changed.map(nameOf), outcome: 'changed', history }, before, change };
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return { final: failedRow(certificate, name, error.code, error.more.errors?.[0]?.detail ?? error.detail) };
  }
}

export function failedRow(certificate: string, name: string | null, code: string, detail: string): BulkRow {
  return { certificate, name, outcome: 'failed', changes: [], code, detail };
}

/** A planned row as it is shown: without what is to be written. */
export function rowOf({ revision: _revision, history: _history, ...row }: PlannedRow): BulkRow {
  return row;
}

/** The edit of a single certificate that the changes come to. */
function editOf({ groups, raProfile, owner, customAttributes, archived }: BulkChanges, before: CertificateRecord) {
  const edit: CertificateEdit = {
    ...(groups === undefined ? {} : { groups: groupsAfter(before.groups, groups) }),
    ...(raProfile === undefined ? {} : { raProfile }),
    ...(owner === undefined ? {} : { owner }),
    ...(customAttributes === undefined ? {} : { customAttributes }),
    ...(archived === undefined ? {} : { archived }),
  };
  return edit;
}

/** As the API calls it. */
function nameOf(field: string): string {
  return field === 'attributes' ? 'customAttributes' : field;
}
