import { placesOfBody, placesOfCsr, type RequestFacts, type RequestPlaces } from '../../domain/operations/checks';
import { isCertloomError, validationFailed } from '../../domain/problem';
import { decodeBase64 } from '../../x509/base64';
import { readCertificationRequest } from '../../x509/certification-request';
import { fingerprintOf } from '../../x509/fingerprint';
import { hasPem, hasPrivateKeyLabel, pemBlocks } from '../../x509/pem';

const labels: ReadonlySet<string> = new Set(['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']);

/** What a request in DER says. Throws `validation_failed` when it is none, or its signature is wrong. */
export function factsOfRequest(der: Uint8Array, places: RequestPlaces): RequestFacts {
  const { subject, names, spkiDer, key } = readCertificationRequest(der);
  return {
    csr: Buffer.from(der).toString('base64'),
    subjectDn: subject.dn,
    commonName: subject.commonName,
    names,
    spkiSha256: fingerprintOf(spkiDer),
    wish: { subject: subject.attributes, key },
    places,
  };
}

/** Longer than any request that can be granted. */
const mostBytes = 200_000;

/** A request as people send it, PEM or the base64 of its DER. Throws `validation_failed` at `/csr`. */
export function readRequestText(text: string): RequestFacts {
  return read(Buffer.from(text, 'latin1'), placesOfCsr);
}

/** A request that is a whole body: DER, or what `readRequestText` takes. Throws `validation_failed` at the body. */
export function readRequestBody(bytes: Buffer): RequestFacts {
  return read(bytes, placesOfBody);
}

function read(bytes: Buffer, places: RequestPlaces): RequestFacts {
  const fault = (code: string, detail: string) => validationFailed([{ pointer: places.whole, code, detail }]);
  if (bytes.length > mostBytes) throw fault('too_large', `at most ${mostBytes} bytes are expected`);
  if (hasPrivateKeyLabel(bytes)) throw fault('private_key_refused', 'send the request only, never a private key');
  const [der, detail] = derOf(bytes);
  if (der === null) throw fault('not_a_request', detail);
  try {
    return factsOfRequest(der, places);
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    throw fault('not_a_request', error.detail);
  }
}

/** Null, and what was expected instead. */
function derOf(bytes: Buffer): readonly [Buffer | null, string] {
  if (!hasPem(bytes)) {
    const der = isSequence(bytes) ? bytes : decodeBase64(bytes);
    return [der === null || der.length === 0 ? null : der, 'PEM or base64 of a PKCS#10 request is expected'];
  }
  const found = [...pemBlocks(bytes)].filter(({ label }) => labels.has(label));
  const content = found.length === 1 ? found[0]?.content : undefined;
  return [Buffer.isBuffer(content) ? content : null, 'exactly one block CERTIFICATE REQUEST is expected'];
}

/** DER begins with 0x30, and base64 with an `M` for it. */
function isSequence(bytes: Buffer): boolean {
  return bytes[0] === 0x30 && bytes.length > 1 && (bytes[1]! & 0x80) !== 0;
}
