import {
  certificate,
  end,
  extension,
  extensions,
  ocspAnswer,
  party,
  type AnswerPlan,
} from '../../../test/support/signed-material';
import { checkAnswers } from '../../domain/validation/answer-check';
import { writeOcspRequest } from '../../x509/ocsp-request-writer';
import { readOcspResponse } from '../../x509/ocsp-response';
import { readPathCertificate } from '../../x509/path-certificate';
import { validationTools } from './tools';

const now = new Date('2026-06-01T00:00:00Z');
const tools = { ...validationTools(), revocationOf: async () => 'valid' as const };
const minute = 60_000;
const before = new Date(+now - minute);
const ca = party('CA');
const stranger = party('Stranger');
const responder = party('Responder');
const issuer = readPathCertificate(certificate(ca, ca, { extensions: [extensions.ca] }))!;
const leaf = readPathCertificate(certificate(party('leaf'), ca, { serial: '-7f' }))!;
/** id-pkix-ocsp-nocheck. */
const nocheck = extension('1.3.6.1.5.5.7.48.1.5', Buffer.from('0500', 'hex'));
const signing = extensions.purpose('1.3.6.1.5.5.7.3.9');
const delegated = certificate(responder, ca, { extensions: [signing] });

const good: AnswerPlan = { issuer: ca, serial: '-7f', status: 'good' };

async function check(plan: Partial<AnswerPlan>, nonce: Buffer | null = null, break_?: (der: Buffer) => void) {
  const der = ocspAnswer({ ...good, ...plan });
  break_?.(der);
  const question = writeOcspRequest(leaf, issuer, nonce);
  const answer = { response: readOcspResponse(der), nonce: question.nonce, source: 'http://ocsp.test/' };
  return checkAnswers(leaf, issuer, { found: [answer], failures: [] }, { now, ...tools });
}

