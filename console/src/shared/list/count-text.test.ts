import { expect, it } from 'vitest';
import { countText } from './count-text';

const exact = (value: number) => ({ value, relation: 'exact' }) as const;

it.each([
  ['certificates', '1 certificate'],
  ['deliveries', '1 delivery'],
  ['certificates that end', '1 certificate that ends'],
  ['certificates found', '1 certificate found'],
  ['approval profiles', '1 approval profile'],
  ['authorities', '1 authority'],
  ['API keys', '1 API key'],
])('one of the %s is %s', (what, expected) => expect(countText(1, exact(1), what)).toBe(expected));

it('tells of several as far as they are known', () => {
  expect(countText(6, exact(6), 'RA profiles')).toBe('6 RA profiles');
  expect(countText(100, exact(1234), 'certificates')).toBe('100 of 1,234 certificates');
  expect(countText(100, { value: 1000, relation: 'moreThan' }, 'events')).toBe('100 of more than 1,000 events');
  expect(countText(100, { value: 99, relation: 'atLeast' }, 'events')).toBe('100 events loaded');
  expect(countText(1, undefined, 'runs')).toBe('1 run loaded');
});
