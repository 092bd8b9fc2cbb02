import type { AttributeValues } from '../attributes/attribute';
import { maskAttributeSecrets } from '../attributes/values';
import type { Categories, CertificateRecord } from './certificate';
import type { CertificateHistoryEntry, CertificateHistoryEvent } from './history';

/** What was changed of a certificate; members that stayed as they were are left out. */
export interface CertificateChanges extends Partial<Categories> {
  readonly archived?: boolean;
  /** Of a CA: whether chains may end here. */
  readonly trustedCa?: boolean;
}

const historyEvents: readonly [keyof CertificateChanges, CertificateHistoryEvent, string][] = [
  ['groups', 'updateGroups', 'groups changed'],
  ['raProfile', 'updateRaProfile', 'RA profile changed'],
  ['owner', 'updateOwner', 'owner changed'],
  ['attributes', 'updateCustomAttributes', 'custom attributes changed'],
];

/** One entry for each thing that changed. `idOf` gives the same id for the same revision and event. */
export function historyOf(
  change: CertificateChanges,
  before: CertificateRecord,
  after: CertificateRecord,
  createdBy: CertificateHistoryEntry['createdBy'],
  idOf: (event: CertificateHistoryEvent) => string,
): CertificateHistoryEntry[] {
  const entry = (
    event: CertificateHistoryEvent,
    message: string,
    additionalInformation: CertificateHistoryEntry['additionalInformation'],
  ): CertificateHistoryEntry => ({
    id: idOf(event),
    certificate: after.uuid,
    created: after.updatedAt,
    createdBy,
    event,
    status: 'success',
    message,
    additionalInformation,
  });
  const changed = historyEvents
    .filter(([field]) => change[field] !== undefined)
    .map(([field, event, message]) =>
      entry(event, message, {
        before: shown(before[field as 'groups' | 'raProfile' | 'owner' | 'attributes']),
        after: shown(after[field as 'groups' | 'raProfile' | 'owner' | 'attributes']),
      }),
    );
  if (change.trustedCa !== undefined) {
    const message = change.trustedCa === true ? 'marked as a trusted CA' : 'no longer a trusted CA';
    changed.push(entry('updateTrust', message, null));
  }
  if (change.archived === undefined) return changed;
  return [
    ...changed,
    entry(change.archived ? 'archive' : 'unarchive', change.archived ? 'archived' : 'unarchived', null),
  ];
}

function shown(value: CertificateRecord['groups'] | string | null | AttributeValues): unknown {
  if (value === null || typeof value === 'string' || Array.isArray(value)) return value;
  return Object.values(maskAttributeSecrets(value as AttributeValues)).map(({ name, content }) => ({
    name,
    content: content.map(({ data }) => (data instanceof Date ? data.toISOString() : data)),
  }));
}
