import { certificateOf } from '../../../test/support/services';
import {
  changeOfStatus,
  changeOfTrust,
  isSeenFromBelow,
  issuerChangeInWords,
  issuerChangesInWords,
} from './issuer-change';

const at = new Date('2030-01-01T00:00:00Z');
const ca = { ...certificateOf('ca'), commonName: 'Example CA', fingerprint: 'f', updatedAt: at };
const trusted = changeOfTrust({ ...ca, trustedCa: true }, 'i');
const untrusted = changeOfTrust({ ...ca, trustedCa: false }, 'i');
const revoked = changeOfStatus(ca, { from: 'valid', to: 'revoked', at: new Date(at.getTime() + 1) }, 'i');
const seen = (fault: string) => ({ ...trusted, became: { fault } });

describe('what became of a CA', () => {
  it('is known by the CA, and told in words', () => {
    expect(trusted).toEqual({ id: 'i', fingerprint: 'f', name: 'Example CA', became: 'trusted', at });
    expect(revoked).toMatchObject({ id: 'i', became: { from: 'valid', to: 'revoked' } });
    expect([trusted, untrusted, revoked].map(issuerChangeInWords)).toEqual([
      'Example CA is trusted now',
      'Example CA is no longer trusted',
      'the status of Example CA changed from valid to revoked',
    ]);
  });

  it.each([
    ['not_trusted', 'Example CA is not trusted'],
    ['issuer_missing', 'the issuer of Example CA is not known'],
    ['issuer_revoked', 'Example CA is revoked'],
    ['issuer_expired', 'Example CA has expired'],
    ['policy_required', 'paths are refused at Example CA (policy_required)'],
  ])('is told by the fault %s that shows in paths: %s', (fault, expected) => {
    expect(issuerChangeInWords(seen(fault))).toBe(expected);
  });

  it('is told by what was found at the CA itself, once for each, else by what paths show', () => {
    expect([trusted, revoked, seen('not_trusted')].map(isSeenFromBelow)).toEqual([false, false, true]);
    expect(issuerChangesInWords([seen('not_trusted'), revoked, untrusted, untrusted])).toBe(
      'Example CA is no longer trusted, the status of Example CA changed from valid to revoked',
    );
    const gone = { ...trusted, became: { goneFault: 'not_trusted' } };
    expect(issuerChangesInWords([gone])).toBe('paths through Example CA are good again');
  });
});
