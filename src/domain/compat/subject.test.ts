import { readNames, readSubject } from './subject';

const parts = (text: string) => {
  const read = readSubject(text);
  return 'fault' in read ? read.fault.code : read.parts.map(({ type, value }) => `${type}=${value}`);
};

it.each([
  [
    'CN=www.example.com,OU=Web,O=Example,L=Brno,ST=JM,C=CZ',
    ['C=CZ', 'ST=JM', 'L=Brno', 'O=Example', 'OU=Web', 'CN=www.example.com'],
  ],
  ['cn = a , E=kim@example.com', ['emailAddress=kim@example.com', 'CN=a']],
  ['CN=a,O="Example, Inc."', ['O=Example, Inc.', 'CN=a']],
  ['CN=a,O=Example\\, Inc.', ['O=Example, Inc.', 'CN=a']],
  ['CN=a,O="Say \\"x\\""', ['O=Say "x"', 'CN=a']],
  ['CN=M\\C3\\BCnchen', ['CN=München']],
  ['CN=a;O=b', ['O=b', 'CN=a']],
  ['CN=a,OU=,C=CZ', ['C=CZ', 'CN=a']],
  ['CN=C++ house', ['CN=C++ house']],
  ['1.2.3.4=x', ['1.2.3.4=x']],
  ['', []],
])('reads %s', (text, expected) => expect(parts(text)).toEqual(expected));

it.each(['www.example.com', 'CN=a+OU=b', 'CN=a"b', '=a'])('refuses %s', (text) =>
  expect(parts(text)).toBe('wrong_format'),
);

it('reads alternative names of each kind', () => {
  const { names, faults } = readNames({
    ...{ dns: ['a.example', ' ', 'a.example'], IP4: ['192.0.2.1'], ip6: null, rfc822: ['k@a.example'] },
    ...{ URI: ['https://a.example'], upn: [] },
  });
  expect(faults).toEqual([]);
  expect(names).toEqual([
    ...['dNSName:a.example', 'iPAddress:192.0.2.1', 'rfc822Name:k@a.example'],
    'uniformResourceIdentifier:https://a.example',
  ]);
  expect(readNames({ upn: ['kim@a.example'] }).faults).toMatchObject([{ pointer: '/SANs/upn' }]);
});
