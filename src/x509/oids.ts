/** Object identifiers: decoding (X.690, section 8.19) and the names of those that certificates use. */

const MAX_OCTETS = 128;
const MAX_ARCS = 64;

/**
 * Dotted text of the content octets `start`..`end`; null when they are no OID or go beyond 64 arcs or 128 octets.
 * Arcs may be larger than 2^53 (those under 2.25 are UUIDs) and are exact.
 */
export function decodeOid(bytes: Uint8Array, start: number, end: number): string | null {
  if (end <= start || end - start > MAX_OCTETS || (bytes[end - 1] as number) >= 0x80) return null;
  let text = '';
  let arcs = 1;
  let at = start;
  while (at < end) {
    if (bytes[at] === 0x80) return null; // leading zeros would give one OID two encodings
    const from = at;
    let arc = 0;
    while ((bytes[at] as number) >= 0x80) {
      arc = arc * 128 + ((bytes[at] as number) & 0x7f);
      at += 1;
    }
    arc = arc * 128 + (bytes[at] as number);
    at += 1;
    arcs += 1;
    if (arcs > MAX_ARCS) return null;
    const large = at - from > 7;
    if (from > start) text += `.${large ? largeArc(bytes, from, at) : arc}`;
    else if (arc < 80) text = arc < 40 ? `0.${arc}` : `1.${arc - 40}`;
    else text = `2.${large ? largeArc(bytes, from, at) - 80n : arc - 80}`;
  }
  return text;
}

function largeArc(bytes: Uint8Array, start: number, end: number): bigint {
  let arc = 0n;
  for (let at = start; at < end; at += 1) arc = arc * 128n + BigInt((bytes[at] as number) & 0x7f);
  return arc;
}

/** Short names of attribute types: RFC 4514, section 3, and the LDAP descriptors of RFC 4519 and RFC 2985. */
export const attributeNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.6', 'C'],
  ['2.5.4.9', 'STREET'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['2.5.4.4', 'sn'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.12', 'title'],
  ['2.5.4.13', 'description'],
  ['2.5.4.15', 'businessCategory'],
  ['2.5.4.16', 'postalAddress'],
  ['2.5.4.17', 'postalCode'],
  ['2.5.4.18', 'postOfficeBox'],
  ['2.5.4.20', 'telephoneNumber'],
  ['2.5.4.41', 'name'],
  ['2.5.4.42', 'givenName'],
  ['2.5.4.43', 'initials'],
  ['2.5.4.44', 'generationQualifier'],
  ['2.5.4.46', 'dnQualifier'],
  ['2.5.4.65', 'pseudonym'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);

export const CN_OID = '2.5.4.3';

/** Public key algorithms by the name that conditions and lists use. */
export const keyAlgorithmNames: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.1', 'rsa'],
  ['1.2.840.113549.1.1.7', 'rsa-oaep'],
  ['1.2.840.113549.1.1.10', 'rsa-pss'],
  ['1.2.840.10040.4.1', 'dsa'],
  ['1.2.840.10046.2.1', 'dh'],
  ['1.2.840.113549.1.3.1', 'dh'],
  ['1.2.840.10045.2.1', 'ec'],
  ['1.3.132.1.12', 'ec'],
  ['1.3.101.110', 'x25519'],
  ['1.3.101.111', 'x448'],
  ['1.3.101.112', 'ed25519'],
  ['1.3.101.113', 'ed448'],
  ['1.2.643.2.2.19', 'gost-2001'],
  ['1.2.643.7.1.1.1.1', 'gost-2012-256'],
  ['1.2.643.7.1.1.1.2', 'gost-2012-512'],
  ['2.16.840.1.101.3.4.3.17', 'ml-dsa-44'],
  ['2.16.840.1.101.3.4.3.18', 'ml-dsa-65'],
  ['2.16.840.1.101.3.4.3.19', 'ml-dsa-87'],
  ['2.16.840.1.101.3.4.3.20', 'slh-dsa-sha2-128s'],
  ['2.16.840.1.101.3.4.3.21', 'slh-dsa-sha2-128f'],
  ['2.16.840.1.101.3.4.3.22', 'slh-dsa-sha2-192s'],
  ['2.16.840.1.101.3.4.3.23', 'slh-dsa-sha2-192f'],
  ['2.16.840.1.101.3.4.3.24', 'slh-dsa-sha2-256s'],
  ['2.16.840.1.101.3.4.3.25', 'slh-dsa-sha2-256f'],
  ['2.16.840.1.101.3.4.3.26', 'slh-dsa-shake-128s'],
  ['2.16.840.1.101.3.4.3.27', 'slh-dsa-shake-128f'],
  ['2.16.840.1.101.3.4.3.28', 'slh-dsa-shake-192s'],
  ['2.16.840.1.101.3.4.3.29', 'slh-dsa-shake-192f'],
  ['2.16.840.1.101.3.4.3.30', 'slh-dsa-shake-256s'],
  ['2.16.840.1.101.3.4.3.31', 'slh-dsa-shake-256f'],
  ['2.16.840.1.101.3.4.4.1', 'ml-kem-512'],
  ['2.16.840.1.101.3.4.4.2', 'ml-kem-768'],
  ['2.16.840.1.101.3.4.4.3', 'ml-kem-1024'],
]);

