import { cookieJar } from './session-cookie';

/** Seen in Chromium: on plain HTTP browsers keep Secure and __Host- cookies of this machine only, and say nothing. */
it.each([
  ['https://certloom.example.org', true],
  ['http://127.0.0.1:8080', true],
  ['http://localhost:8080', true],
  ['http://[::1]:8080', true],
  ['http://console.test', false],
  ['http://10.1.2.3:8080', false],
])('the cookie of %s is secure: %s', (url, isSecure) => {
  const jar = cookieJar(url, 'session');
  expect(jar.name).toMatch(isSecure ? /^__Host-certloom-session-[0-9a-f]{8}$/ : /^certloom-session-[0-9a-f]{8}$/);
  expect(jar.set('v', 60.5)).toBe(
    `${jar.name}=v; Max-Age=60; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`,
  );
  expect(jar.clear()).toContain('Max-Age=0');
});

it('has another name for another port of the same host, which would get it too', () => {
  expect(cookieJar('http://127.0.0.1:8080', 'session').name).not.toBe(
    cookieJar('http://127.0.0.1:8081', 'session').name,
  );
});

it('is read out of what else there is, and not when there are two', () => {
  const { name, read } = cookieJar('http://127.0.0.1:8080', 'session');
  expect(read({ cookie: `a=1; ${name}=x=y; b=2` })).toBe('x=y');
  expect(read({ cookie: `${name}=1; ${name}=2` })).toBeUndefined();
  expect(read({ cookie: `${name}2=1` })).toBeUndefined();
  expect(read({})).toBeUndefined();
});
