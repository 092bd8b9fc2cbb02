import { judged } from './targets';

it.each([
  ['at its upper limit', { value: 1.3, atMost: 1.3 }, '<= 1.3', 'pass'],
  ['above it', { value: 1.31, atMost: 1.3 }, '<= 1.3', 'fail'],
  ['at its lower limit', { value: 20, atLeast: 20 }, '>= 20', 'pass'],
  ['below it', { value: 19.9, atLeast: 20 }, '>= 20', 'fail'],
  ['between both', { value: 2, atLeast: 1, atMost: 3 }, '>= 1, <= 3', 'pass'],
  ['never measured', { value: Number.NaN, atLeast: 1 }, '>= 1', 'fail'],
])('a figure %s', (_, given, target, verdict) => {
  expect(judged({ figure: 'a figure', ...given })).toEqual({ figure: 'a figure', value: given.value, target, verdict });
});
