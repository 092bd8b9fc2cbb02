/** Certification requests (PKCS#10, RFC 2986): bytes to facts. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { CertloomError } from '../domain/problem';
import { DerReader, derTags, type DerElement } from './der';
import { generalNameText } from './general-names';
import { readKey, type KeyFacts } from './keys';
import { readName, type NameFacts } from './names';
import { decodeOid, extensionOids } from './oids';
import { verificationOf } from './signature-algorithms';

/** `extensionRequest` (RFC 2985, section 5.4.2), and the same under Microsoft's own number, as older Windows writes it. */
const extensionRequests = new Set(['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14']);
const attributesTag = 0xa0;

/** What a request asks for. Of the extensions that it asks for only the names count: the rest is the authority's. */
export interface CertificationRequest {
  readonly subject: NameFacts;
  readonly subjectDer: Buffer;
  readonly spkiDer: Buffer;
  readonly key: KeyFacts;
  readonly publicKey: KeyObject;
  /** General names as conditions spell them, each once, in their order. */
  readonly names: readonly string[];
}

/**
 * Reads exactly one request in DER and checks that its sender has the private key. Throws `validation_failed`, in words,
 * for everything else: other content, bytes behind it, a signature that is wrong or cannot be checked.
 */
export function readCertificationRequest(input: Uint8Array): CertificationRequest {
  const der = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const reader = new DerReader(der);
  const whole = (element: DerElement) => der.subarray(element.start, element.end);
  const root = reader.elementAt(0, der.length);
  if (root === null || root.end !== der.length || !reader.fork().check(root)) throw refused(notOne);
  const [info, algorithm, signature] = reader.children(root);
  const [version, subject, spki, attributes] = info === undefined ? [] : reader.children(info);
  if (!version || !subject || !spki || !info || !algorithm || signature?.tag !== derTags.bitString)
    throw refused(notOne);

  const warnings = new Set<string>();
  const name = readName(reader, der, subject, (code) => warnings.add(code));
  if (warnings.size > 0) throw refused('The subject of the request cannot be read.');
  const key = readKey(reader, der, spki);
  const publicKey = keyOf(whole(spki));
  if (key === null || publicKey === null) throw refused('The public key of the request cannot be read.');
  const bits = der.subarray(signature.contentStart + 1, signature.contentEnd);
  const check = verificationOf(whole(algorithm), publicKey);
  if (check === null) throw refused('The signature of the request is of a kind that is not supported.');
  if (!verify(check.digest, whole(info), check.key, bits)) throw refused('The signature of the request is not right.');
  return {
    subject: name,
    subjectDer: whole(subject),
    spkiDer: whole(spki),
    key,
    publicKey,
    names: attributes?.tag === attributesTag ? requestedNames(reader, der, attributes) : [],
  };
}

const notOne = 'The content is not a certification request (PKCS#10) in DER.';

function refused(detail: string): CertloomError {
  return new CertloomError('validation_failed', detail);
}

function keyOf(spki: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

/** Subject alternative names out of the attributes that ask for extensions. */
function requestedNames(reader: DerReader, der: Buffer, attributes: DerElement): string[] {
  const names = new Set<string>();
  const oidOf = (element: DerElement | undefined) =>
    element?.tag === derTags.oid ? decodeOid(der, element.contentStart, element.contentEnd) : null;
  for (const attribute of reader.children(attributes)) {
    const [type, values] = reader.children(attribute);
    const asks = extensionRequests.has(oidOf(type) ?? '');
    const list = asks && values !== undefined ? reader.children(values)[0] : undefined;
    for (const extension of list === undefined ? [] : reader.children(list)) {
      const members = reader.children(extension);
      const value = members.at(-1);
      if (oidOf(members[0]) !== extensionOids.subjectAltName || value === undefined) continue;
      const inner = reader.elementAt(value.contentStart, value.contentEnd);
      if (inner === null) throw refused('The names of the request cannot be read.');
      for (const name of reader.children(inner)) {
        const faults: string[] = [];
        const text = generalNameText(reader, der, name, (code) => faults.push(code));
        if (text === null || faults.length > 0) throw refused('A name of the request cannot be read.');
        names.add(text);
      }
    }
  }
  if (reader.fault !== null) throw refused('The attributes of the request cannot be read.');
  return [...names];
}
