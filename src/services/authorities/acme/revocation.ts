import type { AuthorityStatus, RevocationAnswer, RevocationRequest } from '../../../domain/authorities/authority';
import { revocationReasons } from '../../../domain/certificates/revocation-reasons';
import { AuthorityFault } from '../authority-fault';
import type { RememberedRevocations } from '../remembered-revocations';
import type { AcmeSession } from './accounts';

/** Revocation by the account that ordered the certificate (RFC 8555, section 7.6), and what we remember of it. */
export function createAcmeRevocation(remembered: RememberedRevocations) {
  return {
    async revoke(
      authority: string,
      request: RevocationRequest,
      open: () => Promise<AcmeSession>,
    ): Promise<RevocationAnswer> {
      const payload = {
        certificate: Buffer.from(request.certificate).toString('base64url'),
        reason: revocationReasons[request.reason],
      };
      try {
        const session = await open();
        await session.post({ what: 'revoke the certificate', url: session.directory.revokeCert, payload });
      } catch (error) {
        if (!(error instanceof AuthorityFault) || !error.isFinal) throw error;
        if (error.code !== 'already_revoked') return { kind: 'refused', code: error.code, message: error.message };
      }
      return { kind: 'revoked', revokedAt: await remembered.remember(authority, request) };
    },

    /** ACME has no question for it: what we have revoked is known, all else is not. */
    async status(authority: string, certificate: Uint8Array): Promise<AuthorityStatus> {
      return (await remembered.includes(authority, certificate)) ? 'revoked' : 'unknown';
    },
  };
}

export type AcmeRevocation = ReturnType<typeof createAcmeRevocation>;
