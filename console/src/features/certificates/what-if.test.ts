import { expect, it } from 'vitest';
import { dryRunOf, whatIfsOf } from './what-if';

it('asks for what the event would tell', () => {
  const cases = whatIfsOf({ validationStatus: 'valid' });
  const bodyOf = (id: string) =>
    dryRunOf(
      { uuid: 'c' },
      cases.find((one) => one.id === id)!,
    );
  expect(bodyOf('uploaded')).toEqual({ event: 'certificate_uploaded', certificate: 'c' });
  expect(bodyOf('expired').particulars).toEqual({ oldStatus: 'valid', newStatus: 'expired' });
  expect(bodyOf('revoked').particulars).toEqual({ action: 'revoke', state: 'revoked', reason: 'unspecified' });
});
