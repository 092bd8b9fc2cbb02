import type { CertificateProfile } from '../../domain/authorities/certificate-profile';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import { placesOfBody, placesOfCsr, placesOfKey, type RequestFacts } from '../../domain/operations/checks';
import { createWishFaults } from './wish-faults';

const profile = {
  ...{ uuid: 'p', name: 'web', keyUsage: [], extendedKeyUsage: [], lifetime: 'P90D', maxLifetime: 'P90D' },
  ...{ names: [{ kind: 'dNSName', patterns: [] }], minNames: 1, maxNames: 2, wildcards: false },
  ...{ subject: [{ attribute: 'CN', required: false, patterns: [] }], keys: [{ algorithm: 'ed25519' }] },
} as unknown as CertificateProfile;
const raProfile = { certificateProfileUuid: 'p' } as RaProfile;
const request: RequestFacts = {
  ...{ csr: 'MA==', subjectDn: 'CN=web', commonName: 'web', names: ['dNSName:*.web.example'], spkiSha256: 'k' },
  places: placesOfCsr,
  wish: {
    subject: [{ oid: '2.5.4.10', name: 'O', value: 'x' }],
    key: { algorithm: 'ec', bits: 256, curve: 'prime256v1' },
  },
};

describe('what a certificate profile does not allow', () => {
  const faultsOf = createWishFaults({ find: async (uuid) => (uuid === 'p' ? profile : undefined) }, () => true);

  it.each([
    ['a CSR', placesOfCsr, ['/csr', '/csr', '/csr', '/lifetimeSeconds']],
    ['a made key', placesOfKey, ['/names', '/subject', '/key/kind', '/lifetimeSeconds']],
    ['a body', placesOfBody, ['', '', '', '/query/lifetimeSeconds']],
  ])('is told of %s all at once, each at its place', async (_, places, pointers) => {
    const faults = await faultsOf(raProfile, { ...request, places }, 100 * 86_400);
    expect(faults.map(({ code }) => code)).toEqual([
      ...['wildcard_not_allowed', 'subject_attribute_not_allowed', 'key_not_allowed', 'lifetime_too_long'],
    ]);
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it.each<[string, RaProfile | undefined, RequestFacts | null]>([
    ['no RA profile', undefined, request],
    ['an RA profile without one', { certificateProfileUuid: null } as RaProfile, request],
    ['a profile that is gone', { certificateProfileUuid: 'gone' } as RaProfile, request],
    ['no request', raProfile, null],
    ['a request that was judged before', raProfile, { ...request, wish: null }],
  ])('is nothing with %s', async (_, profileOf, asked) => expect(await faultsOf(profileOf, asked, null)).toEqual([]));
});
