import type { PathCertificate } from '../../domain/validation/path-certificate';
import type { RevocationList } from '../../domain/validation/revocation-list';
import type { FetchOutcome } from '../../outbound/http-fetcher';
import type { IssuerRow } from '../../store/validation/issuer-rows';
import { createSources, type AddressedCertificate } from './sources';

const certificate = (fingerprint: string, issuer: string, urls: readonly string[] = []): PathCertificate =>
  ({
    fingerprint,
    subject: { comparable: fingerprint },
    issuer: { comparable: issuer },
    distributionPoints: urls.map((value) => ({ name: { full: [{ kind: 'uri', value }] }, reasons: null, issuers: [] })),
    freshestLists: [],
  }) as unknown as PathCertificate;

const addressed = (one: PathCertificate, more: Partial<AddressedCertificate> = {}): AddressedCertificate => ({
  ...{ certificate: one, caIssuerUrls: [], ocspUrls: [] },
  ...more,
});

const row = (uuid: string, more: Partial<IssuerRow> = {}): IssuerRow => ({
  ...{ uuid, state: 'issued', trustedCa: true, caIssuerUrls: [], ocspUrls: [] },
  ...more,
});

function sources(
  subject: AddressedCertificate,
  stored: readonly IssuerRow[],
  given: { issuers?: Record<string, readonly AddressedCertificate[]>; answer?: FetchOutcome } = {},
) {
  const asked: string[] = [];
  const from = createSources(subject, {
    storedIssuers: async () => stored,
    readStored: async ({ uuid }) => (uuid === 'unreadable' ? null : addressed(certificate(uuid, uuid))),
    lists: {
      get: async (url) => {
        asked.push(url);
        return url.includes('dead')
          ? { value: null, fault: 'dead.example.test did not answer in time' }
          : { value: { fingerprint: url } as RevocationList, fault: null };
      },
    },
    issuers: {
      get: async (url) => {
        asked.push(url);
        const value = given.issuers?.[url];
        return value === undefined ? { value: null, fault: 'nothing there' } : { value, fault: null };
      },
    },
    fetcher: {
      fetch: async (url, { body }) => {
        asked.push(`${url} ${Buffer.from(body ?? []).toString()}`);
        return given.answer ?? { kind: 'failed', code: 'timeout', reason: 'did not answer in time' };
      },
    },
    ownAnswer: async (url, request) => (url.includes('own') ? request : null),
    questionFor: ({ fingerprint }, issuer) => ({
      der: Buffer.from(`${fingerprint} of ${issuer.fingerprint}`),
      nonce: '01',
    }),
    readAnswer: (der) => ({ fingerprint: Buffer.from(der).toString(), status: 'successful', basic: null }),
  });
  return { from, asked };
}

describe('where a validation looks', () => {
  const leaf = certificate('leaf', 'ca');
  const aia = addressed(leaf, { caIssuerUrls: ['ldap://ca.example.test', 'http://aia.example.test/ca.cer'] });
  const fetchedCa = addressed(certificate('ca', 'root'));

  it('is the inventory first: what is trusted there, and what is revoked', async () => {
    const rows = [row('ca'), row('other', { trustedCa: false, state: 'revoked' }), row('unreadable')];
    const { from, asked } = sources(aia, rows);
    expect(await from.issuersOf(leaf)).toMatchObject([
      { certificate: { fingerprint: 'ca' }, trusted: true, revoked: false },
      { certificate: { fingerprint: 'other' }, trusted: false, revoked: true },
    ]);
    expect(asked).toEqual([]);
  });

  it('is the address in the certificate when nobody of that name is stored', async () => {
    const { from, asked } = sources(aia, [row('other')], {
      issuers: { 'http://aia.example.test/ca.cer': [fetchedCa] },
    });
    expect(await from.issuersOf(leaf)).toMatchObject([
      { certificate: { fingerprint: 'other' } },
      { certificate: { fingerprint: 'ca' }, trusted: false, revoked: false },
    ]);
    expect(asked).toEqual(['http://aia.example.test/ca.cer']);
  });

  it('goes on from a certificate that was fetched itself', async () => {
    const ca = { ...fetchedCa, caIssuerUrls: ['http://aia.example.test/root.cer'] };
    const { from, asked } = sources(aia, [], { issuers: { 'http://aia.example.test/ca.cer': [ca] } });
    await from.issuersOf(leaf);
    await from.issuersOf(ca.certificate);
    expect(asked[1]).toBe('http://aia.example.test/root.cer');
  });

  it('asks the responder of this installation without a way over the network', async () => {
    const { from, asked } = sources(addressed(leaf, { ocspUrls: ['http://own.example.test/ca/x/ocsp'] }), []);
    const { found } = await from.answersFor(leaf, certificate('ca', 'root'));
    expect(found).toMatchObject([{ response: { fingerprint: 'leaf of ca' }, nonce: '01', source: 'own.example.test' }]);
    expect(asked).toEqual([]);
  });

  it('names lists that could not be had', async () => {
    const listed = certificate('leaf', 'ca', ['http://dead.example.test/a.crl', 'http://crl.example.test/b.crl']);
    const { from } = sources(addressed(listed), []);
    expect(await from.listsFor(listed)).toMatchObject({
      found: [{ fingerprint: 'http://crl.example.test/b.crl' }],
      failures: ['dead.example.test did not answer in time'],
    });
    const onlyLdap = certificate('leaf', 'ca', ['ldap://ca.example.test/cn=list']);
    expect((await sources(addressed(onlyLdap), []).from.listsFor(onlyLdap)).failures).toEqual([
      'its lists are at no http address',
    ]);
  });

  it('asks the responder about this certificate and its issuer', async () => {
    const subject = addressed(leaf, { ocspUrls: ['http://ocsp.example.test/'] });
    const answer: FetchOutcome = { kind: 'answered', status: 200, headers: {}, body: Buffer.from('good') };
    const { from, asked } = sources(subject, [], { answer });
    expect(await from.answersFor(leaf, fetchedCa.certificate)).toEqual({
      found: [
        {
          response: { fingerprint: 'good', status: 'successful', basic: null },
          nonce: '01',
          source: 'ocsp.example.test',
        },
      ],
      failures: [],
    });
    expect(asked).toEqual(['http://ocsp.example.test/ leaf of ca']);
  });

  it.each([
    [{ kind: 'failed', code: 'timeout', reason: 'did not answer in time' }, 'ocsp.example.test did not answer in time'],
    [{ kind: 'answered', status: 500, headers: {}, body: Buffer.of() }, 'ocsp.example.test answers 500'],
    [{ kind: 'refused', code: 'address_not_allowed', detail: 'Not public.' }, 'ocsp.example.test: Not public.'],
  ] as [FetchOutcome, string][])('says what came of a responder that gave nothing', async (answer, failure) => {
    const subject = addressed(leaf, { ocspUrls: ['http://ocsp.example.test/'] });
    const { from } = sources(subject, [], { answer });
    expect(await from.answersFor(leaf, fetchedCa.certificate)).toEqual({ found: [], failures: [failure] });
  });
});
