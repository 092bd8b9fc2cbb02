import { groupBy } from './group-by';

it('groupBy keeps the order', () => {
  expect(groupBy([3, 10, 4, 12], (row) => String(row % 2))).toEqual(
    new Map([
      ['1', [3]],
      ['0', [10, 4, 12]],
    ]),
  );
});
