import { restRequestStep } from './kind';

const faultsOf = (settings: object) => {
  const read = restRequestStep.settings.parse(settings) as Readonly<Record<string, unknown>>;
  return restRequestStep.faults!(read).map(({ pointer, detail }) => [pointer, detail]);
};
const url = 'https://api.example.org/$(cn)';

it('refuses headers that let in, and says what does instead', () => {
  expect(faultsOf({ url, headers: { Accept: 'a', Authorization: 'Bearer x' } })).toEqual([
    ['/headers/Authorization', expect.stringContaining('`auth`')],
  ]);
  expect(faultsOf({ url, headers: { Host: 'x' } })).toEqual([['/headers/Host', expect.stringContaining('Host')]]);
});

it.each(['file:///etc/passwd', 'ftp://x.example/', 'javascript:1'])('refuses %s', (given) => {
  expect(faultsOf({ url: given })).toEqual([['/url', 'an address with https or http is expected']]);
});

it.each(['https://u:p@x.example/', 'http://u@x.example'])('refuses %s, without repeating it', (given) => {
  const [[pointer, detail] = []] = faultsOf({ url: given });
  expect([pointer, detail]).toEqual(['/url', expect.stringContaining('user and password')]);
  expect(detail).not.toContain('x.example');
});

it.each([url, '$(base)/x', 'https://x.example/a@b?c=d@e', 'https://$(host):8443/'])('takes %s', (given) => {
  expect(faultsOf({ url: given })).toEqual([]);
});

it('looks at the address of tokens as well', () => {
  const auth = { type: 'oauth_client_credentials', tokenUrl: 'https://u:p@t.example/', clientId: 'c', secretRef: null };
  expect(faultsOf({ url, auth })).toEqual([['/auth/tokenUrl', expect.stringContaining('user and password')]]);
});
