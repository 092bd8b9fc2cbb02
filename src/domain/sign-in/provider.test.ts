import { groupsOf, ownPath, providerFaults, rolesOf, textClaim, type ProviderFields } from './provider';

const refused = (reason: RegExp) => ({ kind: 'refused', reason: expect.stringMatching(reason) });
const named = (...names: string[]) => ({ kind: 'groups', names });

it.each<[string, Record<string, unknown>, unknown]>([
  ['a list', { groups: ['a', 'b'] }, named('a', 'b')],
  ['one text', { groups: 'a' }, named('a')],
  ['a text with a comma, which is one name', { groups: 'a,b' }, named('a,b')],
  ['an empty list', { groups: [] }, named()],
  ['nothing', {}, refused(/says nothing/)],
  ['null', { groups: null }, refused(/neither a text nor a list/)],
  ['a number', { groups: 7 }, refused(/neither/)],
  ['an object', { groups: { a: true } }, refused(/neither/)],
  ['nested lists', { groups: [['a']] }, refused(/neither/)],
  ['a list with something else in it', { groups: ['a', 7] }, refused(/neither/)],
  ['too many, told elsewhere', { _claim_names: { groups: 'src1' } }, refused(/too many groups/)],
  ['too many, told by a mark', { hasgroups: true }, refused(/too many groups/)],
])('groups that are %s', (_name, claims, expected) => expect(groupsOf(claims, 'groups')).toEqual(expected));

it('gives roles for groups as they are written, each once', () => {
  const provider = { roles: ['viewer'], roleMappings: [{ group: 'PKI', roles: ['operator', 'viewer'] }] };
  expect(rolesOf(provider, ['PKI', 'x'])).toEqual(['viewer', 'operator']);
  expect(rolesOf(provider, ['pki'])).toEqual(['viewer']);
});

it.each([
  ['/certificates?a=b', '/certificates?a=b'],
  [undefined, '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/a\r\nSet-Cookie: x', '/'],
  ['/a b', '/'],
])('after signing in %j leads to %j', (wanted, expected) => expect(ownPath(wanted)).toBe(expected));

it('takes texts of claims that people can read', () => {
  const claims = { a: ' Ada ', b: 7, c: 'x\u0000', d: '', e: 'x'.repeat(201) };
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'constructor'].map((claim) => textClaim(claims, claim))).toEqual([
    'Ada',
    ...Array.from({ length: 6 }, () => undefined),
  ]);
});

const fields: ProviderFields = {
  ...{ name: 'corp', displayName: 'Corp', enabled: true, issuer: 'https://id.example.org/realms/a', clientId: 'c' },
  ...{
    secretRef: 's',
    tokenEndpointAuth: 'client_secret_post',
    scopes: ['openid'],
    usernameClaim: 'preferred_username',
  },
  ...{ match: 'none', groupsClaim: null, roles: [], roleMappings: [], signsOutThere: true, tls: { ca: null } },
};

it.each<[string, Partial<ProviderFields>, string[]]>([
  ['one that is right', {}, []],
  ['http on this machine', { issuer: 'http://127.0.0.1:9' }, []],
  ['http elsewhere', { issuer: 'http://id.example.org' }, ['/issuer wrong_value']],
  ['an issuer with a query', { issuer: 'https://id.example.org/?a' }, ['/issuer wrong_value']],
  ['no secret', { secretRef: null }, ['/secretRef required']],
  ['a secret that is not sent', { tokenEndpointAuth: 'none' }, ['/secretRef wrong_value']],
  ['no openid', { scopes: ['email'] }, ['/scopes required']],
])('judges %s', (_name, changed, expected) =>
  expect(providerFaults({ ...fields, ...changed }).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected),
);
