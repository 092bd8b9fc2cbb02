/** Certificates (RFC 5280, section 4) into DER. */
import { createHash } from 'node:crypto';
import { keyUsages, type KeyUsage } from '../domain/certificates/certificate';
import { extendedKeyUsageOid } from '../domain/certificates/extended-key-usages';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  namedBits,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  time,
  unsignedInteger,
} from './der-writer';
import { DerReader } from './der';
import { cutSkeleton } from './facts';
import { writeGeneralName } from './general-name-writer';
import { extensionOids } from './oids';
import type { Signer } from './signer';

const oid = {
  ...extensionOids,
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  caIssuers: '1.3.6.1.5.5.7.48.2',
  ocsp: '1.3.6.1.5.5.7.48.1',
} as const;

/** What a certificate is to say. Times are cut to whole seconds. */
export interface CertificatePlan {
  /** The number's octets; written as positive. */
  readonly serial: Uint8Array;
  /** DER of the names: the issuer's are the bytes of its own subject, because there are readers that compare bytes. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Null: no CA. */
  readonly ca: { readonly pathLength: number | null } | null;
  readonly keyUsage: readonly KeyUsage[];
  /** Names or dotted OIDs. */
  readonly extendedKeyUsage: readonly string[];
  /** General names as conditions spell them. */
  readonly names: readonly string[];
  /** The issuer's key identifier. */
  readonly authorityKeyId: Uint8Array;
  /** Addresses; null where there is none. */
  readonly crlUrl: string | null;
  readonly issuerUrl: string | null;
  readonly ocspUrl: string | null;
  /** Clients need not ask whether a responder's own certificate was revoked (RFC 6960, section 4.2.2.2.1). */
  readonly ocspNoCheck?: boolean;
}

/** SHA-1 of the key itself, as RFC 5280, section 4.2.1.2, method 1, has it. @param spki DER of a SubjectPublicKeyInfo */
export function keyIdentifier(spki: Uint8Array): Buffer {
  return createHash('sha1').update(keyBits(spki)).digest();
}

/** The octets of the key's BIT STRING. */
export function keyBits(spki: Uint8Array): Buffer {
  const bytes = Buffer.from(spki.buffer, spki.byteOffset, spki.byteLength);
  const reader = new DerReader(bytes);
  const root = reader.elementAt(0, bytes.length);
  const key = root === null ? undefined : reader.children(root)[1];
  if (key === undefined) throw new RangeError('no SubjectPublicKeyInfo');
  return bytes.subarray(key.contentStart + 1, key.contentEnd);
}

/** DER of the subject and of the key of a certificate, as they stand in it. */
export function subjectAndKey(certificate: Uint8Array): { readonly subject: Buffer; readonly spki: Buffer } {
  const der = Buffer.from(certificate.buffer, certificate.byteOffset, certificate.byteLength);
  const { skeleton } = cutSkeleton(der, () => undefined);
  const cut = ({ start, end }: { readonly start: number; readonly end: number }) => der.subarray(start, end);
  return { subject: cut(skeleton.subject), spki: cut(skeleton.spki) };
}

/** The certificate, signed. Throws `validation_failed` for a name that cannot be written. */
export async function writeCertificate(plan: CertificatePlan, signer: Signer): Promise<Buffer> {
  const tbs = sequence(
    explicit(0, integer(2)),
    unsignedInteger(plan.serial),
    signer.algorithm,
    plan.issuer,
    sequence(time(plan.notBefore), time(plan.notAfter)),
    plan.subject,
    plan.spki,
    explicit(3, sequence(...extensionsOf(plan))),
  );
  return signed(tbs, signer);
}

/** What certificates, lists and answers share: content, algorithm, signature; answers have more behind these. */
export async function signed(content: Uint8Array, signer: Signer, ...behind: readonly Uint8Array[]): Promise<Buffer> {
  return sequence(content, signer.algorithm, bitString(await signer.sign(content)), ...behind);
}

export function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

export function authorityKeyIdentifier(keyId: Uint8Array): Buffer {
  return extension(oid.authorityKeyIdentifier, sequence(implicit(0, keyId)));
}

function extensionsOf(plan: CertificatePlan): Buffer[] {
  const { ca, keyUsage, extendedKeyUsage, names, crlUrl } = plan;
  const bits = keyUsage.map((usage) => keyUsages.indexOf(usage));
  const hasNoSubject = plan.subject.length === 2;
  const pathLength = ca === null || ca.pathLength === null ? [] : [integer(ca.pathLength)];
  const access = [
    ...(plan.ocspUrl === null ? [] : [accessAt(oid.ocsp, plan.ocspUrl)]),
    ...(plan.issuerUrl === null ? [] : [accessAt(oid.caIssuers, plan.issuerUrl)]),
  ];
  return [
    extension(oid.basicConstraints, sequence(...(ca === null ? [] : [boolean(true), ...pathLength])), true),
    ...(bits.length === 0 ? [] : [extension(oid.keyUsage, namedBits(bits), true)]),
    ...(extendedKeyUsage.length === 0
      ? []
      : [extension(oid.extKeyUsage, sequence(...extendedKeyUsage.map(extendedKeyUsageOid).map(objectIdentifier)))]),
    ...(names.length === 0
      ? []
      : [extension(oid.subjectAltName, sequence(...names.map(writeGeneralName)), hasNoSubject)]),
    extension(oid.subjectKeyIdentifier, octetString(keyIdentifier(plan.spki))),
    authorityKeyIdentifier(plan.authorityKeyId),
    ...(crlUrl === null ? [] : [extension(oid.cRLDistributionPoints, distributionPoint(crlUrl))]),
    ...(access.length === 0 ? [] : [extension(oid.authorityInfoAccess, sequence(...access))]),
    ...(plan.ocspNoCheck === true ? [extension(oid.ocspNoCheck, nothing)] : []),
  ];
}

/** One point with one address: there are clients that ask the first one only. */
function distributionPoint(url: string): Buffer {
  return sequence(sequence(explicit(0, explicit(0, writeGeneralName(`uniformResourceIdentifier:${url}`)))));
}

function accessAt(method: string, url: string): Buffer {
  return sequence(objectIdentifier(method), writeGeneralName(`uniformResourceIdentifier:${url}`));
}
