/** The field `certificate` of a JSON upload -> the bytes that were meant. */
import { CertloomError } from '../domain/problem';
import { decodeBase64 } from './base64';
import { hasPem } from './pem';
import { recogniseDer } from './recognise';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The field is base64 of PEM, of DER or of PKCS#7, or PEM text as it is. Returns what `splitUpload` is to look at.
 * Throws `invalid_base64` when it is neither PEM text nor base64, and `not_a_certificate` when the decoded bytes are
 * base64 once more: base64 is decoded once, never twice.
 */
export function decodeCertificateField(text: string): Buffer {
  const bytes = Buffer.from(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, 'utf8');
  if (hasPem(bytes)) return bytes;
  const decoded = decodeBase64(bytes);
  if (decoded === null) {
    throw new CertloomError('invalid_base64', 'The certificate is neither PEM text nor base64.');
  }
  const isNested = decoded.length > 0 && recogniseDer(decoded) === null && decodeBase64(decoded) !== null;
  if (isNested) {
    throw new CertloomError('not_a_certificate', 'The certificate is base64 inside base64; encode it once.');
  }
  return decoded;
}
