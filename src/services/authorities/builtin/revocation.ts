import type { ReleaseAnswer, RevocationAnswer, RevocationRequest } from '../../../domain/authorities/authority';
import type { AuthorityStatus } from '../../../domain/authorities/authority';
import { isCertloomError } from '../../../domain/problem';
import type { IssuedCertificate, IssuedCertificateStore } from '../../../store/authorities/issued-certificates';
import type { RevocationListStore } from '../../../store/authorities/revocation-lists';
import type { RevokedCertificateStore } from '../../../store/authorities/revoked-certificates';
import { readCertificate } from '../../../x509/facts';

export interface RevocationDeps {
  readonly issued: Pick<IssuedCertificateStore, 'bySerial'>;
  readonly revoked: Pick<RevokedCertificateStore, 'find' | 'keepFirst' | 'raise' | 'release'>;
  readonly lists: Pick<RevocationListStore, 'noteChange'>;
  readonly now: () => Date;
}

/** Revokes what the authority has issued, and says of it what it is. */
export function createRevocation({ issued, revoked, lists, now }: RevocationDeps) {
  /** Null: this authority has not issued it, whatever it says of itself. */
  async function own(authority: string, certificate: Uint8Array): Promise<IssuedCertificate | null> {
    const serial = serialOf(certificate);
    const found = serial === null ? null : await issued.bySerial(authority, serial);
    return found !== null && found.der.equals(certificate) ? found : null;
  }

  return {
    async revoke(authority: string, { certificate, reason }: RevocationRequest): Promise<RevocationAnswer> {
      const found = await own(authority, certificate);
      if (found === null) return notIssuedHere;
      const { serial, notAfter } = found;
      // Lists have whole seconds, and both must say the same.
      const revokedAt = wholeSecond(now());
      const first = await revoked.keepFirst({ authority, serial, revokedAt, reason, notAfter });
      const kept = (reason === 'certificateHold' ? null : await revoked.raise(authority, serial, reason)) ?? first;
      // Also at a repeat: the first call may have ended before it.
      await lists.noteChange(authority, revokedAt);
      return { kind: 'revoked', revokedAt: kept.revokedAt };
    },

    async release(authority: string, { certificate }: Pick<RevocationRequest, 'certificate'>): Promise<ReleaseAnswer> {
      const found = await own(authority, certificate);
      if (found === null) return notIssuedHere;
      const at = wholeSecond(now());
      // Before it, too: once the hold is gone, no answer may be older than its end.
      await lists.noteChange(authority, at);
      await revoked.release(authority, found.serial);
      await lists.noteChange(authority, at);
      const message = 'The certificate is revoked for good.';
      const left = await revoked.find(authority, found.serial);
      return left === null ? { kind: 'released' } : { kind: 'refused', code: 'not_on_hold', message };
    },

    async status(authority: string, certificate: Uint8Array): Promise<AuthorityStatus> {
      const found = await own(authority, certificate);
      if (found === null) return 'unknown';
      return (await revoked.find(authority, found.serial)) === null ? 'good' : 'revoked';
    },
  };
}

export type Revocation = ReturnType<typeof createRevocation>;

function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

const notIssuedHere = {
  kind: 'refused',
  code: 'not_issued_here',
  message: 'This authority has not issued the certificate.',
} as const;

function serialOf(certificate: Uint8Array): string | null {
  try {
    return readCertificate(certificate).facts.serialNumber;
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return null;
  }
}
