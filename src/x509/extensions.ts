/** The extensions of a certificate (RFC 5280, section 4.2). An extension that cannot be read costs a warning, no more. */
import type { CertificateFacts, ExtensionFacts, KeyUsage } from '../domain/certificates/certificate';
import { keyUsages } from '../domain/certificates/certificate';
import type { DerElement, DerReader } from './der';
import { derTags } from './der';
import { fingerprintOf } from './fingerprint';
import { generalNameText, uriOf } from './general-names';
import { decodeInteger, smallInteger } from './integers';
import { readKey } from './keys';
import type { Warn } from './names';
import { decodeOid, extensionNames, extensionOids, signatureAlgorithmName } from './oids';
import { decodeString } from './strings';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type ExtensionDetails = Mutable<
  Pick<
    CertificateFacts,
    | 'altKeyAlgorithm'
    | 'altKeySize'
    | 'altSignatureAlgorithm'
    | 'authorityKeyIdentifier'
    | 'basicConstraints'
    | 'caIssuerUrls'
    | 'crlDistributionPoints'
    | 'extendedKeyUsage'
    | 'extensions'
    | 'hybrid'
    | 'keyUsage'
    | 'microsoftTemplate'
    | 'ocspUrls'
    | 'policies'
    | 'subjectAlternativeNames'
    | 'subjectKeyIdentifier'
  >
>;

const OCSP_ACCESS = '1.3.6.1.5.5.7.48.1';
const CA_ISSUERS_ACCESS = '1.3.6.1.5.5.7.48.2';
/** Names in a directory have 64 characters at most. */
const MAX_TEMPLATE_NAME = 1_000;
const CONTEXT_0 = 0x80;
const CONTEXT_0_CONSTRUCTED = 0xa0;
const CONTEXT_1_CONSTRUCTED = 0xa1;
const CONTEXT_2 = 0x82;

/** What every reader of one extension gets: its value as the first element inside extnValue. */
interface Value {
  readonly reader: DerReader;
  readonly bytes: Buffer;
  readonly value: DerElement;
  readonly warn: Warn;
}

type ValueReader = (from: Value, into: ExtensionDetails) => boolean;

/** Extensions with a field of their own. False: the value has not the expected form. */
const valueReaders: ReadonlyMap<string, { readonly code: string; readonly read: ValueReader }> = new Map([
  [extensionOids.basicConstraints, { code: 'basic_constraints_unreadable', read: basicConstraints }],
  [extensionOids.keyUsage, { code: 'key_usage_unreadable', read: keyUsage }],
  [extensionOids.extKeyUsage, { code: 'extended_key_usage_unreadable', read: extendedKeyUsage }],
  [extensionOids.subjectAltName, { code: 'subject_alt_name_unreadable', read: subjectAltName }],
  [extensionOids.subjectKeyIdentifier, { code: 'subject_key_identifier_unreadable', read: subjectKeyIdentifier }],
  [extensionOids.authorityKeyIdentifier, { code: 'authority_key_identifier_unreadable', read: authorityKeyIdentifier }],
  [extensionOids.authorityInfoAccess, { code: 'authority_info_access_unreadable', read: authorityInfoAccess }],
  [extensionOids.cRLDistributionPoints, { code: 'crl_distribution_points_unreadable', read: crlDistributionPoints }],
  [extensionOids.certificatePolicies, { code: 'certificate_policies_unreadable', read: certificatePolicies }],
  [extensionOids.subjectAltPublicKeyInfo, { code: 'alt_public_key_unreadable', read: altPublicKey }],
  [extensionOids.microsoftCertificateTemplateName, { code: 'microsoft_template_unreadable', read: templateName }],
  [extensionOids.microsoftCertificateTemplate, { code: 'microsoft_template_unreadable', read: template }],
  [extensionOids.altSignatureAlgorithm, { code: 'alt_signature_algorithm_unreadable', read: altSignatureAlgorithm }],
]);

/** What a certificate without extensions has. */
export function noExtensions(): ExtensionDetails {
  return {
    altKeyAlgorithm: null,
    altKeySize: null,
    altSignatureAlgorithm: null,
    authorityKeyIdentifier: null,
    basicConstraints: null,
    caIssuerUrls: [],
    crlDistributionPoints: [],
    extendedKeyUsage: [],
    extensions: [],
    hybrid: false,
    keyUsage: [],
    microsoftTemplate: null,
    ocspUrls: [],
    policies: [],
    subjectAlternativeNames: [],
    subjectKeyIdentifier: null,
  };
}

