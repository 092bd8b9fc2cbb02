import type { AuthorityStatus, RevocationAnswer, RevocationRequest } from '../../../domain/authorities/authority';
import { revocationReasons } from '../../../domain/certificates/revocation-reasons';
import type { RevokedCertificateStore } from '../../../store/authorities/revoked-certificates';
import { readCertificate } from '../../../x509/facts';
import type { AcmeSession } from './accounts';
import { AcmeFault } from './fault';

export interface AcmeRevocationDeps {
  readonly revoked: Pick<RevokedCertificateStore, 'find' | 'keepFirst'>;
  readonly now: () => Date;
}

/** Revocation by the account that ordered the certificate (RFC 8555, section 7.6), and what we remember of it. */
export function createAcmeRevocation({ revoked, now }: AcmeRevocationDeps) {
  return {
    async revoke(
      authority: string,
      { certificate, reason }: RevocationRequest,
      open: () => Promise<AcmeSession>,
    ): Promise<RevocationAnswer> {
      const { facts } = readCertificate(certificate);
      const payload = {
        certificate: Buffer.from(certificate).toString('base64url'),
        reason: revocationReasons[reason],
      };
      try {
        const session = await open();
        await session.post({ what: 'revoke the certificate', url: session.directory.revokeCert, payload });
      } catch (error) {
        if (!(error instanceof AcmeFault) || !error.isFinal) throw error;
        if (error.code !== 'already_revoked') return { kind: 'refused', code: error.code, message: error.message };
      }
      // Authorities do not say when; what was recorded first stands.
      const revokedAt = new Date(Math.floor(now().getTime() / 1000) * 1000);
      const row = { authority, serial: facts.serialNumber, revokedAt, reason, notAfter: facts.notAfter ?? revokedAt };
      return { kind: 'revoked', revokedAt: (await revoked.keepFirst(row)).revokedAt };
    },

    /** ACME has no question for it: what we have revoked is known, all else is not. */
    async status(authority: string, certificate: Uint8Array): Promise<AuthorityStatus> {
      const { facts } = readCertificate(certificate);
      return (await revoked.find(authority, facts.serialNumber)) === null ? 'unknown' : 'revoked';
    },
  };
}

export type AcmeRevocation = ReturnType<typeof createAcmeRevocation>;
