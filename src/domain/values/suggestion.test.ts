import { didYouMean, editDistance, nearest } from './suggestion';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['SMTP_ULR', 'SMTP_URL', 1],
    ['kitten', 'sitting', 3],
  ])('from %j to %j: %s', (from, to, distance) => expect(editDistance(from, to)).toBe(distance));
});

describe('nearest', () => {
  it('is what was probably meant, or nothing', () => {
    expect(nearest('statsu', ['status', 'outcome'])).toBe('status');
    expect(nearest('colour', ['status', 'outcome'])).toBeUndefined();
  });
});

describe('didYouMean', () => {
  const keys = ['rsa', 'rsa-pss', 'ec', 'ed25519', 'dsa', 'ml-dsa-44'];
  it.each([
    ['RSA', 'rsa'],
    ['rsapss', 'rsa-pss'],
    ['ECDSA', 'ec'],
    ['ed25591', 'ed25519'],
    ['rsa2048', 'rsa'],
    ['dsa-44', 'ml-dsa-44'],
  ])('of %j: %s', (sent, expected) => expect(didYouMean(sent, keys)).toBe(` Did you mean "${expected}"?`));

  it('says nothing where nothing is near', () => {
    expect(didYouMean('sphincs', keys)).toBe('');
    expect(didYouMean('rsa', [])).toBe('');
  });
});