/** Signature algorithms; those that are named like their key (EdDSA, ML-DSA, SLH-DSA) come from the table above. */
const signatureNames: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.2', 'md2WithRSAEncryption'],
  ['1.2.840.113549.1.1.4', 'md5WithRSAEncryption'],
  ['1.2.840.113549.1.1.5', 'sha1WithRSAEncryption'],
  ['1.3.14.3.2.29', 'sha1WithRSA'],
  ['1.2.840.113549.1.1.14', 'sha224WithRSAEncryption'],
  ['1.2.840.113549.1.1.11', 'sha256WithRSAEncryption'],
  ['1.2.840.113549.1.1.12', 'sha384WithRSAEncryption'],
  ['1.2.840.113549.1.1.13', 'sha512WithRSAEncryption'],
  ['1.2.840.113549.1.1.15', 'sha512-224WithRSAEncryption'],
  ['1.2.840.113549.1.1.16', 'sha512-256WithRSAEncryption'],
  ['1.2.840.113549.1.1.10', 'rsassaPss'],
  ['2.16.840.1.101.3.4.3.13', 'RSA-SHA3-224'],
  ['2.16.840.1.101.3.4.3.14', 'RSA-SHA3-256'],
  ['2.16.840.1.101.3.4.3.15', 'RSA-SHA3-384'],
  ['2.16.840.1.101.3.4.3.16', 'RSA-SHA3-512'],
  ['1.2.840.10040.4.3', 'dsaWithSHA1'],
  ['1.3.14.3.2.27', 'dsaWithSHA1-old'],
  ['2.16.840.1.101.3.4.3.1', 'dsa_with_SHA224'],
  ['2.16.840.1.101.3.4.3.2', 'dsa_with_SHA256'],
  ['2.16.840.1.101.3.4.3.3', 'dsa_with_SHA384'],
  ['2.16.840.1.101.3.4.3.4', 'dsa_with_SHA512'],
  ['1.2.840.10045.4.1', 'ecdsa-with-SHA1'],
  ['1.2.840.10045.4.3.1', 'ecdsa-with-SHA224'],
  ['1.2.840.10045.4.3.2', 'ecdsa-with-SHA256'],
  ['1.2.840.10045.4.3.3', 'ecdsa-with-SHA384'],
  ['1.2.840.10045.4.3.4', 'ecdsa-with-SHA512'],
  ['2.16.840.1.101.3.4.3.9', 'ecdsa_with_SHA3-224'],
  ['2.16.840.1.101.3.4.3.10', 'ecdsa_with_SHA3-256'],
  ['2.16.840.1.101.3.4.3.11', 'ecdsa_with_SHA3-384'],
  ['2.16.840.1.101.3.4.3.12', 'ecdsa_with_SHA3-512'],
  ['1.2.156.10197.1.501', 'SM2-with-SM3'],
]);

/** Name of a signature algorithm, else the dotted OID. */
export function signatureAlgorithmName(oid: string): string {
  return signatureNames.get(oid) ?? keyAlgorithmNames.get(oid) ?? oid;
}

/** Not every supported release of the runtime can check these. */
const unverifiable: ReadonlySet<string> = new Set(['md2WithRSAEncryption', 'SM2-with-SM3']);
const edwards: ReadonlySet<string> = new Set(['ed25519', 'ed448']);
const verifiable = new Set([...signatureNames.values()].filter((name) => !unverifiable.has(name)));

/**
 * Whether every supported release of the runtime can check such signatures. Of others some say that they do not
 * verify, where a check just did not run.
 */
export function isVerifiable(signatureAlgorithm: string): boolean {
  return verifiable.has(signatureAlgorithm) || edwards.has(signatureAlgorithm);
}

