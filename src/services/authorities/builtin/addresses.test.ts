import { authorityOfCa, caAddresses, isRootId, rootIdOf } from './addresses';

it('publishes issuing CA and root side by side, and answers OCSP for the first', () => {
  expect(caAddresses('http://ca.example', 'u')).toEqual({
    certificate: 'http://ca.example/ca/u.cer',
    crl: 'http://ca.example/ca/u.crl',
    ocsp: 'http://ca.example/ca/u/ocsp',
  });
  expect(caAddresses('http://ca.example', rootIdOf('u'))).toMatchObject({
    crl: 'http://ca.example/ca/u-root.crl',
    ocsp: null,
  });
  expect([rootIdOf('u'), 'u'].map(isRootId)).toEqual([true, false]);
  expect([rootIdOf('u'), 'u'].map(authorityOfCa)).toEqual(['u', 'u']);
});
