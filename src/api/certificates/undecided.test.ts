import { undecidedWarnings } from './undecided';

it('says how many certificates were left out, and names some', () => {
  expect(undecidedWarnings(new Map(), '/filter')).toEqual([]);
  expect(
    undecidedWarnings(
      new Map([
        ['text_too_long', new Set(['a'])],
        ['pattern_too_costly', new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g'])],
      ]),
      '/filter',
    ),
  ).toEqual([
    {
      pointer: '/filter',
      code: 'text_too_long',
      detail: 'the filter could not be answered for one certificate, left out here: a',
    },
    {
      pointer: '/filter',
      code: 'pattern_too_costly',
      detail: 'the filter could not be answered for 7 certificates, left out here: a, b, c, d, e and 2 more',
    },
  ]);
});
