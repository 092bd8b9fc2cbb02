import { createHash, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** A real certificate and the few facts that the demo's rules look at, read without any of Certloom's own code. */
export interface DemoCertificate {
  readonly pem: string;
  readonly der: Buffer;
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly serialNumber: string;
  /** Common name, else the last part of the subject that has a name. */
  readonly name: string;
  readonly isEllipticCurve: boolean;
  /** Bits of an RSA modulus, 0 for other keys. */
  readonly rsaBits: number;
  readonly notAfter: Date;
}

/**
 * `count` different certificates, taken at even distances from the trust anchors that Node.js ships, so that old and
 * new ones with all kinds of keys are among them.
 */
export function demoCertificates(count: number, source: readonly string[] = rootCertificates): DemoCertificate[] {
  const all = [...new Map(source.map((pem) => toDemoCertificate(pem)).map((one) => [one.fingerprint, one])).values()];
  if (all.length < count) throw new RangeError(`${count} certificates are needed and only ${all.length} are there`);
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!);
}

function toDemoCertificate(pem: string): DemoCertificate {
  const certificate = new X509Certificate(pem);
  const { publicKey, raw } = certificate;
  const lines = certificate.subject.split('\n');
  const named = lines.find((line) => line.startsWith('CN=')) ?? lines.at(-1) ?? '';
  return {
    pem,
    der: raw,
    fingerprint: createHash('sha256').update(raw).digest('hex'),
    serialNumber: certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''),
    name: named.slice(named.indexOf('=') + 1),
    isEllipticCurve: publicKey.asymmetricKeyType === 'ec',
    rsaBits: publicKey.asymmetricKeyType === 'rsa' ? (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) : 0,
    notAfter: new Date(certificate.validTo),
  };
}
