import type { CertificateOrder, OrderStep } from '../../../domain/authorities/authority';
import type { BuiltinSettings } from '../../../domain/authorities/builtin-settings';
import { profileLifetimeSeconds } from '../../../domain/authorities/profile-check';
import type { KeyUsage } from '../../../domain/certificates/certificate';
import { securityBits } from '../../../domain/certificates/security-bits';
import { isCertloomError } from '../../../domain/problem';
import type { IssuedCertificateStore } from '../../../store/authorities/issued-certificates';
import { writeCertificate } from '../../../x509/certificate-writer';
import { readCertificationRequest, type CertificationRequest } from '../../../x509/certification-request';
import { readCertificate } from '../../../x509/facts';
import { withUtf8Strings } from '../../../x509/name-writer';
import { caAddresses } from './addresses';
import { newSerial, validFromFor, type BuiltinCas, type OpenedCas } from './cas';

export interface IssuanceDeps {
  readonly cas: Pick<BuiltinCas, 'findOrMake'>;
  readonly issued: Pick<IssuedCertificateStore, 'byKey' | 'keepFirst'>;
  readonly baseUrl: (settings: BuiltinSettings) => string;
  readonly now: () => Date;
}

const day = 86_400;
const defaultLifetimeSeconds = 90 * day;
/** What remains of the issuing CA must be worth a certificate. */
const shortestSeconds = 3_600;
const leastSecurityBits = 112;

/** Usages that a key of each algorithm can have at all (RFC 8813, RFC 8410); RSA has every one but key agreement. */
const impossible: Readonly<Record<string, readonly KeyUsage[]>> = {
  rsa: ['keyAgreement'],
  'rsa-pss': ['keyAgreement', 'keyEncipherment', 'dataEncipherment'],
  ec: ['keyEncipherment', 'dataEncipherment'],
  ed25519: ['keyEncipherment', 'dataEncipherment', 'keyAgreement'],
  ed448: ['keyEncipherment', 'dataEncipherment', 'keyAgreement'],
};

/** Issues for an order once: what is kept under its key is what every repeat gets. */
export function createIssuance({ cas, issued, baseUrl, now }: IssuanceDeps) {
  return async function issue(uuid: string, settings: BuiltinSettings, order: CertificateOrder): Promise<OrderStep> {
    const { root, issuing } = await cas.findOrMake(uuid, settings);
    const issuers = [issuing.der, root.der];
    const earlier = await issued.byKey(uuid, order.key);
    if (earlier !== null) return { kind: 'issued', certificate: earlier.der, issuers };
    try {
      const request = readCertificationRequest(order.csr);
      const fault = keyFault(request);
      if (fault !== null) return { kind: 'refused', code: 'key_not_allowed', message: fault };
      const at = now();
      const last = readCertificate(issuing.der).facts.notAfter;
      // No time is left for a certificate that is worth having.
      if (last !== null && last.getTime() - at.getTime() < shortestSeconds * 1000)
        return { kind: 'refused', code: 'issuer_ending', message: 'The issuing CA ends before the certificate would.' };
      const serial = newSerial();
      const validity = validityOf(order, at, last);
      const der = await certificateFor(order, request, {
        issuing,
        serial,
        validity,
        base: baseUrl(settings),
      });
      const { facts } = readCertificate(der);
      const { notAfter } = validity;
      const row = { authority: uuid, key: order.key, serial: facts.serialNumber, der, notAfter, issuedAt: at };
      return { kind: 'issued', certificate: (await issued.keepFirst(row)).der, issuers };
    } catch (error) {
      if (!isCertloomError(error)) throw error;
      return { kind: 'refused', code: 'request_not_valid', message: error.detail };
    }
  };
}

export type Issuance = ReturnType<typeof createIssuance>;

/** Null: the key may be certified. */
function keyFault({ key }: CertificationRequest): string | null {
  const { algorithm: keyAlgorithm, bits: keySize } = key;
  if (!Object.hasOwn(impossible, keyAlgorithm)) return `Keys of algorithm ${keyAlgorithm} are not certified.`;
  const bits = securityBits({ keyAlgorithm, keySize });
  return bits !== null && bits >= leastSecurityBits ? null : `A key of ${keySize ?? 'unknown'} bits is too weak.`;
}

/**
 * The validity is as long as the lifetime that was asked for, to the second: some programs refuse a day and a minute where
 * they take a day.
 * @param last when the issuing CA ends
 */
function validityOf(order: CertificateOrder, at: Date, last: Date | null): Validity {
  const { certificateProfile: profile } = order;
  const usual = profile === null ? defaultLifetimeSeconds : profileLifetimeSeconds(profile);
  const lifetimeMs = (order.lifetimeSeconds ?? usual) * 1000;
  const notBefore = validFromFor(at, lifetimeMs);
  const end = notBefore.getTime() + lifetimeMs;
  return { notBefore, notAfter: new Date(Math.min(end, last?.getTime() ?? end)) };
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

interface Plan {
  readonly issuing: OpenedCas['issuing'];
  readonly serial: Buffer;
  readonly validity: Validity;
  readonly base: string;
}

function certificateFor(
  order: CertificateOrder,
  { subjectDer, spkiDer, key }: CertificationRequest,
  { issuing, serial, validity, base }: Plan,
): Promise<Buffer> {
  const { certificateProfile: profile } = order;
  const addresses = caAddresses(base, issuing.id);
  const usages = profile?.keyUsage ?? ['digitalSignature', 'keyEncipherment'];
  return writeCertificate(
    {
      ...validity,
      serial,
      issuer: issuing.subject,
      subject: withUtf8Strings(subjectDer),
      spki: spkiDer,
      ca: null,
      keyUsage: usages.filter((usage) => !impossible[key.algorithm]!.includes(usage)),
      extendedKeyUsage: profile?.extendedKeyUsage ?? ['serverAuth', 'clientAuth'],
      names: order.names,
      authorityKeyId: issuing.keyId,
      crlUrl: addresses.crl,
      issuerUrl: addresses.certificate,
      ocspUrl: addresses.ocsp,
    },
    issuing.signer,
  );
}
