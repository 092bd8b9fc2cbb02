import type { CertificateProfile } from './certificate-profile';
import { profileFaults, profileLifetimeSeconds, type Wish } from './profile-check';

const profile: CertificateProfile = {
  uuid: 'p',
  name: 'servers',
  description: '',
  keyUsage: ['digitalSignature'],
  extendedKeyUsage: ['serverAuth'],
  lifetime: 'P47D',
  maxLifetime: 'P90D',
  names: [
    { kind: 'dNSName', patterns: ['.*\\.example\\.org'] },
    { kind: 'iPAddress', patterns: [] },
  ],
  minNames: 1,
  maxNames: 3,
  wildcards: false,
  subject: [
    { attribute: 'CN', required: false, patterns: [] },
    { attribute: 'O', required: true, patterns: ['Example( Ltd)?'] },
  ],
  keys: [
    { algorithm: 'rsa', minBits: 3072, maxBits: 4096 },
    { algorithm: 'ec', curves: ['prime256v1'] },
  ],
  authorityProfile: null,
  revision: 1,
};
const part = (name: string, value: string) => ({ oid: '', name, value });
const good: Wish = {
  subject: [part('O', 'Example Ltd'), part('CN', 'web.example.org')],
  names: ['dNSName:web.example.org', 'iPAddress:192.0.2.1'],
  key: { algorithm: 'ec', bits: 256, curve: 'prime256v1' },
  lifetimeSeconds: 90 * 86_400,
};
const matches = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`).test(text);
const codes = (change: Partial<Wish>, other: Partial<CertificateProfile> = {}) =>
  profileFaults({ ...profile, ...other }, { ...good, ...change }, matches).map(({ code }) => code);

it('allows what fits', () => expect(codes({})).toEqual([]));

it.each<[string, Partial<Wish>, string[]]>([
  ['no name', { names: [] }, ['too_few_names']],
  ['too many names', { names: Array<string>(4).fill('dNSName:a.evil.test') }, ['too_many_names']],
  ['another kind', { names: ['rfc822Name:a@example.org'] }, ['name_kind_not_allowed']],
  ['a name without a kind', { names: ['web.example.org'] }, ['name_kind_not_allowed']],
  ['a name that only contains the pattern', { names: ['dNSName:a.example.org.evil.test'] }, ['name_not_allowed']],
  ['a wildcard', { names: ['dNSName:*.example.org'] }, ['wildcard_not_allowed']],
  ['a subject without what it needs', { subject: [part('CN', 'a.example.org')] }, ['subject_attribute_missing']],
  ['an empty value', { subject: [part('O', '')] }, ['subject_attribute_missing', 'subject_value_not_allowed']],
  ['another attribute', { subject: [part('O', 'Example'), part('OU', 'x')] }, ['subject_attribute_not_allowed']],
  ['another organisation', { subject: [part('O', 'Evil')] }, ['subject_value_not_allowed']],
  [
    'a foreign host as common name',
    { subject: [part('O', 'Example'), part('CN', 'evil.test')] },
    ['common_name_not_allowed'],
  ],
  ['RSA that is too small', { key: { algorithm: 'rsa', bits: 2048, curve: null } }, ['key_size_not_allowed']],
  ['RSA that is too large', { key: { algorithm: 'rsa', bits: 16_384, curve: null } }, ['key_size_not_allowed']],
  ['another curve', { key: { algorithm: 'ec', bits: 384, curve: 'secp384r1' } }, ['key_size_not_allowed']],
  ['another algorithm', { key: { algorithm: 'ed25519', bits: 256, curve: null } }, ['key_not_allowed']],
  ['a longer life', { lifetimeSeconds: 90 * 86_400 + 1 }, ['lifetime_too_long']],
])('says of %s what is wrong', (_what, change, expected) => expect(codes(change)).toEqual(expected));

it('says every fault', () =>
  expect(codes({ names: ['dNSName:*.example.org', 'dNSName:evil.test'], lifetimeSeconds: 1e9 })).toEqual([
    'wildcard_not_allowed',
    'name_not_allowed',
    'lifetime_too_long',
  ]));

it('takes a common name with a wildcard only where names may have one', () => {
  const subject = [part('O', 'Example'), part('CN', '*.example.org')];
  expect(codes({ subject })).toEqual(['common_name_not_allowed']);
  expect(codes({ subject }, { wildcards: true })).toEqual([]);
});

it.each([
  ['intranet', {}, ['common_name_not_allowed']],
  ['intranet.', {}, ['common_name_not_allowed']],
  ['localhost', { names: [], minNames: 0, extendedKeyUsage: [] }, ['common_name_not_allowed']],
  ['intranet', { names: [{ kind: 'dNSName', patterns: ['intranet'] }], minNames: 0 }, []],
  ['ada', { names: [], minNames: 0, extendedKeyUsage: ['clientAuth'] }, []],
  ['42', {}, []],
] as const)('takes the single label %s for a host name where %j serves hosts', (value, other, expected) =>
  expect(codes({ names: [], subject: [part('O', 'Example'), part('CN', value)] }, { minNames: 0, ...other })).toEqual(
    expected,
  ),
);

it('takes a common name that is no host name', () =>
  expect(codes({ subject: [part('O', 'Example'), part('CN', 'Build server 7')] })).toEqual([]));

it('knows the lifetime without a wish', () => expect(profileLifetimeSeconds(profile)).toBe(47 * 86_400));
