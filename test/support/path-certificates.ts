import type { NameValue, PathCertificate, PathName } from '../../src/domain/validation/path-certificate';

let count = 0;

/** A name of one attribute. */
export function pathName(text: string): PathName {
  const rdns = text === '' ? [] : text.toLowerCase().split(',');
  return { derSha256: `der of ${text}`, rdns, comparable: rdns.join('\n') };
}

export function dns(value: string): NameValue {
  return { kind: 'dns', value };
}

/** A certificate for rules that look at no bytes; each has a fingerprint and a key of its own unless it says otherwise. */
export function pathCertificate(
  subject: string,
  issuer: string,
  more: Partial<PathCertificate> & { readonly isCa?: boolean } = {},
): PathCertificate {
  const { isCa = false, ...rest } = more;
  const id = `${subject}<${issuer}#${(count += 1)}`;
  const octets = Buffer.from(id);
  return {
    der: octets,
    fingerprint: id,
    signed: { tbs: octets, signature: Buffer.from(issuer), algorithm: Buffer.alloc(0), algorithmName: 'ed25519' },
    signatureAlgorithm: 'ed25519',
    signatureAlgorithmsAgree: true,
    version: 3,
    serialNumber: count.toString(16),
    subject: pathName(subject),
    subjectDn: subject,
    commonNames: [],
    issuer: pathName(issuer),
    issuerDer: Buffer.from(issuer),
    subjectDer: Buffer.from(subject),
    spki: Buffer.from(subject),
    spkiSha256: `key of ${subject}`,
    keyOctets: Buffer.from(subject),
    keyAlgorithm: 'ed25519',
    keySize: 256,
    inheritsKeyParameters: false,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    subjectKeyIdentifier: null,
    authorityKeyIdentifier: null,
    basicConstraints: isCa ? { ca: true, pathLength: null } : null,
    keyUsage: isCa ? ['keyCertSign', 'cRLSign'] : null,
    extendedKeyUsage: null,
    names: [],
    subjectEmails: [],
    nameConstraints: null,
    policies: null,
    policyMappings: [],
    requireExplicitPolicy: null,
    inhibitPolicyMapping: null,
    inhibitAnyPolicy: null,
    distributionPoints: [],
    freshestLists: [],
    ocspNoCheck: false,
    extensions: [],
    criticalExtensions: [],
    duplicateExtensions: [],
    unreadableExtensions: [],
    tooLarge: false,
    ...rest,
  };
}