/**
 * Reads the `Extensions` SEQUENCE at `list`. Of an extension that stands there twice the first one counts
 * (`extension_duplicate`); RFC 5280, section 4.2, forbids the second.
 */
export function readExtensions(reader: DerReader, bytes: Buffer, list: DerElement, warn: Warn): ExtensionDetails {
  const details = noExtensions();
  const found: ExtensionFacts[] = [];
  const seen = new Set<string>();
  const outer = reader.fork();
  for (const extension of outer.children(list)) {
    const parts = outer.children(extension);
    const type = parts[0];
    const content = parts[parts.length - 1];
    const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
    if (oid === null || content?.tag !== derTags.octetString) {
      warn('extension_unreadable');
      continue;
    }
    const flag = parts[1];
    found.push({
      oid,
      name: extensionNames.get(oid) ?? null,
      critical: flag?.tag === derTags.boolean && bytes[flag.contentStart] !== 0,
      length: content.contentEnd - content.contentStart,
      sha256: fingerprintOf(bytes.subarray(content.contentStart, content.contentEnd)),
    });
    if (seen.has(oid)) {
      warn('extension_duplicate');
      continue;
    }
    seen.add(oid);
    const known = valueReaders.get(oid);
    if (known === undefined) continue;
    const inner = reader.fork();
    const value = inner.elementAt(content.contentStart, content.contentEnd);
    const whole = value !== null && value.end === content.contentEnd;
    if (value === null || !known.read({ reader: inner, bytes, value, warn }, details)) warn(known.code);
    else if (!whole || inner.fault !== null) warn(known.code);
    if (inner.fault?.code === 'too_many_elements') warn('too_many_elements');
  }
  if (outer.fault !== null) warn('extension_unreadable');
  details.extensions = found;
  details.hybrid =
    seen.has(extensionOids.subjectAltPublicKeyInfo) ||
    seen.has(extensionOids.altSignatureAlgorithm) ||
    seen.has(extensionOids.altSignatureValue);
  return details;
}

function basicConstraints({ reader, bytes, value }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.sequence) return false;
  let ca = false;
  let pathLength: number | null = null;
  let readable = true;
  for (const part of reader.children(value)) {
    if (part.tag === derTags.boolean) ca = bytes[part.contentStart] !== 0 && part.contentEnd > part.contentStart;
    else if (part.tag === derTags.integer) {
      pathLength = smallInteger(bytes, part);
      if (pathLength === null) readable = false; // null alone would read as "no limit"
    } else return false;
  }
  into.basicConstraints = { ca, pathLength };
  return readable;
}

function keyUsage({ bytes, value }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.bitString || value.contentEnd - value.contentStart < 1) return false;
  const usages: KeyUsage[] = [];
  keyUsages.forEach((usage, bit) => {
    const at = value.contentStart + 1 + (bit >> 3);
    if (at < value.contentEnd && ((bytes[at] as number) & (0x80 >> (bit & 7))) !== 0) usages.push(usage);
  });
  into.keyUsage = usages;
  return true;
}

function extendedKeyUsage({ reader, bytes, value }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.sequence) return false;
  const oids = reader.children(value).map((purpose) => oidOf(bytes, purpose));
  into.extendedKeyUsage = oids.filter((oid) => oid !== null);
  return !oids.includes(null);
}

function subjectAltName({ reader, bytes, value, warn }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.sequence) return false;
  const names = reader.children(value).map((name) => generalNameText(reader, bytes, name, warn));
  into.subjectAlternativeNames = names.filter((name) => name !== null);
  return !names.includes(null);
}

function subjectKeyIdentifier({ bytes, value }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.octetString) return false;
  into.subjectKeyIdentifier = bytes.toString('hex', value.contentStart, value.contentEnd);
  return true;
}

