import type { CertificateHistoryEntry } from './history';
import type { Relation } from './relations';

/**
 * The entries of both certificates about a relation that was added or removed. `idOf` makes an id out of a name; the
 * name has the time of the addition in it, so that a repeated write leaves one entry, and one that comes back another.
 */
export function relationHistory(
  relation: Relation,
  change: 'added' | 'removed',
  idOf: (name: string) => string,
): CertificateHistoryEntry[] {
  const isAdded = change === 'added';
  const by = isAdded ? relation.createdBy : relation.removedBy;
  const at = isAdded ? relation.createdAt : (relation.removedAt ?? relation.createdAt);
  const entry = (certificate: string, side: 'predecessor' | 'successor', other: string): CertificateHistoryEntry => ({
    id: idOf(`certificate-history:relation:${relation.uuid}:${side}:${change}:${timeOf(relation)}`),
    certificate,
    created: at,
    createdBy: by ?? { uuid: null, name: 'system' },
    event: 'relation',
    status: 'success',
    message: `${side} ${change}`,
    additionalInformation: { relation: relation.uuid, [side]: other, type: relation.type, origin: relation.origin },
  });
  return [
    entry(relation.predecessor, 'successor', relation.successor),
    entry(relation.successor, 'predecessor', relation.predecessor),
  ];
}

/** A pair is detected once in its life; what people add is told apart by its time. */
function timeOf({ origin, createdAt }: Relation): string {
  return origin === 'detected' ? origin : createdAt.toISOString();
}
