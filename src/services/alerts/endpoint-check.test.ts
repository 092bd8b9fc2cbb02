import {
  certificate,
  extensions,
  ocspAnswer,
  party,
  revocationList,
  type AnswerPlan,
} from '../../../test/support/signed-material';
import type { Endpoint } from '../../domain/alerts/endpoint';
import type { FetchOutcome } from '../../outbound/http-fetcher';
import { readPathCertificate } from '../../x509/path-certificate';
import { validationTools } from '../validation/tools';
import { createEndpointCheck, type EndpointCheckDeps } from './endpoint-check';

const now = new Date('2026-06-01T00:00:00Z');
const days = (count: number) => new Date(+now + count * 86_400_000);
const [ca, stranger] = [party('CA'), party('Stranger')];
const issuer = readPathCertificate(certificate(ca, ca, { extensions: [extensions.ca] }))!;
const answered = (body: Buffer, status = 200): FetchOutcome => ({ kind: 'answered', status, headers: {}, body });

function checksOf(got: FetchOutcome, more: Partial<EndpointCheckDeps> = {}) {
  return createEndpointCheck({
    fetcher: { fetch: async () => got },
    own: { list: async () => null, answer: async () => null },
    issuer: async (uuid) => (uuid === 'ca' ? issuer : null),
    signersOf: async () => [issuer],
    someSerial: async () => '7f',
    tools: validationTools,
    now: () => now,
    ...more,
  });
}

const url = 'http://crl.test/customer/a.crl';
const crl: Endpoint = { type: 'crl', url, issuerCertificateId: null, timeoutSeconds: 5 };
const ocsp: Endpoint = { type: 'ocsp', url: 'http://ocsp.test/', issuerCertificateId: 'ca', timeoutSeconds: 5 };
const failed = { kind: 'failed', reason: 'does not answer' } as FetchOutcome;

describe('a revocation list', () => {
  const list = (nextUpdate: Date | null, by = ca) => answered(revocationList(ca, [], { nextUpdate, by }));
  it.each<[string, FetchOutcome, string, RegExp]>([
    ['that holds', list(days(30)), 'healthy', /^It holds until 2026-07-01/],
    ['that holds for a short time', list(days(3)), 'warning', /2026-06-04/],
    ['that is over', list(days(-1)), 'expired', /was to be replaced at 2026-05-31/],
    ['without an end', list(null), 'healthy', /does not say/],
    ['by somebody else', list(days(30), stranger), 'invalid', /signature of the list is wrong/],
    ['that is over and by somebody else', list(days(-1), stranger), 'invalid', /signature/],
    ['that is none', answered(Buffer.from('<html>')), 'invalid', /^crl\.test does not answer with a revocation list/],
    ['that is not there', answered(Buffer.alloc(0), 404), 'unreachable', /^crl\.test answers 404\.$/],
    ['whose server is away', failed, 'unreachable', /^crl\.test does not answer\.$/],
  ])('%s', async (_name, got, state, words) => {
    const check = await checksOf(got).check(crl, 7);
    expect(check.state).toBe(state);
    expect(check.detail).toMatch(words);
    expect(check.detail).not.toContain('customer');
  });

  it('of another issuer than the one that is expected', async () => {
    const got = answered(revocationList(stranger, [], { nextUpdate: days(30) }));
    const check = await checksOf(got).check({ ...crl, issuerCertificateId: 'ca' }, 7);
    expect(check).toMatchObject({ state: 'invalid', detail: expect.stringContaining('CN=Stranger') });
  });

  it('of an issuer that nobody knows is judged by its times', async () => {
    const got = answered(revocationList(stranger, [], { nextUpdate: days(30) }));
    expect(await checksOf(got, { signersOf: async () => [] }).check(crl, 7)).toMatchObject({ state: 'healthy' });
  });

  it('of this installation is not fetched', async () => {
    const own = { list: async () => revocationList(ca, [], { nextUpdate: days(30) }), answer: async () => null };
    expect(await checksOf(failed, { own }).check(crl, 7)).toMatchObject({ state: 'healthy' });
  });
});

describe('a responder', () => {
  const good: AnswerPlan = { issuer: ca, serial: '7f', status: 'good', nextUpdate: days(30) };
  const answer = (plan: Partial<AnswerPlan> = {}) => answered(ocspAnswer({ ...good, ...plan }));
  it.each<[string, FetchOutcome, string, RegExp]>([
    ['that answers', answer(), 'healthy', /holds until/],
    ['whose answers hold for a short time', answer({ nextUpdate: days(1) }), 'warning', /2026-06-02/],
    ['that does not know the certificate', answer({ status: 'unknown' }), 'healthy', /holds until/],
    ['that says revoked', answer({ status: { revokedAt: days(-9), reason: 1 } }), 'healthy', /holds until/],
    ['with an old answer', answer({ nextUpdate: days(-2) }), 'expired', /2026-05-30/],
    ['that another one signs for', answer({ signer: stranger }), 'invalid', /signer|signature/],
    ['that answers something else', answered(Buffer.from('no')), 'invalid', /is no OCSP response/],
    ['that is not there', failed, 'unreachable', /^ocsp\.test/],
  ])('%s', async (_name, got, state, words) => {
    const check = await checksOf(got).check(ocsp, 7);
    expect(check.state).toBe(state);
    expect(check.detail).toMatch(words);
  });

  it('whose issuer is gone cannot be asked', async () => {
    const check = await checksOf(answer()).check({ ...ocsp, issuerCertificateId: 'gone' }, 7);
    expect(check).toMatchObject({ state: 'invalid', detail: expect.stringContaining('inventory') });
  });

  it('is asked for any number where no certificate of the CA is known', async () => {
    const asked: string[] = [];
    const fetch = async (_url: string, { body }: { readonly body?: Uint8Array }) => {
      asked.push(Buffer.from(body!).toString('hex'));
      return answer();
    };
    const checks = checksOf(failed, { fetcher: { fetch }, someSerial: async () => null });
    expect(await checks.check(ocsp, 7)).toMatchObject({ state: 'invalid', detail: expect.stringContaining('another') });
    expect(asked).toHaveLength(1);
  });
});
