import { keyTypeCodeOf, keyUsageBitsOf, nameElementOf, serialOf, stateCodeOf, timeOf } from './codes';

it.each([
  ['issued', 1, 'Active'],
  ['pending_revoke', 1, 'Active'],
  ['revoked', 2, 'Revoked'],
  ['pending_approval', 5, 'Pending'],
] as const)('%s is state %d, %s', (state, code, text) => expect(stateCodeOf(state)).toEqual({ code, text }));

it.each([
  ['rsa', 1, 'RSA'],
  ['ec', 3, 'ECC'],
  ['ml-dsa-65', 0, 'Unknown'],
])('%s is key type %d, %s', (algorithm, code, text) => expect(keyTypeCodeOf(algorithm)).toEqual({ code, text }));

it('adds the bits of key usages up', () => {
  expect(keyUsageBitsOf([])).toBe(0);
  expect(keyUsageBitsOf(['digitalSignature', 'keyEncipherment'])).toBe(160);
  expect(keyUsageBitsOf(['decipherOnly', 'keyAgreement'])).toBe(32_776);
});

it.each([
  ['dNSName:a.example', 'a.example', 2],
  ['iPAddress:2001:db8::1', '2001:db8::1', 7],
  ['rfc822Name:a@b.example', 'a@b.example', 1],
  ['uniformResourceIdentifier:https://a.example', 'https://a.example', 6],
  ['otherName:1.3.6.1.4.1.311.20.2.3:kim@a.example', 'kim@a.example', 100],
  ['otherName:1.2.3:x', '1.2.3:x', 0],
  ['unheardOf:x', 'unheardOf:x', 999],
])('%s is the name %s of type %d', (name, Value, Type) => expect(nameElementOf(name)).toEqual({ Value, Type }));

it('writes serial numbers in whole bytes, and times without fractions', () => {
  expect([serialOf('abc'), serialOf('ab'), serialOf('-1')]).toEqual(['0ABC', 'AB', '-1']);
  expect([timeOf(new Date('2027-01-02T03:04:05.678Z')), timeOf(null)]).toEqual(['2027-01-02T03:04:05Z', null]);
});
