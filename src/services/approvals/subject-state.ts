import { createHash } from 'node:crypto';
import type { CertificateInventory } from '../../store/certificates/inventory';

/**
 * What an object is, as far as an approval depends on it; null where nobody can tell. Approval that was asked for
 * something else is worth nothing.
 */
export type StateOfSubject = (resource: string, objectUuid: string) => Promise<string | null>;

/** Of certificates: which one it is, and its state. What people may set of it decides nothing. */
export function createSubjectStates(inventory: Pick<CertificateInventory, 'find'>): StateOfSubject {
  return async (resource, objectUuid) => {
    if (resource !== 'certificates') return null;
    const certificate = await inventory.find(objectUuid);
    if (certificate === null) return null;
    const { fingerprint, state } = certificate;
    return createHash('sha256').update(`${fingerprint}\n${state}`).digest('hex').slice(0, 32);
  };
}