function authorityKeyIdentifier({ reader, bytes, value, warn }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.sequence) return false;
  let keyIdentifier: string | null = null;
  let serialNumber: string | null = null;
  let issuer: string[] = [];
  for (const part of reader.children(value)) {
    if (part.tag === CONTEXT_0) keyIdentifier = bytes.toString('hex', part.contentStart, part.contentEnd);
    else if (part.tag === CONTEXT_2) serialNumber = decodeInteger(bytes, part).hex;
    else if (part.tag === CONTEXT_1_CONSTRUCTED) {
      const names = reader.children(part).map((name) => generalNameText(reader, bytes, name, warn));
      issuer = names.filter((name) => name !== null);
    } else return false;
  }
  into.authorityKeyIdentifier = { keyIdentifier, issuer, serialNumber };
  return true;
}

function authorityInfoAccess({ reader, bytes, value, warn }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.sequence) return false;
  const ocsp: string[] = [];
  const caIssuers: string[] = [];
  for (const description of reader.children(value)) {
    const [method, location] = reader.children(description);
    if (method === undefined || location === undefined) return false;
    const oid = oidOf(bytes, method);
    const uri = uriOf(bytes, location, warn);
    if (uri === null) continue;
    if (oid === OCSP_ACCESS) ocsp.push(uri);
    else if (oid === CA_ISSUERS_ACCESS) caIssuers.push(uri);
  }
  into.ocspUrls = ocsp;
  into.caIssuerUrls = caIssuers;
  return true;
}

function crlDistributionPoints({ reader, bytes, value, warn }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.sequence) return false;
  const urls: string[] = [];
  for (const point of reader.children(value)) {
    const pointName = reader.children(point).find((part) => part.tag === CONTEXT_0_CONSTRUCTED);
    if (pointName === undefined) continue;
    const fullName = reader.children(pointName).find((part) => part.tag === CONTEXT_0_CONSTRUCTED);
    if (fullName === undefined) continue; // relative to the issuer's name: no address in it
    for (const name of reader.children(fullName)) {
      const uri = uriOf(bytes, name, warn);
      if (uri !== null) urls.push(uri);
    }
  }
  into.crlDistributionPoints = urls;
  return true;
}

function certificatePolicies({ reader, bytes, value }: Value, into: ExtensionDetails): boolean {
  if (value.tag !== derTags.sequence) return false;
  const oids = reader.children(value).map((policy) => {
    const type = reader.elementAt(policy.contentStart, policy.contentEnd);
    return type === null ? null : oidOf(bytes, type);
  });
  into.policies = oids.filter((oid) => oid !== null);
  return !oids.includes(null);
}

/** Version 1 of the templates, [MS-WCCE] 2.2.2.7.7.1: a BMPString with the name. It wins over an OID beside it. */
function templateName({ bytes, value }: Value, into: ExtensionDetails): boolean {
  const name = decodeString(bytes, value.tag, value.contentStart, value.contentEnd);
  if (name === null || name.text === '' || name.text.length > MAX_TEMPLATE_NAME) return false;
  into.microsoftTemplate = name.text;
  return name.valid;
}

/** Version 2, [MS-WCCE] 2.2.2.7.7.2: SEQUENCE of the template's OID and two numbers. */
function template({ reader, bytes, value }: Value, into: ExtensionDetails): boolean {
  const [id] = value.tag === derTags.sequence ? reader.children(value) : [];
  const oid = id === undefined ? null : oidOf(bytes, id);
  if (oid === null) return false;
  into.microsoftTemplate ??= oid;
  return true;
}

function altPublicKey({ reader, bytes, value }: Value, into: ExtensionDetails): boolean {
  const key = readKey(reader, bytes, value);
  if (key === null) return false;
  into.altKeyAlgorithm = key.algorithm;
  into.altKeySize = key.bits;
  return true;
}

function altSignatureAlgorithm({ reader, bytes, value }: Value, into: ExtensionDetails): boolean {
  const type = value.tag === derTags.sequence ? reader.elementAt(value.contentStart, value.contentEnd) : null;
  const oid = type === null ? null : oidOf(bytes, type);
  if (oid === null) return false;
  into.altSignatureAlgorithm = signatureAlgorithmName(oid);
  return true;
}

function oidOf(bytes: Buffer, element: DerElement): string | null {
  return element.tag === derTags.oid ? decodeOid(bytes, element.contentStart, element.contentEnd) : null;
}
