import { mostReplacementKeys } from '../../domain/certificates/replacement-keys';
import { replacementKeysOf, soughtKeysOf } from './replacement-keys';

const named = (count: number, from = 0) => ({
  subjectAttributes: [{ oid: '2.5.4.3', name: 'CN', value: 'many' }],
  subjectAlternativeNames: Array.from({ length: count }, (_, index) => `dNSName:www.${from + index}.example`),
});
const shares = (one: readonly string[], other: readonly string[]) => one.some((key) => other.includes(key));

it('has the keys of all names up to 1,000', () => {
  const { replacementKeys: stored } = replacementKeysOf(named(1_000));
  expect(stored).toHaveLength(2_001);
  for (let index = 0; index < 1_000; index += 111) expect(shares(soughtKeysOf(named(1, index)), stored)).toBe(true);
});

it('keeps some of more names, and a key of the whole set', () => {
  const many = named(1_500);
  const { replacementKeys: stored } = replacementKeysOf(many);
  expect(stored).toHaveLength(mostReplacementKeys);
  const turned = { ...many, subjectAlternativeNames: many.subjectAlternativeNames.toReversed() };
  expect(stored[0]).toBe(replacementKeysOf(turned).replacementKeys[0]);
});

it('a certificate with more names looks for each of them where it is asked alone', () => {
  const sought = soughtKeysOf(named(5_000), 100_000);
  const missed = (keys: readonly string[]) =>
    Array.from({ length: 50 }, (_, index) => replacementKeysOf(named(1, index * 100)).replacementKeys).filter(
      (stored) => !shares(keys, stored),
    ).length;
  expect(missed(sought)).toBe(0);
  expect(missed(soughtKeysOf(named(5_000)))).toBeGreaterThan(0);
});
