import { hash } from 'node:crypto';

/**
 * SHA-256 over the DER of the whole certificate (RFC 5280, section 4.1), the inventory's natural key. Lower-case hex,
 * 64 characters, no separators. The signature is included, so it is not the SPKI hash. `der` is taken as it is:
 * `readCertificate` is what proves that it is exactly one certificate.
 */
export function fingerprintOf(der: Uint8Array): string {
  return hash('sha256', der, 'hex');
}

/** SHA-1 over the DER, upper-case hex: what other tools list as the thumbprint. For searches, never an identity. */
export function thumbprintOf(der: Uint8Array): string {
  return hash('sha1', der, 'hex').toUpperCase();
}
