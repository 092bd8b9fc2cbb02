import { acmeSession, type NextAnswer } from '../../../../test/support/acme-session';
import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import { AuthorityFault } from '../authority-fault';
import { createRememberedRevocations } from '../remembered-revocations';
import { createAcmeRevocation } from './revocation';

async function scene(answer: NextAnswer) {
  const { authority, stores } = builtinInMemory();
  const step = await authority.advance(orderOf(await certificationRequest()), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  const revocation = createAcmeRevocation(
    createRememberedRevocations({ revoked: stores.revokedCertificates, now: () => new Date(1_500) }),
  );
  const { session, asked } = acmeSession(answer);
  const request = { key: 'k', certificate: step.certificate, reason: 'superseded' } as const;
  return { asked, revocation, request, revoke: () => revocation.revoke('a', request, async () => session) };
}

it.each([
  ['taken', {}],
  ['revoked already', new AuthorityFault('already_revoked', 'Twice.', true)],
])('is %s', async (_case, answer) => {
  const { revoke, revocation, request, asked } = await scene(answer);
  expect(await revocation.status('a', request.certificate)).toBe('unknown');
  expect(await revoke()).toEqual({ kind: 'revoked', revokedAt: new Date(1_000) });
  expect(asked[0]!.payload).toMatchObject({ reason: 4 });
  expect(await revocation.status('a', request.certificate)).toBe('revoked');
});

it('is refused for good, or fails for now', async () => {
  const refused = await scene(new AuthorityFault('unauthorized', 'No.', true));
  expect(await refused.revoke()).toEqual({ kind: 'refused', code: 'unauthorized', message: 'No.' });
  await expect((await scene(new AuthorityFault('authority_failed', 'No.', false))).revoke()).rejects.toThrow('No.');
});
