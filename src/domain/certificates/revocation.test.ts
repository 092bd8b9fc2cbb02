import { revocationOf } from './revocation';
import { type RevocationReason, revocationReasons } from './revocation-reasons';

const now = new Date('2030-06-01T00:00:00Z');
const notBefore = new Date('2030-01-01T00:00:00Z');
const by = { uuid: 'u', name: 'someone' };

describe('revocationOf', () => {
  it.each<[RevocationReason, number]>([
    ['unspecified', 0],
    ['keyCompromise', 1],
    ['cACompromise', 2],
    ['affiliationChanged', 3],
    ['superseded', 4],
    ['cessationOfOperation', 5],
    ['certificateHold', 6],
    ['privilegeWithdrawn', 9],
    ['aACompromise', 10],
  ])('%s has code %d', (reason, code) =>
    expect(revocationOf({ reason }, { notBefore }, by, now)).toEqual({
      ...{ reason, code, revokedAt: now, recordedAt: now, recordedBy: by, comment: null },
    }),
  );

  it('knows no code that takes a revocation back or is not used', () => {
    expect(Object.values(revocationReasons)).not.toEqual(expect.arrayContaining([7]));
    expect(Object.values(revocationReasons)).not.toEqual(expect.arrayContaining([8]));
  });

  it.each([
    { name: 'at notBefore', revokedAt: notBefore },
    { name: 'now', revokedAt: now },
  ])('takes a time $name', ({ revokedAt }) =>
    expect(revocationOf({ reason: 'superseded', revokedAt }, { notBefore }, by, now).revokedAt).toEqual(revokedAt),
  );

  it.each([
    { name: 'in the future', revokedAt: new Date(now.getTime() + 1), code: 'in_the_future' },
    { name: 'before notBefore', revokedAt: new Date(notBefore.getTime() - 1), code: 'before_not_before' },
  ])('refuses a time $name', ({ revokedAt, code }) =>
    expect(() => revocationOf({ reason: 'superseded', revokedAt }, { notBefore }, by, now)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        more: { errors: [expect.objectContaining({ pointer: '/revokedAt', code })] },
      }),
    ),
  );

  it('of a certificate that is not valid yet, or whose notBefore is unreadable', () => {
    const later = new Date(now.getTime() + 1);
    expect(revocationOf({ reason: 'superseded' }, { notBefore: later }, null, now).revokedAt).toEqual(now);
    const early = new Date(0);
    expect(revocationOf({ reason: 'superseded', revokedAt: early }, { notBefore: null }, null, now).revokedAt).toEqual(
      early,
    );
  });

  it('keeps a comment, and none for an empty one', () => {
    expect(revocationOf({ reason: 'superseded', comment: 'moved' }, { notBefore }, by, now).comment).toBe('moved');
    expect(revocationOf({ reason: 'superseded', comment: '' }, { notBefore }, by, now).comment).toBeNull();
  });
});
