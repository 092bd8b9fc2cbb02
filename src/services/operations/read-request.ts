import type { RequestFacts } from '../../domain/operations/checks';
import { isCertloomError, validationFailed } from '../../domain/problem';
import { decodeBase64 } from '../../x509/base64';
import { readCertificationRequest } from '../../x509/certification-request';
import { fingerprintOf } from '../../x509/fingerprint';
import { hasPem, hasPrivateKeyLabel, pemBlocks } from '../../x509/pem';

const labels: ReadonlySet<string> = new Set(['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']);

/** What a request in DER says. Throws `validation_failed` when it is none, or its signature is wrong. */
export function factsOfRequest(der: Uint8Array): RequestFacts {
  const { subject, names, spkiDer, key } = readCertificationRequest(der);
  return {
    csr: Buffer.from(der).toString('base64'),
    subjectDn: subject.dn,
    commonName: subject.commonName,
    names,
    spkiSha256: fingerprintOf(spkiDer),
    wish: { subject: subject.attributes, key },
  };
}

/** A request as people send it, PEM or the base64 of its DER. Throws `validation_failed` at `/csr`. */
export function readRequestText(text: string): RequestFacts {
  const bytes = Buffer.from(text, 'latin1');
  if (hasPrivateKeyLabel(bytes)) throw fault('private_key_refused', 'send the request only, never a private key');
  const der = hasPem(bytes) ? derOfPem(bytes) : decodeBase64(bytes);
  if (der === null || der.length === 0) throw fault('not_a_request', 'PEM or base64 of a PKCS#10 request is expected');
  try {
    return factsOfRequest(der);
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    throw fault('not_a_request', error.detail);
  }
}

function derOfPem(text: Buffer): Buffer | null {
  const found = [...pemBlocks(text)].filter(({ label }) => labels.has(label));
  const content = found[0]?.content;
  if (found.length !== 1) throw fault('not_a_request', 'exactly one block CERTIFICATE REQUEST is expected');
  return Buffer.isBuffer(content) ? content : null;
}

function fault(code: string, detail: string) {
  return validationFailed([{ pointer: '/csr', code, detail }]);
}
