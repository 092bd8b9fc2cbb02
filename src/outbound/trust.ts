import { X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/** PEM texts of one certificate or more. */
export type Authorities = string | readonly string[];

/** The installation's own authorities beside the public ones that Node.js brings. */
export function withPublicAuthorities(own: string): Authorities {
  return [...rootCertificates, own];
}

/**
 * Outbound TLS 1.2 and later that trusts these authorities and no others. Made once for many connections: reading all
 * of them takes milliseconds. Throws for a text that is no PEM certificate.
 */
export function trustIn(authorities: Authorities): SecureContext {
  const ca = typeof authorities === 'string' ? authorities : [...authorities];
  return createSecureContext({ ca, minVersion: 'TLSv1.2' });
}

/** Whether a text is certificates in PEM, one or more; TLS itself passes over what it cannot read. */
export function isPemCertificates(text: string): boolean {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.length > 0 && blocks.every((block) => new X509Certificate(block).raw.length > 0);
  } catch {
    return false;
  }
}
