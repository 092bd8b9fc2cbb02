/** SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7): what the structure says without loading the key. */
import type { DerElement, DerReader } from './der';
import { derTags } from './der';
import { bitLength } from './integers';
import { curves, decodeOid, keyAlgorithmNames } from './oids';

export interface KeyFacts {
  /** Name of the algorithm, else the dotted OID. */
  readonly algorithm: string;
  /** Bits: modulus, field of the curve, prime; for other keys those of the key itself; null when they say nothing. */
  readonly bits: number | null;
  /** Name of the curve, else its dotted OID; null when it is no EC key or its parameters are written out. */
  readonly curve: string | null;
}

/** Sizes of the algorithms whose key is one string of fixed length. */
const fixedBits: ReadonlyMap<string, number> = new Map([
  ['ed25519', 256],
  ['x25519', 256],
  ['ed448', 456],
  ['x448', 448],
]);

/** RFC 9215: the key is a point whose coordinates have this many bits. */
const gostBits: ReadonlyMap<string, number> = new Map([
  ['gost-2001', 256],
  ['gost-2012-256', 256],
  ['gost-2012-512', 512],
]);

/** Composites of the drafts and of Entrust: a sequence of keys. */
const compositeArcs = ['2.16.840.1.114027.80.8.1.', '1.3.6.1.5.5.7.6.'];

/**
 * Whether the strength of such keys has nothing to do with their length: those of the lattice and hash schemes, and
 * composites. Runtimes differ in whether they know them.
 */
export function isPostQuantum(algorithm: string): boolean {
  return /^(ml-dsa|ml-kem|slh-dsa)-/.test(algorithm) || compositeArcs.some((arc) => algorithm.startsWith(arc));
}

/** Reads the SPKI at `element`; null when it is no SubjectPublicKeyInfo. */
export function readKey(reader: DerReader, bytes: Buffer, element: DerElement): KeyFacts | null {
  const inside = reader.fork();
  const [algorithmId, key] = inside.children(element);
  if (algorithmId === undefined || key?.tag !== derTags.bitString) return null;
  const [type, parameters] = inside.children(algorithmId);
  const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
  if (oid === null) return null;
  const algorithm = keyAlgorithmNames.get(oid) ?? oid;
  const rawBits = Math.max(0, (key.contentEnd - key.contentStart - 1) * 8 - (bytes[key.contentStart] ?? 0));
  switch (algorithm) {
    case 'rsa':
    case 'rsa-pss':
    case 'rsa-oaep':
      return { algorithm, bits: modulusBits(inside, bytes, key), curve: null };
    case 'ec':
      return { algorithm, ...curveFacts(inside, bytes, parameters) };
    case 'dsa':
    case 'dh': {
      const prime = parameters === undefined ? undefined : inside.children(parameters)[0];
      return { algorithm, bits: prime?.tag === derTags.integer ? bitLength(bytes, prime) : null, curve: null };
    }
    default:
      if (isPostQuantum(algorithm)) return { algorithm, bits: null, curve: null };
      return { algorithm, bits: fixedBits.get(algorithm) ?? gostBits.get(algorithm) ?? rawBits, curve: null };
  }
}

function modulusBits(reader: DerReader, bytes: Buffer, key: DerElement): number | null {
  // The first octet of a BIT STRING counts its unused bits.
  const rsaKey = reader.elementAt(key.contentStart + 1, key.contentEnd);
  if (rsaKey?.tag !== derTags.sequence) return null;
  const modulus = reader.elementAt(rsaKey.contentStart, rsaKey.contentEnd);
  return modulus?.tag === derTags.integer ? bitLength(bytes, modulus) : null;
}

function curveFacts(
  reader: DerReader,
  bytes: Buffer,
  parameters: DerElement | undefined,
): { bits: number | null; curve: string | null } {
  if (parameters?.tag === derTags.oid) {
    const oid = decodeOid(bytes, parameters.contentStart, parameters.contentEnd);
    const known = oid === null ? undefined : curves.get(oid);
    return { bits: known?.bits ?? null, curve: known?.name ?? oid };
  }
  if (parameters?.tag !== derTags.sequence) return { bits: null, curve: null };
  // Explicit parameters (X9.62): version, then the field with the prime as its second member.
  const field = reader.children(parameters)[1];
  const prime = field === undefined ? undefined : reader.children(field)[1];
  return { bits: prime?.tag === derTags.integer ? bitLength(bytes, prime) : null, curve: null };
}
