import type { ValidationStatus } from '../certificates/certificate';
import type { IssuerChange } from '../certificates/issuer-change';
import type { PathFaultCode } from './checks';
import { issuerBehind, type PathsSeen } from './issuer-behind';

const at = new Date('2030-01-01T00:00:00Z');
const own = 'f'.repeat(64);
const above = 'e'.repeat(64);
const mark: IssuerChange = { id: 'marked', fingerprint: 'd'.repeat(64), name: 'CA', became: 'untrusted', at };
const path = [own, above].map((fingerprint, index) => ({ fingerprint, subjectDn: `CN=${index}` }));
const idOf = (fingerprint: string) => `id of ${fingerprint[0]}`;

function behind(from: ValidationStatus, to: ValidationStatus, seen: Partial<PathsSeen>) {
  const nothing = { fingerprint: own, faultBefore: null, fault: null, path, isRevoked: false, mark: null };
  return issuerBehind({ from, to }, { ...nothing, ...seen }, at, idOf);
}
const fault = (code: PathFaultCode, fingerprint: string) => ({ code, fingerprint });

describe('what of a CA a change of status follows from', () => {
  it('is what a path is refused for above the certificate, and what it was refused for', () => {
    expect(behind('valid', 'invalid', { fault: fault('issuer_revoked', above) })).toEqual({
      ...{ id: 'id of e', fingerprint: above, name: 'CN=1', became: { fault: 'issuer_revoked' }, at },
    });
    expect(behind('invalid', 'expired', { faultBefore: fault('not_trusted', above) })).toMatchObject({
      ...{ id: 'id of e', became: { goneFault: 'not_trusted' } },
    });
    const unknown = behind('failed', 'valid', { faultBefore: fault('search_limit', 'c'.repeat(64)) });
    expect(unknown).toMatchObject({ id: 'id of c', name: 'an issuer' });
  });

  it('is the certificate of a top that is not trusted any more itself', () => {
    expect(behind('valid', 'invalid', { fault: fault('not_trusted', own) })).toMatchObject({ id: 'id of f' });
  });

  it.each<[ValidationStatus, ValidationStatus, Partial<PathsSeen>]>([
    ['valid', 'invalid', { fault: fault('issuer_missing', own) }],
    ['valid', 'failed', { fault: fault('search_limit', own) }],
    ['invalid', 'valid', {}],
    ['invalid', 'valid', { faultBefore: fault('issuer_missing', own) }],
  ])('is told by nothing but why it was checked: %s to %s', (from, to, seen) => {
    expect(behind(from, to, seen)).toBeUndefined();
  });

  it.each<[ValidationStatus, ValidationStatus, Partial<PathsSeen>]>([
    ['valid', 'invalid', { fault: fault('issuer_missing', own) }],
    ['valid', 'invalid', { fault: fault('issuer_revoked', above) }],
    ['invalid', 'valid', {}],
    ['failed', 'expiring', { faultBefore: fault('not_trusted', above) }],
  ])('is why it was checked, where there is that: %s to %s', (from, to, seen) => {
    expect(behind(from, to, { ...seen, mark })).toBe(mark);
  });

  it.each<[ValidationStatus, ValidationStatus, Partial<PathsSeen>]>([
    ['valid', 'invalid', { fault: fault('signature_invalid', own) }],
    ['valid', 'invalid', {}],
    ['valid', 'expired', {}],
    ['valid', 'expiring', { faultBefore: fault('not_trusted', above) }],
    ['expiring', 'revoked', { isRevoked: true }],
    ['invalid', 'revoked', { faultBefore: fault('not_trusted', above), isRevoked: true }],
    ['not_checked', 'invalid', { fault: fault('not_trusted', above) }],
    ['not_checked', 'valid', {}],
  ])('is nothing where the certificate changes by itself: %s to %s', (from, to, seen) => {
    expect(behind(from, to, seen)).toBeUndefined();
    expect(behind(from, to, { ...seen, mark })).toBeUndefined();
  });
});
