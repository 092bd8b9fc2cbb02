import type { CertificateProfile } from '../../domain/authorities/certificate-profile';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import type { RequestFacts } from '../../domain/operations/checks';
import { createWishFaults } from './wish-faults';

const profile = {
  ...{ uuid: 'p', name: 'web', keyUsage: [], extendedKeyUsage: [], lifetime: 'P90D', maxLifetime: 'P90D' },
  ...{ names: [{ kind: 'dNSName', patterns: [] }], minNames: 1, maxNames: 2, wildcards: false },
  ...{ subject: [{ attribute: 'CN', required: false, patterns: [] }], keys: [{ algorithm: 'ed25519' }] },
} as unknown as CertificateProfile;
const raProfile = { certificateProfileUuid: 'p' } as RaProfile;
const request: RequestFacts = {
  ...{ csr: 'MA==', subjectDn: 'CN=web', commonName: 'web', names: ['dNSName:*.web.example'], spkiSha256: 'k' },
  wish: { subject: [], key: { algorithm: 'ec', bits: 256, curve: 'prime256v1' } },
};

describe('what a certificate profile does not allow', () => {
  const faultsOf = createWishFaults({ find: async (uuid) => (uuid === 'p' ? profile : undefined) }, () => true);

  it('is told all at once, with its place', async () => {
    const faults = await faultsOf(raProfile, request, 100 * 86_400);
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      ...['/csr wildcard_not_allowed', '/csr key_not_allowed', '/lifetimeSeconds lifetime_too_long'],
    ]);
  });

  it.each<[string, RaProfile | undefined, RequestFacts | null]>([
    ['no RA profile', undefined, request],
    ['an RA profile without one', { certificateProfileUuid: null } as RaProfile, request],
    ['a profile that is gone', { certificateProfileUuid: 'gone' } as RaProfile, request],
    ['no request', raProfile, null],
    ['a request that was judged before', raProfile, { ...request, wish: null }],
  ])('is nothing with %s', async (_, profileOf, asked) => expect(await faultsOf(profileOf, asked, null)).toEqual([]));
});