describe('answers of responders', () => {
  it.each<[string, Partial<AnswerPlan>]>([
    ['by the issuer', {}],
    ['by the issuer, named by its key', { byKeyHash: true }],
    ['with another digest than was asked with', { hash: 'sha256' }],
    ['by a delegated responder', { signer: responder, certificates: [delegated] }],
    ['by one named by its key', { signer: responder, certificates: [delegated], byKeyHash: true }],
    ['just from now on', { thisUpdate: new Date(+now + 4 * minute) }],
    ['just over', { nextUpdate: new Date(+now - 4 * minute) }],
  ])('good: %s', async (_, plan) => {
    expect(await check(plan)).toMatchObject({ status: 'valid', revocation: null });
  });

  it('revoked, with date and reason', async () => {
    const revokedAt = new Date('2026-05-01T00:00:00Z');
    expect(await check({ status: { revokedAt, reason: 4 } })).toMatchObject({
      status: 'revoked',
      revocation: { revokedAt, reason: 'superseded', by: 'answer' },
      evidence: [{ kind: 'answer', verdict: 'revoked', signer: issuer.fingerprint }],
    });
  });

  it.each<[string, Partial<AnswerPlan>, RegExp]>([
    ['about another serial number', { serial: '7f' }, /another certificate/],
    ['about another issuer', { issuer: stranger, signer: ca }, /another certificate/],
    ['not known', { status: 'unknown' }, /does not know/],
    ['from later on', { thisUpdate: new Date(+now + 6 * minute) }, /only from/],
    ['over', { nextUpdate: new Date(+now - 6 * minute) }, /was to be replaced/],
    ['signed by a stranger', { signer: stranger }, /not among/],
    [
      'signed under the name of the issuer',
      { signer: { ...stranger, name: ca.name } },
      /signature of the answer is wrong/,
    ],
    [
      'by a responder without the purpose',
      { signer: responder, certificates: [certificate(responder, ca)] },
      /not for signing answers/,
    ],
    [
      'by a responder of another issuer',
      { signer: responder, certificates: [certificate(responder, stranger, { extensions: [signing] })] },
      /another issuer/,
    ],
    [
      'by a responder that somebody made under the name of the issuer',
      {
        signer: responder,
        certificates: [certificate(responder, { ...stranger, name: ca.name }, { extensions: [signing] })],
      },
      /not signed by the issuer/,
    ],
    [
      'by a responder that is over',
      { signer: responder, certificates: [certificate(responder, ca, { extensions: [signing], notAfter: before })] },
      /not valid now/,
    ],
    [
      'with an unknown critical extension',
      { extensions: [extension('1.2.3', Buffer.from([5, 0]), true)] },
      /critical extension 1.2.3/,
    ],
  ])('failed: %s', async (_, plan, words) => {
    const result = await check(plan);
    expect(result).toMatchObject({ status: 'failed', revocation: null });
    expect(result.message).toMatch(words);
  });

  it('compares the nonce when it is repeated, and notes when it is not', async () => {
    const nonce = Buffer.from('0123456789abcdef');
    expect(await check({ nonce }, nonce)).toMatchObject({ status: 'valid', notes: [] });
    expect(await check({}, nonce)).toMatchObject({ status: 'valid', notes: [{ code: 'answer_without_nonce' }] });
    expect((await check({ nonce: Buffer.from('another') }, nonce)).message).toMatch(/another nonce/);
    expect((await check({ nextUpdate: null })).notes).toMatchObject([{ code: 'answer_without_next_update' }]);
  });

  it.each([
    ['revoked', false, 'failed', []],
    ['valid', false, 'valid', []],
    ['failed', false, 'valid', ['responder_not_checked']],
    ['not_checked', false, 'valid', ['responder_not_checked']],
    // It says that nobody is to ask.
    ['revoked', true, 'valid', []],
  ] as const)(
    'by a delegated responder that is itself %s, with nocheck %s: %s',
    async (own, noCheck, status, notes) => {
      const certificates = [certificate(responder, ca, { extensions: [signing, ...(noCheck ? [nocheck] : [])] })];
      const response = readOcspResponse(ocspAnswer({ ...good, signer: responder, certificates }));
      const found = [{ response, nonce: null, source: 'x' }];
      const options = { now, ...tools, revocationOf: async () => own };
      const result = await checkAnswers(leaf, issuer, { found, failures: [] }, options);
      expect([result.status, result.notes.map(({ code }) => code)]).toEqual([status, notes]);
    },
  );

  it('says what a responder that has no answer says', async () => {
    const words = async (der: Buffer) => {
      const answer = { response: readOcspResponse(der), nonce: null, source: 'x' };
      const found = await checkAnswers(leaf, issuer, { found: [answer], failures: [] }, { now, ...tools });
      return [found.status, found.message];
    };
    expect(await words(Buffer.from('30030a0103', 'hex'))).toEqual([
      'failed',
      'The answer of the responder is "tryLater".',
    ]);
    expect(await words(Buffer.from('30030a0106', 'hex'))).toEqual([
      'failed',
      'The answer of the responder is "unauthorized".',
    ]);
    expect(await words(Buffer.from('30030a0104', 'hex'))).toEqual([
      'failed',
      'The answer of the responder is no OCSP response.',
    ]);
    expect(await words(Buffer.from('<html>'))).toEqual(['failed', 'The answer of the responder is no OCSP response.']);
    const cut = ocspAnswer(good);
    expect((await words(cut.subarray(0, -1)))[0]).toBe('failed');
  });

  it('believes one answer of several, a revocation first', async () => {
    const answer = (plan: Partial<AnswerPlan>) => ({
      response: readOcspResponse(ocspAnswer({ ...good, ...plan })),
      nonce: null,
      source: 'x',
    });
    const revoked = answer({ status: { revokedAt: end } });
    const found = [answer({ signer: stranger }), answer({}), revoked];
    const result = await checkAnswers(leaf, issuer, { found, failures: ['No connection.'] }, { now, ...tools });
    expect(result).toMatchObject({
      status: 'revoked',
      evidence: [{ verdict: 'unusable' }, { verdict: 'good' }, { verdict: 'revoked' }],
    });
    const none = await checkAnswers(leaf, issuer, { found: [], failures: [] }, { now, ...tools });
    expect(none.status).toBe('not_checked');
    const failed = await checkAnswers(leaf, issuer, { found: [], failures: ['No connection.'] }, { now, ...tools });
    expect(failed).toMatchObject({ status: 'failed', message: 'No connection.' });
  });

  it('never throws, whatever octet of an answer is changed', async () => {
    const der = ocspAnswer({ ...good, signer: responder, certificates: [delegated] });
    for (let at = 0; at < der.length; at += 3) {
      const result = await check(
        { signer: responder, certificates: [delegated] },
        null,
        (bytes) => void (bytes[at]! ^= 0x41),
      );
      expect(['failed', 'valid']).toContain(result.status);
    }
  });
});
