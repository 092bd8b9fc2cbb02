import { hasReservedDomain } from './reserved-domains';

it.each([
  ['a@b.invalid', true],
  ['a@INVALID', true],
  ['invalid@b.example', false],
  ['a@notinvalid', false],
  ['a@invalid.example.org', false],
])('%s: %s', (address, expected) => expect(hasReservedDomain(address)).toBe(expected));
