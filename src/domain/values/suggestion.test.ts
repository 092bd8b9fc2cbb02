import { editDistance, nearest } from './suggestion';

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
