import { isCertloomError } from '../../../domain/problem';
import { readCertificate } from '../../../x509/facts';
import { integerContent } from '../../../x509/integers';

/**
 * How renewal information and replacements name a certificate (RFC 9773, section 4.1): key identifier of its issuer and
 * content octets of its serial number, the leading zero octet included. Null for one that does not name its issuer's key.
 */
export function renewalIdOf(certificate: Uint8Array): string | null {
  try {
    const { authorityKeyIdentifier, serialNumber } = readCertificate(certificate).facts;
    const keyIdentifier = authorityKeyIdentifier?.keyIdentifier ?? null;
    if (keyIdentifier === null) return null;
    const keyId = Buffer.from(keyIdentifier, 'hex');
    return `${keyId.toString('base64url')}.${integerContent(serialNumber).toString('base64url')}`;
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return null;
  }
}
