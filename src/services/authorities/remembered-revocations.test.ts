import { builtinInMemory, noState, orderOf } from '../../../test/support/builtin-authority';
import { certificationRequest } from '../../../test/support/certification-request';
import { createRememberedRevocations } from './remembered-revocations';

it('keeps the first moment of a revocation, in whole seconds, for each authority apart', async () => {
  const { authority, stores } = builtinInMemory();
  const step = await authority.advance(orderOf(await certificationRequest()), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  const times = [new Date(1_500), new Date(9_000)];
  const remembered = createRememberedRevocations({ revoked: stores.revokedCertificates, now: () => times.shift()! });
  const request = { key: 'k', certificate: step.certificate, reason: 'superseded' } as const;
  expect(await remembered.includes('a', step.certificate)).toBe(false);
  expect(await remembered.remember('a', request)).toEqual(new Date(1_000));
  expect(await remembered.remember('a', request)).toEqual(new Date(1_000));
  expect([await remembered.includes('a', step.certificate), await remembered.includes('b', step.certificate)]).toEqual([
    true,
    false,
  ]);
});
