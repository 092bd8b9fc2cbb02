import { locationsOf, toOriginLocations } from './locations';

const entry = (name: string, ...data: unknown[]) => ({ name, contentType: 'string', data });

it('takes the lists of certificate stores place by place', () => {
  const metadata = [
    entry('CertStoreFQDN', 'web1.example', 'web2.example'),
    entry('CertStorePath', '/etc/a.pem', '/etc/b.jks'),
    entry('CertStoreType', 'PEM'),
  ];
  expect(locationsOf(metadata)).toMatchObject([
    { storeType: 'PEM', clientMachine: 'web1.example', storePath: '/etc/a.pem' },
    { storeType: 'PEM', clientMachine: 'web2.example', storePath: '/etc/b.jks' },
  ]);
});

it.each([
  ['/etc/web.pem', '', '/etc/web.pem', ''],
  ['/etc/web.jks [tomcat]', '', '/etc/web.jks', 'tomcat'],
  ['web.example:443', 'web.example', 'web.example:443', ''],
  ['mail.example:25 (smtp.example) smtp', 'mail.example', 'mail.example:25 (smtp.example) smtp', ''],
  ['[2001:db8::1]:443', '[2001:db8::1]', '[2001:db8::1]:443', ''],
])('reads the place %s', (words, clientMachine, storePath, alias) => {
  expect(locationsOf([entry('place', words)])).toEqual([
    { storeType: 'Discovered', clientMachine, storePath, alias, chainLevel: 0 },
  ]);
});

it('puts places of one type together', () => {
  const places = locationsOf([entry('place', 'a.example:443', '/b.pem'), entry('CertStorePath', '/c')]);
  const { Details } = toOriginLocations(places);
  expect(Details.map(({ StoreType, StoreCount }) => [StoreType, StoreCount])).toEqual([
    ['Unknown', 1],
    ['Discovered', 2],
  ]);
  expect(Details[1]!.Locations[0]).toMatchObject({ ClientMachine: 'a.example', StorePath: 'a.example:443' });
  expect(toOriginLocations([])).toEqual({ Details: [] });
});
