import { buildCertificate } from '../../../test/hostile/certificate-builder';
import { party, revocationList } from '../../../test/support/signed-material';
import type { FetchOutcome } from '../../outbound/http-fetcher';
import { certificatesToPkcs7 } from '../../x509/pkcs7-writer';
import { readCertificate } from '../../x509/facts';
import { createPlatformSources } from './platform-sources';

const now = () => new Date('2030-06-01T00:00:00Z');
const url = 'http://aia.example.test/ca';

/** Sources over these stored issuers, and what the one address gives. */
function sourcesOver(
  stored: Readonly<Record<string, Buffer>>,
  body: Buffer = Buffer.of(),
  own: Readonly<Record<string, () => Buffer>> = {},
) {
  const read: string[] = [];
  const asked: string[] = [];
  const sources = createPlatformSources({
    issuers: {
      mayHaveIssued: async () =>
        Object.keys(stored).map((uuid) => ({
          ...{ uuid, state: 'issued' as const, trustedCa: true, caIssuerUrls: [], ocspUrls: [] },
        })),
      async content(uuid) {
        read.push(uuid);
        return stored[uuid] ?? null;
      },
    },
    fetcher: {
      async fetch(address): Promise<FetchOutcome> {
        asked.push(address);
        return { kind: 'answered', status: 200, headers: {}, body };
      },
    },
    own: { list: async (address) => own[address]?.() ?? null, answer: async () => null },
    now,
  });
  return { sources, read, asked };
}

const der = buildCertificate({});
const fingerprintOf = (bytes: Buffer) => readCertificate(bytes).facts.fingerprint;
const subject = (sources: ReturnType<typeof sourcesOver>['sources'], caIssuerUrls: readonly string[] = []) =>
  sources.read({ caIssuerUrls, ocspUrls: [] }, der)!;

describe('the sources of this installation', () => {
  it('read a stored issuer once for all certificates', async () => {
    const { sources, read } = sourcesOver({ ca: der });
    const one = subject(sources);
    for (const from of [sources.sourcesOf(one), sources.sourcesOf(one)]) {
      expect(await from.issuersOf(one.certificate)).toMatchObject([
        { certificate: { fingerprint: fingerprintOf(der) }, trusted: true },
      ]);
    }
    expect(read).toEqual(['ca']);
  });

  it('leave out what cannot be read', async () => {
    const { sources } = sourcesOver({ ca: Buffer.from('none') });
    const one = subject(sources);
    expect(await sources.sourcesOf(one).issuersOf(one.certificate)).toEqual([]);
    expect(sources.read({ caIssuerUrls: [], ocspUrls: [] }, Buffer.from('none'))).toBeNull();
  });

  it.each([
    ['one certificate', der],
    ['several in PKCS#7', certificatesToPkcs7([der])],
  ])('fetch the issuer that is not stored, and remember it: %s', async (_what, body) => {
    const { sources, asked } = sourcesOver({}, body);
    const one = subject(sources, [url]);
    for (let times = 0; times < 2; times += 1) {
      expect(await sources.sourcesOf(one).issuersOf(one.certificate)).toMatchObject([
        { certificate: { fingerprint: fingerprintOf(der) }, trusted: false },
      ]);
    }
    expect(asked).toEqual([url]);
  });

  it('read lists that are published here each time, and their bytes once', async () => {
    const ca = party('CA');
    const bytes = [revocationList(ca, []), revocationList(ca, [{ serial: '8001' }])];
    let at = 0;
    const listed = 'http://ca.example.test/ca/x.crl';
    const { sources, asked } = sourcesOver({}, Buffer.of(), { [listed]: () => bytes[at]! });
    const leaf = {
      distributionPoints: [{ name: { full: [{ kind: 'uri', value: listed }] }, reasons: null, issuers: [] }],
    };
    const one = subject(sources);
    const certificate = { ...one.certificate, ...leaf } as typeof one.certificate;
    const lists = async () => (await sources.sourcesOf(one).listsFor(certificate)).found;
    const [first] = await lists();
    expect((await lists())[0]).toBe(first);
    at = 1;
    const [second] = await lists();
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
    expect(asked).toEqual([]);
  });

  it('find no issuer in anything else', async () => {
    const { sources } = sourcesOver({}, Buffer.from('<html></html>'));
    const one = subject(sources, [url]);
    expect(await sources.sourcesOf(one).issuersOf(one.certificate)).toEqual([]);
  });
});
