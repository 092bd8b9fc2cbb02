import { operationOf, revocationOf } from '../../../test/support/operations';
import { at } from '../../../test/support/services';
import { systemActor } from '../../domain/identity/actor';
import { authorOf, failedEntries, issuedEntries, requestedEntries, revokedEntries } from './history';

const shown = (entries: ReturnType<typeof requestedEntries>) =>
  entries.map(({ certificate, event, status, message }) => `${certificate} ${event} ${status}: ${message}`);

describe('entries about an operation', () => {
  it('stand where it was asked for', () => {
    expect(shown(requestedEntries(operationOf('o')))).toEqual(['c-web request success: renew requested']);
    expect(requestedEntries(operationOf('o', { action: 'issue', certificate: null }))).toEqual([]);
  });

  it.each([
    ['issue', null, ['c-new issue success: issued']],
    ['renew', 'c-web', ['c-new issue success: issued', 'c-web renew success: renewed']],
    ['rekey', 'c-web', ['c-new issue success: issued', 'c-web rekey success: rekeyed']],
  ] as const)('of %s stand with the new certificate, too', (action, before, expected) =>
    expect(shown(issuedEntries(operationOf('o', { action }), 'c-new', before, at))).toEqual(expected),
  );

  it('of a revocation say why', () => {
    const entries = revokedEntries(revocationOf('o'), 'c-web', at, at);
    expect(shown(entries)).toEqual(['c-web revoke success: revoked: superseded']);
    expect(entries[0]?.additionalInformation).toEqual({
      ...{ operation: 'o', action: 'revoke', reason: 'superseded', revokedAt: at.toISOString(), comment: 'moved' },
    });
  });

  it('of a bad end say what went wrong', () => {
    const failed = operationOf('o', { state: 'failed', errorCode: 'no', message: 'not so' });
    expect(shown(failedEntries(failed, at))).toEqual(['c-web renew failure: failed: not so']);
    const rejected = operationOf('o', { state: 'rejected' });
    expect(shown(failedEntries(rejected, at))).toEqual(['c-web renew failure: rejected']);
    expect(failedEntries({ ...failed, certificate: null }, at)).toEqual([]);
  });

  it('are the same whenever they are made', () => {
    const ids = () => issuedEntries(operationOf('o'), 'c-new', 'c-web', new Date()).map(({ id }) => id);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(2);
    expect(authorOf(systemActor)).toEqual({ uuid: null, name: 'system' });
  });
});
