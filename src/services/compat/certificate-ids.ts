import type { CertificateRecord } from '../../domain/certificates/certificate';
import { CertloomError } from '../../domain/problem';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { CertificateNumbers } from '../../store/compat/certificate-numbers';

export interface CertificateIdDeps {
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly numbers: CertificateNumbers;
}

/** Certificates by the ids of the origin's clients: whole numbers, or our uuids in their place. */
export function createCertificateIds({ inventory, numbers }: CertificateIdDeps) {
  return {
    numbersOf: numbers.numbersOf,

    async numberOf(uuid: string): Promise<number> {
      return (await numbers.numbersOf([uuid])).get(uuid)!;
    },

    /** Throws `not_found`. @param id digits, or a uuid in any case */
    async get(id: string): Promise<CertificateRecord> {
      const uuid = /^\d+$/.test(id) ? await numbers.uuidOf(Number(id)) : id.toLowerCase();
      const found = uuid === undefined ? null : await inventory.find(uuid);
      if (found === null) throw noCertificate();
      return found;
    },
  };
}

export type CertificateIds = ReturnType<typeof createCertificateIds>;

export function noCertificate(): CertloomError {
  return new CertloomError('not_found', 'There is no such certificate.');
}
