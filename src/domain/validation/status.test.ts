import type { ValidationStatus } from '../certificates/certificate';
import type { CheckName, CheckResult } from './checks';
import { statusOf } from './status';

const now = new Date('2026-06-01T00:00:00Z');
const past = new Date('2026-05-31T00:00:00Z');
const future = new Date('2026-06-02T00:00:00Z');

const good: Readonly<Record<CheckName, ValidationStatus>> = {
  certificate_chain: 'valid',
  signature: 'valid',
  certificate_validity: 'valid',
  ocsp_verification: 'valid',
  crl_verification: 'valid',
  basic_constraints: 'valid',
  key_usage: 'valid',
};

function checks(statuses: Partial<Record<CheckName, ValidationStatus>>): CheckResult[] {
  return Object.entries({ ...good, ...statuses }).map(([check, status]) => ({
    check: check as CheckName,
    status,
    message: '',
  }));
}

describe('statusOf', () => {
  it.each<[Partial<Record<CheckName, ValidationStatus>>, Date | null, ValidationStatus]>([
    [{}, null, 'valid'],
    [{}, future, 'valid'],
    [{}, past, 'expiring'],
    [{}, now, 'expiring'],
    [{ certificate_chain: 'invalid', signature: 'failed' }, past, 'invalid'],
    [{ certificate_chain: 'failed', signature: 'invalid' }, null, 'invalid'],
    [{ certificate_chain: 'failed', certificate_validity: 'expired', crl_verification: 'revoked' }, null, 'failed'],
    [{ signature: 'failed', certificate_validity: 'inactive' }, null, 'failed'],
    [{ certificate_validity: 'inactive', crl_verification: 'revoked' }, past, 'inactive'],
    [{ certificate_validity: 'expired', ocsp_verification: 'revoked' }, past, 'expired'],
    [{ certificate_validity: 'invalid' }, null, 'invalid'],
    [{ crl_verification: 'revoked' }, past, 'revoked'],
    [{ ocsp_verification: 'revoked', crl_verification: 'failed' }, null, 'revoked'],
    [{ ocsp_verification: 'failed', crl_verification: 'failed' }, null, 'valid'],
    [{ basic_constraints: 'invalid', key_usage: 'invalid' }, null, 'valid'],
  ])('%j, expiring from %p: %s', (statuses, expiringFrom, expected) => {
    expect(statusOf(checks(statuses), expiringFrom, now)).toBe(expected);
  });
});
