import type { CollectionChange } from '../collections/change';

/**
 * What instances are started for, as text: the same cause has the same key, and so never starts two. No key holds a detail
 * of a certificate.
 */
export const startKeys = {
  /** An action of a trigger, or of the definition that stands where a trigger would. */
  firing: (firingId: string, trigger: string, action: string) => `firing/${firingId}/${trigger}/${action}`,
  /** An item of an alert at a threshold. @param row of the ledger */
  alert: (row: string) => `alert/${row}`,
  /**
   * A change of a collection. One that entered has the key of the member that it became, so that no back-fill handles it again.
   * @param at when it was seen: a collection that is forgotten counts its changes anew
   */
  change(definition: string, { collectionId, certificateId, change, seq, at }: CollectionChange) {
    if (change === 'entered') return startKeys.member(definition, collectionId, certificateId, at);
    return `change/${definition}/${collectionId}/${seq}/${at.getTime()}`;
  },
  /** A member of a collection, which entered or is asked for by a back-fill. @param since when it became one */
  member: (definition: string, collection: string, certificate: string, since: Date) =>
    `member/${definition}/${collection}/${certificate}/${since.getTime()}`,
  /** A request for a certificate or for its revocation. */
  operation: (operation: string) => `operation/${operation}`,
} as const;
