import type { CertificateInventory } from '../../store/certificates/inventory';
import type { OperationStore } from '../../store/operations/operations';

export interface ForeignDeps {
  readonly operations: Pick<OperationStore, 'thatIssued'>;
  readonly inventory: Pick<CertificateInventory, 'find'>;
}

/**
 * Whether others have issued a certificate, or anybody has uploaded it. It may have any names: nobody has granted them here, so
 * that its renewal needs what a first certificate needs. One that does not exist is nobody's.
 */
export function createForeignCheck({ operations, inventory }: ForeignDeps) {
  return async (certificate: string): Promise<boolean> =>
    (await inventory.find(certificate)) !== null && (await operations.thatIssued(certificate)) === null;
}

export type ForeignCheck = ReturnType<typeof createForeignCheck>;
