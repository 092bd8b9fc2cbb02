import type { ValidationNote } from './checks';
import { identifies } from './issuer-order';
import { isSelfIssued, type PathCertificate } from './path-certificate';

const weakSignatures = /^(md\d|sha1)|SHA1/;
/** Bits below which a key is no longer held to be safe. */
const leastBits: ReadonlyMap<string, number> = new Map([
  ['rsa', 2_048],
  ['rsa-pss', 2_048],
  ['ec', 224],
]);
const critical: readonly (readonly [string, ValidationNote['code'], string])[] = [
  ['2.5.29.19', 'basic_constraints_not_critical', 'basic constraints'],
  ['2.5.29.30', 'name_constraints_not_critical', 'name constraints'],
  ['2.5.29.36', 'policy_constraints_not_critical', 'policy constraints'],
];
const NAME_CONSTRAINTS = '2.5.29.30';

/**
 * What is worth knowing of a path and decides nothing: other programs are stricter, or lists of rules forbid it.
 * @param path the certificate first
 */
export function pathNotes(path: readonly PathCertificate[]): ValidationNote[] {
  return path.flatMap((certificate, at) => [
    ...linkNotes(certificate, path[at + 1]),
    ...strengthNotes(certificate, at === path.length - 1 && at > 0),
    ...(at > 0 ? issuerNotes(certificate) : endNotes(certificate)),
    ...serialNotes(certificate),
  ]);
}

function linkNotes(certificate: PathCertificate, issuer: PathCertificate | undefined): ValidationNote[] {
  const { fingerprint } = certificate;
  const notes: ValidationNote[] = [];
  if (issuer === undefined) return notes;
  if (certificate.issuer.derSha256 !== issuer.subject.derSha256) {
    const message = 'The name of the issuer is written in another way than in the certificate of the issuer.';
    notes.push({ code: 'name_encoding_differs', fingerprint, message });
  }
  if (identifies(certificate, issuer) === false) {
    const message = 'The authority key identifier is not that of the issuer; some programs then refuse the path.';
    notes.push({ code: 'authority_key_identifier_differs', fingerprint, message });
  }
  if (!isSelfIssued(certificate) && certificate.authorityKeyIdentifier === null) {
    const message = 'The certificate has no authority key identifier.';
    notes.push({ code: 'key_identifier_missing', fingerprint, message });
  }
  return notes;
}

/** Nobody relies on the signature of the trusted top. */
function strengthNotes(certificate: PathCertificate, isTop: boolean): ValidationNote[] {
  const { fingerprint, signatureAlgorithm, keyAlgorithm, keySize } = certificate;
  const notes: ValidationNote[] = [];
  if (!isTop && weakSignatures.test(signatureAlgorithm)) {
    notes.push({ code: 'weak_signature', fingerprint, message: `The signature is ${signatureAlgorithm}.` });
  }
  const least = leastBits.get(keyAlgorithm);
  if (keyAlgorithm === 'dsa' || (least !== undefined && keySize !== null && keySize < least)) {
    notes.push({
      code: 'weak_key',
      fingerprint,
      message: `The key is ${keyAlgorithm} of ${keySize ?? 'unknown'} bits.`,
    });
  }
  return notes;
}

function issuerNotes(issuer: PathCertificate): ValidationNote[] {
  const { fingerprint, extensions, criticalExtensions, subjectKeyIdentifier, version } = issuer;
  const notes: ValidationNote[] = critical
    .filter(([oid]) => extensions.includes(oid) && !criticalExtensions.includes(oid))
    .map(([, code, name]) => ({ code, fingerprint, message: `The ${name} of the issuer are not critical.` }));
  if (version < 3) {
    notes.push({
      code: 'version_1_anchor',
      fingerprint,
      message: 'The trusted top is of a version without extensions.',
    });
  } else if (subjectKeyIdentifier === null) {
    notes.push({ code: 'key_identifier_missing', fingerprint, message: 'The issuer has no subject key identifier.' });
  }
  if (issuer.subject.rdns.length === 0) {
    notes.push({ code: 'issuer_without_name', fingerprint, message: 'The issuer has an empty name.' });
  }
  return notes;
}

function endNotes({ fingerprint, extensions, basicConstraints }: PathCertificate): ValidationNote[] {
  if (basicConstraints?.ca === true || !extensions.includes(NAME_CONSTRAINTS)) return [];
  const message = 'The certificate has name constraints and is no CA.';
  return [{ code: 'name_constraints_without_ca', fingerprint, message }];
}

/** RFC 5280, section 4.1.2.2: positive, at most 20 octets. */
function serialNotes({ fingerprint, serialNumber }: PathCertificate): ValidationNote[] {
  const isUsual = /^[0-9a-f]{1,40}$/.test(serialNumber) && serialNumber !== '0';
  if (isUsual && !/^[89a-f][0-9a-f]{39}$/.test(serialNumber)) return [];
  const message = 'The serial number is zero, negative or longer than 20 octets.';
  return [{ code: 'serial_number_unusual', fingerprint, message }];
}
