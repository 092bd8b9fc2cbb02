import { identifierOf, readAuthorization, readOrder } from './resources';

it('reads orders and authorizations, and leaves out what nobody has defined', () => {
  expect(readOrder({ status: 'ready', finalize: 'f', authorizations: ['a', 1] })).toEqual({
    ...{ status: 'ready', finalize: 'f', authorizations: ['a'], certificate: null, error: null },
  });
  const known = { type: 'http-01', url: 'u', status: 'pending', token: 't' };
  const challenges = [known, { ...known, token: '../x' }, { type: 'dns-persist-01' }, 7];
  const read = readAuthorization({ status: 'pending', identifier: { value: 'a' }, challenges });
  expect(read.challenges).toEqual([{ ...known, error: null }]);
});

it.each([[null], ['text'], [{ status: 'ready' }]])('refuses %j as an order', (body) => {
  expect(() => readOrder(body)).toThrow('The authority answered');
});

it.each([
  ['dNSName:A.example', { type: 'dns', value: 'a.example' }],
  ['iPAddress:2001:db8::1', { type: 'ip', value: '2001:db8::1' }],
  ['rfc822Name:a@example.org', null],
])('orders %s as %j', (name, expected) => expect(identifierOf(name)).toEqual(expected));
