import { issuerChangeOf } from '../../../test/support/builders';
import type { CheckName, CheckResult } from './checks';
import type { ValidationResult } from './validation';
import { verdictOf, type Validated } from './verdict';

const at = new Date('2030-01-10T12:00:00Z');
const before: Validated = {
  state: 'issued',
  fingerprint: 'f'.repeat(64),
  validationStatus: 'not_checked',
  signatureValidation: 'not_checked',
  ocspValidation: 'not_checked',
  crlValidation: 'not_checked',
  notBefore: new Date('2029-01-01T00:00:00Z'),
};
const check = (name: CheckName, status: CheckResult['status']): CheckResult => ({ check: name, status, message: '.' });

function result(status: ValidationResult['status'], more: Partial<ValidationResult> = {}): ValidationResult {
  const checks = [check('signature', 'valid'), check('crl_verification', 'valid')];
  return {
    status,
    checks,
    path: [],
    fault: null,
    refusedPaths: [],
    notes: [],
    evidence: [],
    revocation: null,
    ...more,
  };
}

describe('what is written down of a validation', () => {
  it('is a change with the next number when the status is another one', () => {
    const { change, statuses, isVisible } = verdictOf(before, 4, result('valid'), at);
    expect(change).toEqual({ sequence: 5, from: 'not_checked', to: 'valid', at, reason: null });
    expect(statuses).toEqual({
      validationStatus: 'valid',
      signatureValidation: 'valid',
      ocspValidation: 'not_checked',
      crlValidation: 'valid',
    });
    expect(isVisible).toBe(true);
  });

  it('is no change when nothing is new, and is seen when a single check is', () => {
    const same = {
      ...before,
      validationStatus: 'valid',
      signatureValidation: 'valid',
      crlValidation: 'valid',
    } as const;
    expect(verdictOf(same, 1, result('valid'), at)).toMatchObject({ change: null, isVisible: false });
    const failed = result('valid', { checks: [check('signature', 'valid'), check('crl_verification', 'failed')] });
    expect(verdictOf(same, 1, failed, at)).toMatchObject({ change: null, isVisible: true });
  });

  it('says from which CA a change follows, and nothing of a CA where it does not follow', () => {
    const mark = issuerChangeOf('ca');
    const fault = { code: 'not_trusted', fingerprint: 'e'.repeat(64), message: 'no trusted CA' } as const;
    const valid = { ...before, validationStatus: 'valid' } as const;
    const seen = { fault: null, mark, idOf: (fingerprint: string) => `id of ${fingerprint}` };
    expect(verdictOf(valid, 1, result('invalid', { fault }), at, seen).change).toEqual({
      ...{ sequence: 2, from: 'valid', to: 'invalid', at, reason: 'no trusted CA' },
      issuerChange: mark,
    });
    expect(verdictOf(valid, 1, result('expired'), at, seen).change).not.toHaveProperty('issuerChange');
    // A path shows it although nothing of a CA was known.
    expect(verdictOf(valid, 1, result('invalid', { fault }), at).change?.issuerChange).toMatchObject({
      became: { fault: 'not_trusted' },
    });
  });

  it('takes the state along when a list says revoked', () => {
    const revokedAt = new Date('2030-01-09T00:00:00Z');
    const found = result('revoked', { revocation: { revokedAt, reason: 'keyCompromise', by: 'list' } });
    expect(verdictOf(before, 0, found, at).revocation).toEqual({
      reason: 'keyCompromise',
      code: 1,
      revokedAt,
      recordedAt: at,
      recordedBy: null,
      comment: 'found on a revocation list',
    });
  });

  it('does not date a revocation ahead, and knows no reason to take one back', () => {
    const revokedAt = new Date('2031-01-01T00:00:00Z');
    const found = result('revoked', { revocation: { revokedAt, reason: 'removeFromCRL', by: 'answer' } });
    expect(verdictOf(before, 0, found, at).revocation).toMatchObject({ reason: 'unspecified', revokedAt: at });
  });

  it.each(['revoked', 'pending_issue', 'failed'] as const)('leaves the state %s as it is', (state) => {
    const found = result('revoked', { revocation: { revokedAt: null, reason: 'unspecified', by: 'list' } });
    expect(verdictOf({ ...before, state }, 0, found, at).revocation).toBeNull();
  });

  it.each([
    ['valid', 'revoked'],
    ['expiring', 'revoked'],
    ['invalid', 'invalid'],
    ['expired', 'expired'],
  ] as const)('calls what is revoked so although lists say %s', (status, expected) => {
    const { statuses, change, revocation } = verdictOf({ ...before, state: 'revoked' }, 0, result(status), at);
    expect([statuses.validationStatus, change?.to, revocation]).toEqual([expected, expected, null]);
  });

  it('keeps of a path what people look for', () => {
    const step = { fingerprint: 'f'.repeat(64), subjectDn: 'CN=Root', notAfter: at, der: Buffer.of(1) };
    const path = [step] as unknown as ValidationResult['path'];
    const { validation } = verdictOf(before, 0, result('valid', { path }), at);
    expect(validation.path).toEqual([{ fingerprint: step.fingerprint, subjectDn: 'CN=Root', notAfter: at }]);
  });
});
