/** Just enough DER (ITU-T X.690) to write certificates into a PKCS#7 file, as CAs and browsers export them. */

const tag = { integer: 0x02, oid: 0x06, sequence: 0x30, set: 0x31, context0: 0xa0 } as const;
const oid = { data: '1.2.840.113549.1.7.1', signedData: '1.2.840.113549.1.7.2' } as const;

/**
 * A certs-only SignedData (RFC 5652, section 5.1: no signers, no content) in a ContentInfo. The certificates keep the
 * order they are given in, as `openssl crl2pkcs7` writes them, so that outcomes can be told by position.
 * @param certificates the DER of each certificate, at least one
 */
export function certificatesToPkcs7(certificates: readonly Uint8Array[]): Buffer {
  if (certificates.length === 0) throw new RangeError('a PKCS#7 bundle needs at least one certificate');
  const signedData = element(
    tag.sequence,
    element(tag.integer, Buffer.from([1])),
    element(tag.set), // digestAlgorithms
    element(tag.sequence, objectIdentifier(oid.data)), // encapContentInfo without content
    element(tag.context0, ...certificates), // [0] IMPLICIT CertificateSet
    element(tag.set), // signerInfos
  );
  return element(tag.sequence, objectIdentifier(oid.signedData), element(tag.context0, signedData));
}

function element(identifier: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([identifier]), lengthOf(body), body]);
}

/** Definite form: one byte up to 127, else the number of length bytes with the high bit set, then those bytes. */
function lengthOf(body: Uint8Array): Buffer {
  if (body.length < 0x80) return Buffer.from([body.length]);
  const bytes: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

/** The first two arcs share a byte; the others are base 128, all but the last byte with the high bit set. */
function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  return element(tag.oid, Buffer.from([first * 40 + second, ...arcs.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const bytes = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest % 128));
  return bytes;
}
