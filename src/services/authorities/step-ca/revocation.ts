import { randomUUID } from 'node:crypto';
import type { AuthorityStatus, RevocationAnswer, RevocationRequest } from '../../../domain/authorities/authority';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import type { StepCaSettings } from '../../../domain/authorities/step-ca-settings';
import { revocationReasons } from '../../../domain/certificates/revocation-reasons';
import { readCertificate } from '../../../x509/facts';
import { integerContent } from '../../../x509/integers';
import { readRevocationList } from '../../../x509/revocation-list';
import { AuthorityFault } from '../authority-fault';
import type { RememberedRevocations } from '../remembered-revocations';
import type { Provisioners } from './provisioners';
import type { Publications } from './publications';
import type { StepCaRequests } from './requests';
import { writeToken } from './tokens';

export interface StepCaRevocationDeps {
  readonly ask: StepCaRequests;
  readonly provisioners: Pick<Provisioners, 'get' | 'forget'>;
  readonly publications: Publications;
  readonly remembered: RememberedRevocations;
  readonly now: () => Date;
}

/** Revocation by a one-time token, and what is known of it. */
export function createStepCaRevocation({ ask, provisioners, publications, remembered, now }: StepCaRevocationDeps) {
  async function tell(instance: AuthorityInstance, { url, ...settings }: StepCaSettings, request: RevocationRequest) {
    const path = '/1.0/revoke';
    const { serialNumber, issuerDn } = readCertificate(request.certificate).facts;
    // The server revokes whatever number it is told, also one that it has never given.
    const issuers = await publications.issuers(url);
    if (!issuers.some((der) => readCertificate(der).facts.subjectDn === issuerDn))
      throw new AuthorityFault('not_issued_here', 'The certificate was not issued by this authority.', true);
    const serial = BigInt(`0x${integerContent(serialNumber).toString('hex')}`).toString();
    const provisioner = await provisioners.get(instance, { url, ...settings });
    const claims = { audience: `${new URL(url).origin}${path}`, subject: serial, id: randomUUID() };
    const ott = writeToken(provisioner, claims, now());
    // Passive is the only way that it knows: the certificate is on its list, and is not renewed any more.
    const body = { serial, ott, reasonCode: revocationReasons[request.reason], reason: request.reason, passive: true };
    await ask(url, { what: 'revoke the certificate', method: 'POST', path, body });
  }

  return {
    async revoke(
      instance: AuthorityInstance,
      settings: StepCaSettings,
      request: RevocationRequest,
    ): Promise<RevocationAnswer> {
      try {
        await tell(instance, settings, request);
      } catch (error) {
        if (!(error instanceof AuthorityFault) || !error.isFinal) throw error;
        if (error.code === 'unauthorized') provisioners.forget(instance);
        if (!isRevokedAlready(error)) return { kind: 'refused', code: error.code, message: error.message };
      }
      return { kind: 'revoked', revokedAt: await remembered.remember(instance.uuid, request) };
    },

    /** By what we have revoked, and by the list where the server makes one. */
    async status(
      { uuid }: AuthorityInstance,
      { url }: StepCaSettings,
      certificate: Uint8Array,
    ): Promise<AuthorityStatus> {
      if (await remembered.includes(uuid, certificate)) return 'revoked';
      const der = await publications.crl(url);
      const list = der === null ? null : await readRevocationList(der, giveTurn);
      const { issuerDn, serialNumber } = readCertificate(certificate).facts;
      if (list === null || list.issuerDn !== issuerDn) return 'unknown';
      return list.find(list.issuer, serialNumber) === null ? 'good' : 'revoked';
    },
  };
}

export type StepCaRevocation = ReturnType<typeof createStepCaRevocation>;

function isRevokedAlready({ message, more }: AuthorityFault): boolean {
  return more.status === 400 && /already revoked/i.test(message);
}

const giveTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
