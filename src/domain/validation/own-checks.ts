import type { CheckResult } from './checks';
import { isAfter, isBefore } from './issuer-rules';
import type { PathCertificate } from './path-certificate';

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';

/** Now against the certificate's own validity; a time that cannot be read makes it `invalid`. */
export function validityCheck({ notBefore, notAfter }: PathCertificate, now: Date): CheckResult {
  const check = 'certificate_validity';
  if (notBefore === null || notAfter === null) {
    return { check, status: 'invalid', message: 'The validity of the certificate cannot be read.' };
  }
  const period = `from ${notBefore.toISOString()} to ${notAfter.toISOString()}`;
  if (isBefore(now, notBefore)) return { check, status: 'inactive', message: `Valid ${period}: not yet.` };
  if (isAfter(now, notAfter)) return { check, status: 'expired', message: `Valid ${period}: no longer.` };
  return { check, status: 'valid', message: `Valid ${period}.` };
}

/** Basic constraints of the certificate itself (RFC 5280, section 4.2.1.9); recorded, and decides nothing. */
export function basicConstraintsCheck(certificate: PathCertificate): CheckResult {
  const check = 'basic_constraints';
  const { basicConstraints, criticalExtensions, unreadableExtensions } = certificate;
  if (unreadableExtensions.includes(BASIC_CONSTRAINTS)) {
    return { check, status: 'failed', message: 'The basic constraints cannot be read.' };
  }
  if (basicConstraints === null) return { check, status: 'valid', message: 'No basic constraints: no CA.' };
  const { ca, pathLength } = basicConstraints;
  if (!ca && pathLength !== null) {
    return { check, status: 'invalid', message: 'A path length without being a CA.' };
  }
  if (ca && !criticalExtensions.includes(BASIC_CONSTRAINTS)) {
    return { check, status: 'invalid', message: 'A CA whose basic constraints are not critical.' };
  }
  const limit = pathLength === null ? 'without a limit' : `with at most ${pathLength} CAs below it`;
  return { check, status: 'valid', message: ca ? `A CA ${limit}.` : 'No CA.' };
}

/** Key usage of the certificate itself (RFC 5280, section 4.2.1.3); recorded, and decides nothing. */
export function keyUsageCheck({ keyUsage, basicConstraints, unreadableExtensions }: PathCertificate): CheckResult {
  const check = 'key_usage';
  const isCa = basicConstraints?.ca === true;
  if (unreadableExtensions.includes(KEY_USAGE)) {
    return { check, status: 'failed', message: 'The key usage cannot be read.' };
  }
  if (keyUsage === null) return { check, status: 'valid', message: 'No key usage: any is allowed.' };
  if (keyUsage.length === 0) return { check, status: 'invalid', message: 'A key usage without any usage.' };
  if (!isCa && keyUsage.includes('keyCertSign')) {
    return { check, status: 'invalid', message: 'It may sign certificates by its key usage, and is no CA.' };
  }
  if (isCa && !keyUsage.includes('keyCertSign')) {
    return { check, status: 'invalid', message: 'A CA that may not sign certificates by its key usage.' };
  }
  return { check, status: 'valid', message: `Allowed: ${keyUsage.join(', ')}.` };
}
