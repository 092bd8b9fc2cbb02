import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import type { NextAnswer } from '../../../../test/support/acme-session';
import { certificationRequest } from '../../../../test/support/certification-request';
import { claimsOf, stepCa, stepCaSettings } from '../../../../test/support/step-ca';
import type { CertificateOrder, OrderState } from '../../../domain/authorities/authority';
import type { CertificateProfile } from '../../../domain/authorities/certificate-profile';
import { pemOf } from '../../../x509/pem-writer';
import { AuthorityFault } from '../authority-fault';
import { createStepCaOrders } from './orders';

const now = () => new Date('2027-01-01T00:00:00Z');

async function scene(
  answersFor: (csr: Buffer) => Promise<readonly NextAnswer[]>,
  change: Partial<CertificateOrder> = {},
) {
  const csr = await certificationRequest();
  const server = stepCa(await answersFor(csr));
  const order = orderOf(csr, { key: 'op', ...change });
  const saved: OrderState[] = [];
  const advance = (state: OrderState | null) =>
    createStepCaOrders({ ...server, now })(server.instance, stepCaSettings, order, state, async (next) => {
      saved.push(next);
    });
  const bodies = () =>
    server.asked.map(({ body }) => body as { ott: string; notAfter?: string; templateData?: unknown });
  return { advance, saved, bodies, ...server };
}

/** What a server answers when it has signed. */
async function signedFor(csr: Buffer): Promise<NextAnswer> {
  const step = await builtinInMemory().authority.advance(orderOf(csr), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  const certChain = [step.certificate, ...step.issuers].map((der) => pemOf('CERTIFICATE', der));
  return { status: 201, json: { certChain } };
}
const told = (status: number, message = 'No.'): NextAnswer => ({ status, json: { status, message } });

it('asks with a token for the names and the common name of the request, and takes what fits it', async () => {
  const { advance, bodies, saved } = await scene(async (csr) => [await signedFor(csr)]);
  expect(await advance(null)).toMatchObject({ kind: 'issued', issuers: [expect.anything(), expect.anything()] });
  expect(saved).toEqual([{ attempt: 1, isAsked: true }]);
  const [body] = bodies();
  expect(body!.notAfter).toBeUndefined();
  expect(claimsOf(body!.ott)).toMatchObject({
    ...{ aud: 'https://ca.example/1.0/sign', sub: 'web.example.org', sans: ['web.example.org'] },
  });
});

it('sends the lifetime of the request, or else of the certificate profile', async () => {
  const certificateProfile = { lifetime: 'P2D' } as CertificateProfile;
  for (const [change, notAfter] of [
    [{ certificateProfile }, '172800s'],
    [{ certificateProfile, lifetimeSeconds: 60 }, '60s'],
  ] as const) {
    const { advance, bodies } = await scene(async (csr) => [await signedFor(csr)], change);
    await advance(null);
    expect(bodies()[0]!.notAfter).toBe(notAfter);
  }
});

it.each([
  ['with their types', { A: 1, B: { c: ['x', true] } }, { A: 1, B: { c: ['x', true] } }],
  ['not at all where there are none', {}, undefined],
])('sends the additional fields of the request %s', async (_case, fields, templateData) => {
  const { advance, bodies } = await scene(async (csr) => [await signedFor(csr)], { fields });
  await advance(null);
  expect(bodies()[0]!.templateData).toEqual(templateData);
});

it('sends the same token id until the server has said that it failed', async () => {
  const away = new AuthorityFault('authority_unreachable', 'Away.', false);
  const { advance, saved, bodies } = await scene(async (csr) => [
    ...[told(500), told(503), away, { status: 502 }],
    await signedFor(csr),
  ]);
  let step;
  for (let tries = 0; tries < 5; tries += 1)
    step = await advance(saved.at(-1) ?? null).catch((error: unknown) => error);
  expect(step).toMatchObject({ kind: 'issued' });
  const ids = bodies().map(({ ott }) => claimsOf(ott)['jti']);
  expect([ids[3], ids[4]]).toEqual([ids[2], ids[2]]);
  expect(new Set(ids).size).toBe(3);
});

it('sends no other token while nobody knows what came of the first', async () => {
  const { advance, saved, bodies } = await scene(async () => [told(500), told(401)]);
  await expect(advance({ attempt: 1, isAsked: true })).rejects.toMatchObject({ code: 'authority_failed' });
  expect(await advance(saved.at(-1)!)).toMatchObject({ code: 'outcome_unknown' });
  expect(new Set(bodies().map(({ ott }) => claimsOf(ott)['jti'])).size).toBe(1);
});

it('gives up a server that fails and fails', async () => {
  const { advance } = await scene(async () => [told(500, 'Policy?')]);
  expect(await advance({ attempt: 8, isAsked: false })).toMatchObject({
    ...{ kind: 'refused', code: 'authority_failed', message: expect.stringContaining('Policy?') },
  });
});

it.each([
  ['was not sent before', { attempt: 1, isAsked: false }, 'unauthorized'],
  ['was sent before', { attempt: 1, isAsked: true }, 'outcome_unknown'],
])('takes a refusal of a token that %s', async (_case, state, code) => {
  const { advance, forgotten } = await scene(async () => [told(401)]);
  expect(await advance(state)).toMatchObject({ kind: 'refused', code });
  expect(forgotten()).toBe(1);
});

it.each([
  ['what the server does not allow', {}, [told(403, 'Too long.')], 'refused_by_authority'],
  ['an answer without a chain', {}, [{ status: 201, json: {} }], 'unreadable_certificate'],
  ['no names', { names: [] }, [], 'names_refused'],
  ['names of a kind that tokens do not know', { names: ['otherName:1.2=3'] }, [], 'names_refused'],
])('refuses %s', async (_case, change, answers, code) => {
  const { advance, asked } = await scene(async () => answers, change);
  expect(await advance(null)).toMatchObject({ kind: 'refused', code });
  expect(asked).toHaveLength(answers.length);
});

it('refuses a certificate for another key', async () => {
  const { advance } = await scene(async () => [await signedFor(await certificationRequest())]);
  expect(await advance(null)).toMatchObject({ kind: 'refused', code: 'other_certificate' });
});
