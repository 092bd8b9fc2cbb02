/** Bytes of one certificate -> what path validation looks at. */
import type { PathCertificate, SignedBytes } from '../domain/validation/path-certificate';
import type { DerElement, DerReader } from './der';
import { derTags } from './der';
import { noExtensions, readExtensions } from './extensions';
import { cutSkeleton, type Skeleton } from './facts';
import { fingerprintOf } from './fingerprint';
import { emailsIn, readPathName } from './general-name-values';
import { decodeInteger } from './integers';
import { readKey } from './keys';
import { readName } from './names';
import { CN_OID, decodeOid, extensionOids, signatureAlgorithmName } from './oids';
import { noPathExtensions, pathExtensionReaders } from './path-extensions';
import { decodeTime } from './times';

/** Warnings of the reader of extensions, each with the extension that path validation then has not read. */
const unreadable: ReadonlyMap<string, string> = new Map([
  ['basic_constraints_unreadable', extensionOids.basicConstraints],
  ['key_usage_unreadable', extensionOids.keyUsage],
  ['extended_key_usage_unreadable', extensionOids.extKeyUsage],
  ['authority_key_identifier_unreadable', extensionOids.authorityKeyIdentifier],
  ['subject_key_identifier_unreadable', extensionOids.subjectKeyIdentifier],
]);

/** Null when the bytes are no certificate whose names and fields can be told apart. */
export function readPathCertificate(der: Uint8Array): PathCertificate | null {
  const bytes = Buffer.isBuffer(der) ? der : Buffer.from(der.buffer, der.byteOffset, der.byteLength);
  const warnings = new Set<string>();
  const warn = (code: string) => warnings.add(code);
  let cut: ReturnType<typeof cutSkeleton>;
  try {
    cut = cutSkeleton(bytes, warn);
  } catch {
    return null;
  }
  const { reader, skeleton } = cut;
  const subject = readPathName(reader, bytes, skeleton.subject);
  const issuer = readPathName(reader, bytes, skeleton.issuer);
  const signed = signedBytesOf(reader, bytes);
  if (subject === null || issuer === null || signed === null) return null;

  const list = skeleton.extensions;
  const details = list === null ? noExtensions() : readExtensions(reader, bytes, list, warn);
  const { read, failed, tooLarge } =
    list === null ? { read: noPathExtensions, failed: [], tooLarge: false } : readValues(reader, bytes, list);
  const oids = details.extensions.map(({ oid }) => oid);
  const present = new Set(oids);
  const faults = [...warnings].flatMap((code) => unreadable.get(code) ?? []);
  if (warnings.has('extension_unreadable')) faults.push('');
  const name = readName(reader, bytes, skeleton.subject, warn);
  const key = readKey(reader, bytes, skeleton.spki);
  const spki = bytes.subarray(skeleton.spki.start, skeleton.spki.end);
  return {
    der: bytes,
    fingerprint: fingerprintOf(bytes),
    signed,
    signatureAlgorithm: signed.algorithmName,
    signatureAlgorithmsAgree: slice(bytes, skeleton.innerAlgorithm).equals(slice(bytes, skeleton.outerAlgorithm)),
    version: versionOf(bytes, skeleton),
    serialNumber: decodeInteger(bytes, skeleton.serial).hex,
    subject,
    issuer,
    issuerDer: slice(bytes, skeleton.issuer),
    subjectDer: slice(bytes, skeleton.subject),
    subjectDn: name.dn,
    commonNames: name.attributes.filter(({ oid }) => oid === CN_OID).map(({ value }) => value),
    spki,
    keyOctets: keyOctetsOf(reader, bytes, skeleton.spki),
    spkiSha256: fingerprintOf(spki),
    keyAlgorithm: key?.algorithm ?? 'unknown',
    keySize: key?.bits ?? null,
    inheritsKeyParameters: key?.algorithm === 'dsa' && !hasParameters(reader, skeleton.spki),
    ...validityOf(reader, bytes, skeleton),
    subjectKeyIdentifier: details.subjectKeyIdentifier,
    authorityKeyIdentifier: details.authorityKeyIdentifier,
    basicConstraints: details.basicConstraints,
    keyUsage: present.has(extensionOids.keyUsage) ? details.keyUsage : null,
    extendedKeyUsage: present.has(extensionOids.extKeyUsage) ? details.extendedKeyUsage : null,
    subjectEmails: emailsIn(reader, bytes, skeleton.subject),
    ...read,
    extensions: oids,
    criticalExtensions: details.extensions.filter(({ critical }) => critical).map(({ oid }) => oid),
    duplicateExtensions: [...new Set(oids.filter((oid, at) => oids.indexOf(oid) !== at))],
    unreadableExtensions: [...new Set([...faults, ...failed])],
    tooLarge: warnings.has('too_many_elements') || tooLarge,
  };
}

