import { expect, it } from 'vitest';
import { issuedOf, issuedWithin } from './operations';

it('asks only for chosen ones that are issued, and counts the others', () => {
  const chosen = [
    { uuid: 'a', state: 'issued' },
    { uuid: 'b', state: 'revoked' },
    { uuid: 'c', state: 'pending_revoke' },
  ] as const;
  expect(issuedOf(chosen)).toEqual({ selection: { uuids: ['a'] }, leftOut: 2 });
});

it('asks only for those of a condition that are issued', () => {
  const condition = { source: 'property', field: 'COMMON_NAME', operator: 'STARTS_WITH', value: 'web' };
  expect(issuedWithin(condition)).toEqual({
    filter: {
      all: [condition, { source: 'property', field: 'CERTIFICATE_STATE', operator: 'EQUALS', value: ['issued'] }],
    },
  });
});
