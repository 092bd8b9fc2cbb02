import { cutPage } from './page';

describe('cutPage', () => {
  it.each([
    { name: 'nothing', found: [], items: [], last: undefined },
    { name: 'fewer than the limit', found: [1], items: [1], last: undefined },
    { name: 'as many as the limit', found: [1, 2], items: [1, 2], last: undefined },
    { name: 'one more than the limit', found: [1, 2, 3], items: [1, 2], last: 2 },
    { name: 'two more, as when a row was put in front', found: [1, 2, 3, 4], items: [1, 2], last: 2 },
  ])('$name', ({ found, items, last }) => expect(cutPage(found, 2)).toEqual({ items, last }));
});
