import { readCertificate } from '../../x509/facts';
import type { RevocationRequest } from '../../domain/authorities/authority';
import type { RevokedCertificateStore } from '../../store/authorities/revoked-certificates';

export interface RememberedRevocationDeps {
  readonly revoked: Pick<RevokedCertificateStore, 'find' | 'keepFirst'>;
  readonly now: () => Date;
}

/** What authorities of others have revoked for us. They do not say when; what was recorded first stands. */
export function createRememberedRevocations({ revoked, now }: RememberedRevocationDeps) {
  return {
    /** Answers since when it is revoked. */
    async remember(authority: string, { certificate, reason }: RevocationRequest): Promise<Date> {
      const { facts } = readCertificate(certificate);
      const revokedAt = new Date(Math.floor(now().getTime() / 1000) * 1000);
      const row = { authority, serial: facts.serialNumber, revokedAt, reason, notAfter: facts.notAfter ?? revokedAt };
      return (await revoked.keepFirst(row)).revokedAt;
    },

    async includes(authority: string, certificate: Uint8Array): Promise<boolean> {
      return (await revoked.find(authority, readCertificate(certificate).facts.serialNumber)) !== null;
    },
  };
}

export type RememberedRevocations = ReturnType<typeof createRememberedRevocations>;
