import { expect, it } from 'vitest';
import { conditionOfFilters } from './filter-condition';

const leaf = (field: string, operator: string, value: unknown) => ({ source: 'property', field, operator, value });

it.each([
  [{ state: 'issued' }, leaf('CERTIFICATE_STATE', 'EQUALS', ['issued'])],
  [
    { notAfterFrom: '2026-01-01T00:00:00.000Z', notAfterTo: '2026-02-01T00:00:00.000Z', sort: '-notAfter' },
    {
      all: [
        leaf('NOT_AFTER', 'GREATER_OR_EQUAL', '2026-01-01T00:00:00.000Z'),
        leaf('NOT_AFTER', 'LESSER', '2026-02-01T00:00:00.000Z'),
      ],
    },
  ],
  [{ archived: false }, leaf('ARCHIVED', 'EQUALS', false)],
  [{ owner: 'u1' }, leaf('OWNER', 'EQUALS', ['anna'])],
])('%j finds the same as its condition', (asked, condition) => {
  expect(conditionOfFilters(asked, { owner: 'anna' })).toEqual({ condition });
});

it('looks for text in names, and for what is hexadecimal in numbers, too', () => {
  const fields = (text: string) => {
    const read = conditionOfFilters({ text }, {});
    if ('fault' in read) throw new Error(read.fault);
    return (read.condition['any'] as { field: string; value: string }[]).map(({ field, value }) => `${field} ${value}`);
  };
  expect(fields('Shop')).toEqual([
    'COMMON_NAME Shop',
    'SUBJECTDN Shop',
    'ISSUERDN Shop',
    'SUBJECT_ALTERNATIVE_NAMES Shop',
  ]);
  expect(fields('AB:cd').slice(4)).toEqual(['SERIAL_NUMBER abcd', 'FINGERPRINT abcd']);
});

it.each([
  [{ sort: 'notAfter' }, 'Set a filter first'],
  [{ reachesNobody: true, state: 'issued' }, 'choose the rows'],
  [{ group: 'g' }, 'could not be read'],
  [{ something: 'new' }, '“something”'],
])('%j is refused in words', (asked, words) => {
  expect(conditionOfFilters(asked, {})).toEqual({ fault: expect.stringContaining(words) as string });
});
