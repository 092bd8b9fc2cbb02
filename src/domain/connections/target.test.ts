import { redirected, targetOf, type Hop } from './target';

describe('targetOf', () => {
  const base = 'https://itsm.example:8443/api/v2/';

  it.each([
    ['', base],
    ['tickets', 'https://itsm.example:8443/api/v2/tickets'],
    ['/tickets?a=b', 'https://itsm.example:8443/api/v2/tickets?a=b'],
    ['?a=b', `${base}?a=b`],
    ['//other.example/x', 'https://itsm.example:8443/api/v2/other.example/x'],
    ['a/../b', 'https://itsm.example:8443/api/v2/b'],
  ])('%p is below the base', (path, expected) => expect(targetOf(base, path)?.href).toBe(expected));

  it.each(['../v1', '/..', '%2e%2e/v1', 'a/../../../x', '..\\..\\x'])('%p leaves it', (path) =>
    expect(targetOf(base, path)).toBeUndefined(),
  );
});

describe('redirected', () => {
  const hop: Hop = { url: new URL('https://a.example/x/y'), method: 'POST', hasBody: true, isTrusted: true };

  it.each([
    [301, 'GET', false],
    [302, 'GET', false],
    [303, 'GET', false],
    [307, 'POST', true],
    [308, 'POST', true],
  ])('a POST at %d becomes %s', (status, method, hasBody) =>
    expect(redirected(hop, status, 'z')).toMatchObject({ method, hasBody, url: new URL('https://a.example/x/z') }),
  );

  it('keeps PUT at 302, and HEAD at 303', () => {
    expect(redirected({ ...hop, method: 'PUT' }, 302, '/')).toMatchObject({ method: 'PUT', hasBody: true });
    expect(redirected({ ...hop, method: 'HEAD', hasBody: false }, 303, '/')).toMatchObject({ method: 'HEAD' });
  });

  it.each(['https://b.example/', 'http://a.example/', 'https://a.example:444/'])(
    'trusts %s no more, nor what comes behind it',
    (location) => {
      const away = redirected(hop, 307, location)!;
      expect(away.isTrusted).toBe(false);
      expect(redirected(away, 307, 'https://a.example/')?.isTrusted).toBe(false);
    },
  );

  it.each([
    [200, '/'],
    [304, '/'],
    [302, undefined],
    [302, 'https://['],
  ])('%d to %p is none', (status, location) => expect(redirected(hop, status, location)).toBeUndefined());
});
