/** Parameters of RSASSA-PSS (RFC 4055, section 3.1). */
import { DerReader, derTags, type DerElement } from './der';
import { digestNames } from './digests';
import { smallInteger } from './integers';
import { decodeOid } from './oids';

export interface PssParameters {
  /** As `createHash` names them. */
  readonly digest: string;
  /** Of the mask generation function MGF1. */
  readonly maskDigest: string;
  readonly saltLength: number;
}

const MGF1 = '1.2.840.113549.1.1.8';

/** Out of the whole AlgorithmIdentifier; null when it says something that nobody can compute here. */
export function readPssParameters(algorithm: Uint8Array): PssParameters | null {
  const bytes = Buffer.from(algorithm.buffer, algorithm.byteOffset, algorithm.byteLength);
  const reader = new DerReader(bytes, { maxElements: 100 });
  const root = reader.elementAt(0, bytes.length);
  const [, parameters] = root === null ? [] : reader.children(root);
  if (parameters?.tag !== derTags.sequence) return null;
  let [digest, maskDigest, saltLength]: [string | null, string | null, number | null] = ['sha1', 'sha1', 20];
  for (const part of reader.children(parameters)) {
    const [value] = reader.children(part);
    if (value === undefined) return null;
    if (part.tag === 0xa0) digest = digestOf(reader, bytes, value);
    else if (part.tag === 0xa1) {
      const [type, hash] = reader.children(value);
      if (hash === undefined || oidOf(bytes, type) !== MGF1) return null;
      maskDigest = digestOf(reader, bytes, hash);
    } else if (part.tag === 0xa2) saltLength = smallInteger(bytes, value);
    else if (part.tag !== 0xa3) return null;
  }
  if (digest === null || maskDigest === null || saltLength === null || reader.fault !== null) return null;
  return { digest, maskDigest, saltLength };
}

function digestOf(reader: DerReader, bytes: Buffer, algorithm: DerElement): string | null {
  return digestNames.get(oidOf(bytes, reader.children(algorithm)[0]) ?? '') ?? null;
}

function oidOf(bytes: Buffer, element: DerElement | undefined): string | null {
  return element?.tag === derTags.oid ? decodeOid(bytes, element.contentStart, element.contentEnd) : null;
}
