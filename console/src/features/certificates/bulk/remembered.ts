import type { BulkChanges } from './changes';

/** Values of attributes are not told again by the API, as they may be secret; this window knows what it has asked for. */
const remembered = new Map<string, BulkChanges>();

export function rememberChanges(bulkId: string, changes: BulkChanges): void {
  remembered.set(bulkId, changes);
}

/** The changes to ask for again; undefined where their values are not known any more. */
export function changesAgain(bulkId: string, shown: Readonly<Record<string, unknown>>): BulkChanges | undefined {
  const known = remembered.get(bulkId);
  if (known !== undefined) return known;
  return 'customAttributes' in shown ? undefined : shown;
}
