import { expect, it } from 'vitest';
import { durationWords } from './durations';

it.each([
  ['P30D', '30 days'],
  ['P1Y', '1 year'],
  ['PT1H30M', '1 hour 30 minutes'],
  ['P1M', '1 month'],
  ['PT1M', '1 minute'],
  ['P2W', '2 weeks'],
  ['', undefined],
  ['P', undefined],
  ['30 days', undefined],
])('%s is %s', (text, words) => {
  expect(durationWords(text)).toBe(words);
});