/** Named curves with the bits of their field. */
export const curves: ReadonlyMap<string, { readonly name: string; readonly bits: number }> = new Map([
  ['1.2.840.10045.3.1.1', { name: 'prime192v1', bits: 192 }],
  ['1.2.840.10045.3.1.7', { name: 'prime256v1', bits: 256 }],
  ['1.3.132.0.10', { name: 'secp256k1', bits: 256 }],
  ['1.3.132.0.33', { name: 'secp224r1', bits: 224 }],
  ['1.3.132.0.34', { name: 'secp384r1', bits: 384 }],
  ['1.3.132.0.35', { name: 'secp521r1', bits: 521 }],
  ['1.3.132.0.8', { name: 'secp160r1', bits: 160 }],
  ['1.3.132.0.1', { name: 'sect163k1', bits: 163 }],
  ['1.3.132.0.15', { name: 'sect163r2', bits: 163 }],
  ['1.3.132.0.26', { name: 'sect233k1', bits: 233 }],
  ['1.3.132.0.27', { name: 'sect233r1', bits: 233 }],
  ['1.3.132.0.16', { name: 'sect283k1', bits: 283 }],
  ['1.3.132.0.17', { name: 'sect283r1', bits: 283 }],
  ['1.3.132.0.36', { name: 'sect409k1', bits: 409 }],
  ['1.3.132.0.37', { name: 'sect409r1', bits: 409 }],
  ['1.3.132.0.38', { name: 'sect571k1', bits: 571 }],
  ['1.3.132.0.39', { name: 'sect571r1', bits: 571 }],
  ['1.3.36.3.3.2.8.1.1.3', { name: 'brainpoolP192r1', bits: 192 }],
  ['1.3.36.3.3.2.8.1.1.5', { name: 'brainpoolP224r1', bits: 224 }],
  ['1.3.36.3.3.2.8.1.1.7', { name: 'brainpoolP256r1', bits: 256 }],
  ['1.3.36.3.3.2.8.1.1.9', { name: 'brainpoolP320r1', bits: 320 }],
  ['1.3.36.3.3.2.8.1.1.11', { name: 'brainpoolP384r1', bits: 384 }],
  ['1.3.36.3.3.2.8.1.1.13', { name: 'brainpoolP512r1', bits: 512 }],
  ['1.2.156.10197.1.301', { name: 'SM2', bits: 256 }],
]);

export const extensionOids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  subjectAltPublicKeyInfo: '2.5.29.72',
  altSignatureAlgorithm: '2.5.29.73',
  altSignatureValue: '2.5.29.74',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  microsoftCertificateTemplateName: '1.3.6.1.4.1.311.20.2',
  microsoftCertificateTemplate: '1.3.6.1.4.1.311.21.7',
} as const;

/** Names of extensions as RFC 5280 and its relatives write them. */
export const extensionNames: ReadonlyMap<string, string> = new Map([
  ...Object.entries(extensionOids).map(([name, oid]): [string, string] => [oid, name]),
  ['2.5.29.9', 'subjectDirectoryAttributes'],
  ['2.5.29.16', 'privateKeyUsagePeriod'],
  ['2.5.29.18', 'issuerAltName'],
  ['2.5.29.30', 'nameConstraints'],
  ['2.5.29.33', 'policyMappings'],
  ['2.5.29.36', 'policyConstraints'],
  ['2.5.29.46', 'freshestCRL'],
  ['2.5.29.54', 'inhibitAnyPolicy'],
  ['1.3.6.1.5.5.7.1.3', 'qcStatements'],
  ['1.3.6.1.5.5.7.1.11', 'subjectInfoAccess'],
  ['1.3.6.1.5.5.7.1.24', 'tlsFeature'],
  ['1.3.6.1.5.5.7.48.1.5', 'ocspNoCheck'],
  ['1.3.6.1.4.1.11129.2.4.2', 'signedCertificateTimestampList'],
  ['1.3.6.1.4.1.11129.2.4.3', 'precertificatePoison'],
  ['1.3.6.1.4.1.311.21.1', 'microsoftCaVersion'],
  ['1.3.6.1.4.1.311.21.10', 'microsoftApplicationPolicies'],
  ['1.3.6.1.4.1.311.25.2', 'microsoftNtdsSecurity'],
  ['2.16.840.1.113730.1.1', 'netscapeCertType'],
  ['2.16.840.1.113730.1.13', 'netscapeComment'],
]);
