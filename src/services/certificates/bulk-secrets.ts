import type { BulkAttribute, BulkChanges } from '../../domain/certificates/bulk';
import type { SecretBox } from '../../secrets/secret-box';

/** Between what a bulk change is asked for and what is kept of it until its end. */
export interface BulkSecrets {
  conceal(changes: BulkChanges, bulkId: string): BulkChanges;
  reveal(changes: BulkChanges, bulkId: string): BulkChanges;
}

/**
 * Values of attributes are kept sealed, whatever type they have: which of them are secret is known only when the change
 * is carried out.
 */
export function createBulkSecrets(box: SecretBox): BulkSecrets {
  const bound = (bulkId: string) => `bulk change ${bulkId}`;
  return {
    conceal: (changes, bulkId) =>
      withContent(changes, (content) => [{ data: box.seal(JSON.stringify(content), bound(bulkId)) }]),
    reveal: (changes, bulkId) =>
      withContent(changes, ([kept]) => JSON.parse(box.open(String(kept?.data), bound(bulkId))) as Content),
  };
}

type Content = NonNullable<BulkAttribute['content']>;

function withContent(changes: BulkChanges, map: (content: Content) => Content): BulkChanges {
  const { customAttributes, ...others } = changes;
  if (customAttributes === undefined) return changes;
  return {
    ...others,
    customAttributes: customAttributes.map((attribute) =>
      attribute.content === null ? attribute : { ...attribute, content: map(attribute.content) },
    ),
  };
}
