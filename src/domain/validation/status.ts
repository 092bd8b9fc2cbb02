import type { ValidationStatus } from '../certificates/certificate';
import type { CheckName, CheckResult } from './checks';

/**
 * The status of a certificate out of its checks: the first that applies of chain or signature `invalid`, chain or
 * signature `failed`, `inactive`, `expired`, `revoked` by a list or an answer, `expiring`, `valid`. A list or an answer
 * that could not be had, and the certificate's own constraints and usages, decide nothing.
 * @param expiringFrom moment from which it is expiring; null when it never is
 */
export function statusOf(checks: readonly CheckResult[], expiringFrom: Date | null, now: Date): ValidationStatus {
  const status = (name: CheckName) => checks.find(({ check }) => check === name)?.status ?? 'not_checked';
  const trust = [status('certificate_chain'), status('signature')];
  if (trust.includes('invalid')) return 'invalid';
  if (trust.includes('failed')) return 'failed';
  const validity = status('certificate_validity');
  if (validity === 'inactive' || validity === 'expired' || validity === 'invalid') return validity;
  if (status('ocsp_verification') === 'revoked' || status('crl_verification') === 'revoked') return 'revoked';
  return expiringFrom !== null && expiringFrom.getTime() <= now.getTime() ? 'expiring' : 'valid';
}
