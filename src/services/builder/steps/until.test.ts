import { untilOf } from './until';

it('counts from the beginning of the visit, or without end', () => {
  const startedAt = new Date('2026-03-01T10:00:00Z');
  expect(untilOf(startedAt, 'P1DT2H')).toEqual(new Date('2026-03-02T12:00:00Z'));
  expect(untilOf(startedAt, undefined)).toBeNull();
});
