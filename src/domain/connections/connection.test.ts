import { connectionFaults, secretMembersChanged, type Connection } from './connection';

type Fields = Parameters<typeof connectionFaults>[0];
const fields: Fields = {
  ...{ baseUrl: 'https://itsm.example/api', auth: { type: 'bearer' }, secretRef: 'token', signingSecretRef: null },
  tls: { ca: null },
};
const oauth = (tokenUrl: string): Connection['auth'] => ({
  ...{ type: 'oauth_client_credentials', tokenUrl, clientId: 'c', scope: null, audience: null },
  clientAuthentication: 'basic',
});

it.each<[string, Partial<Fields>, string[]]>([
  ['one that is right', {}, []],
  ['no authentication without a secret', { auth: { type: 'none' }, secretRef: null, baseUrl: 'http://a.example' }, []],
  ['http on this machine', { baseUrl: 'http://127.0.0.1:80' }, []],
  ['http with a secret', { baseUrl: 'http://a.example' }, ['/baseUrl https_required']],
  ['a token endpoint by http', { auth: oauth('http://a.example/t') }, ['/auth/tokenUrl https_required']],
  ['a token endpoint with a query', { auth: oauth('https://a.example/t?v=1') }, []],
  ['a base with a query', { baseUrl: 'https://a.example/?a' }, ['/baseUrl wrong_value']],
  ['a base with credentials', { baseUrl: 'https://u:p@a.example/' }, ['/baseUrl wrong_value']],
  ['another scheme', { baseUrl: 'ftp://a.example/' }, ['/baseUrl wrong_value']],
  ['no secret', { secretRef: null }, ['/secretRef required']],
  ['a secret that is sent nowhere', { auth: { type: 'none' } }, ['/secretRef wrong_value']],
])('judges %s', (_name, changed, expected) =>
  expect(connectionFaults({ ...fields, ...changed }).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(
    expected,
  ),
);

it('names the members that bring a secret somewhere else', () => {
  expect(secretMembersChanged(null, fields)).toEqual(['secretRef']);
  expect(secretMembersChanged(fields, fields)).toEqual([]);
  expect(secretMembersChanged(fields, { ...fields, baseUrl: 'https://b.example' })).toEqual(['baseUrl']);
  expect(secretMembersChanged(fields, { ...fields, tls: { ca: 'pem' } })).toEqual(['tls']);
  const open: Fields = { ...fields, auth: { type: 'none' }, secretRef: null };
  expect(secretMembersChanged(open, { ...open, baseUrl: 'https://b.example' })).toEqual([]);
});
