import { issuerChangeOf } from '../../../test/support/builders';
import { certificateOf } from '../../../test/support/services';
import type { Revocation } from '../../domain/certificates/revocation-reasons';
import { statusHistory } from './status-history';

const at = new Date('2030-01-01T00:00:00Z');
const change = { sequence: 2, from: 'valid', to: 'revoked', at, reason: 'it is on a list' } as const;
const found: Revocation = {
  ...{ reason: 'keyCompromise', code: 1, revokedAt: new Date('2029-12-31T00:00:00Z'), recordedAt: at },
  ...{ recordedBy: null, comment: 'found on a revocation list' },
};
const entriesOf = (revocation?: Revocation) =>
  statusHistory({ certificate: { ...certificateOf('web'), ...(revocation && { revocation }) }, change });

describe('the history of a changed status', () => {
  it('says from what to what and why, always under the same id', () => {
    const [entry, ...more] = entriesOf();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      ...{ certificate: 'c-web', event: 'updateValidationStatus', created: at },
      message: 'validation status changed from valid to revoked',
      additionalInformation: { before: 'valid', after: 'revoked', reason: 'it is on a list' },
    });
    expect(entriesOf()[0]!.id).toBe(entry!.id);
  });

  it('says from what became of a CA it follows', () => {
    const issuerChange = issuerChangeOf('ca');
    const [entry] = statusHistory({ certificate: certificateOf('web'), change: { ...change, issuerChange } });
    expect(entry!.additionalInformation).toMatchObject({
      follows: 'Example CA is no longer trusted',
      issuerFingerprint: issuerChange.fingerprint,
    });
  });

  it('has an entry for a revocation that the validation found, and none for what somebody recorded', () => {
    const [, revoked] = entriesOf(found);
    expect(revoked).toMatchObject({
      event: 'revoke',
      message: 'revoked: keyCompromise',
      additionalInformation: { code: 1, revokedAt: '2029-12-31T00:00:00.000Z' },
    });
    expect(entriesOf({ ...found, recordedBy: { uuid: 'u', name: 'ada' } })).toHaveLength(1);
    expect(entriesOf({ ...found, recordedAt: new Date(at.getTime() - 1) })).toHaveLength(1);
  });
});