/** The three parts of a signed structure: certificate, list or basic OCSP response. Null when they are not there. */
export function signedBytesOf(reader: DerReader, bytes: Buffer, at = 0, end = bytes.length): SignedBytes | null {
  const root = reader.elementAt(at, end);
  const [tbs, algorithm, signature] = root?.tag === derTags.sequence ? reader.children(root) : [];
  if (tbs === undefined || algorithm === undefined || signature?.tag !== derTags.bitString) return null;
  const type = reader.elementAt(algorithm.contentStart, algorithm.contentEnd);
  const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
  return {
    tbs: slice(bytes, tbs),
    signature: bytes.subarray(Math.min(signature.contentStart + 1, signature.contentEnd), signature.contentEnd),
    algorithm: slice(bytes, algorithm),
    algorithmName: oid === null ? 'unknown' : signatureAlgorithmName(oid),
  };
}

function readValues(reader: DerReader, bytes: Buffer, list: DerElement) {
  let read = noPathExtensions;
  const failed: string[] = [];
  let tooLarge = false;
  const seen = new Set<string>();
  const outer = reader.fork();
  for (const extension of outer.children(list)) {
    const parts = outer.children(extension);
    const [type, content] = [parts[0], parts.at(-1)];
    const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
    const readValue = oid === null ? undefined : pathExtensionReaders.get(oid);
    if (oid === null || readValue === undefined || content?.tag !== derTags.octetString || seen.has(oid)) continue;
    seen.add(oid);
    const inner = reader.fork();
    const value = inner.elementAt(content.contentStart, content.contentEnd);
    const found = value === null ? null : readValue(inner, bytes, value);
    tooLarge ||= inner.fault?.code === 'too_many_elements';
    if (found === null || value?.end !== content.contentEnd || inner.fault !== null) failed.push(oid);
    else read = { ...read, ...found };
  }
  return { read, failed, tooLarge };
}

function validityOf(reader: DerReader, bytes: Buffer, { validity }: Skeleton) {
  const [first, second] = reader.fork().children(validity);
  const time = (element: DerElement | undefined) =>
    element === undefined ? null : decodeTime(bytes, element.tag, element.contentStart, element.contentEnd).time;
  return { notBefore: time(first), notAfter: time(second) };
}

function versionOf(bytes: Buffer, { version }: Skeleton): number {
  return version === null ? 1 : (bytes[version.contentEnd - 1] as number) + 1;
}

function hasParameters(reader: DerReader, spki: DerElement): boolean {
  const inside = reader.fork();
  const [algorithm] = inside.children(spki);
  const parameters = algorithm === undefined ? undefined : inside.children(algorithm)[1];
  return parameters?.tag === derTags.sequence;
}

function keyOctetsOf(reader: DerReader, bytes: Buffer, spki: DerElement): Buffer {
  const key = reader.fork().children(spki)[1];
  return key === undefined ? Buffer.alloc(0) : bytes.subarray(key.contentStart + 1, key.contentEnd);
}

function slice(bytes: Buffer, { start, end }: DerElement): Buffer {
  return bytes.subarray(start, end);
}
