import type { NextAnswer } from '../../../../test/support/acme-session';
import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import { claimsOf, stepCa, stepCaSettings } from '../../../../test/support/step-ca';
import { readCertificate } from '../../../x509/facts';
import { createRememberedRevocations } from '../remembered-revocations';
import { createStepCaRevocation } from './revocation';

async function scene(...answers: NextAnswer[]) {
  const { authority, stores } = builtinInMemory();
  const step = await authority.advance(orderOf(await certificationRequest()), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  const server = stepCa(answers);
  const now = () => new Date(1_500);
  const revocation = createStepCaRevocation({
    ...server,
    publications: { issuers: async () => step.issuers as Buffer[], crl: async () => (await authority.crl()) as Buffer },
    remembered: createRememberedRevocations({ revoked: stores.revokedCertificates, now }),
    now,
  });
  const request = { key: 'k', certificate: step.certificate, reason: 'superseded' } as const;
  const revoke = (certificate = step.certificate) =>
    revocation.revoke(server.instance, stepCaSettings, { ...request, certificate });
  const status = () => revocation.status(server.instance, stepCaSettings, step.certificate);
  return { ...server, authority, request, step, revoke, status };
}

it.each([
  ['taken', { json: { status: 'ok' } }],
  ['revoked already', { status: 400, json: { message: "serial number '1' is already revoked" } }],
])('is %s', async (_case, answer) => {
  const { revoke, asked, status, step } = await scene(answer);
  expect(await status()).toBe('good');
  expect(await revoke()).toEqual({ kind: 'revoked', revokedAt: new Date(1_000) });
  const { ott, ...body } = asked[0]!.body as { ott: string; serial: string };
  const serial = BigInt(`0x${readCertificate(step.certificate).facts.serialNumber}`).toString();
  expect(body).toEqual({ serial, reasonCode: 4, reason: 'superseded', passive: true });
  expect(claimsOf(ott)).toMatchObject({ aud: 'https://ca.example/1.0/revoke', sub: serial });
  expect(await status()).toBe('revoked');
});

it('is asked for nothing that others have issued', async () => {
  const { revoke, asked } = await scene();
  const other = builtinInMemory({ issuing: { commonName: 'Other', keyAlgorithm: 'ecP256', validityYears: 1 } });
  const step = await other.authority.advance(orderOf(await certificationRequest()), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  expect(await revoke(step.certificate)).toMatchObject({ kind: 'refused', code: 'not_issued_here' });
  expect(asked).toEqual([]);
});

it('is refused for good, or fails for now', async () => {
  const refused = await scene({ status: 401, json: { message: 'No.' } });
  expect(await refused.revoke()).toMatchObject({ kind: 'refused', code: 'unauthorized' });
  expect(refused.forgotten()).toBe(1);
  await expect((await scene({ status: 500 })).revoke()).rejects.toMatchObject({ code: 'authority_failed' });
});

it('is seen in the list of the authority when others have asked for it', async () => {
  const { authority, request, status } = await scene();
  await authority.revoke(request);
  expect(await status()).toBe('revoked');
});
