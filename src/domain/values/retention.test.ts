import { retentionStart } from './retention';

const now = new Date('2030-06-15T00:00:00Z');

it.each([
  ['P10D', '2030-06-05T00:00:00.000Z'],
  ['PT1H', '2030-06-14T00:00:00.000Z'],
  [null, undefined],
  ['unlimited', undefined],
  ['nonsense', undefined],
])('a retention of %s begins at %s', (retention, expected) => {
  expect(retentionStart(retention, now)?.toISOString()).toBe(expected);
});
