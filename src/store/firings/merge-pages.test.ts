import { mergePages } from './merge-pages';

const row = (_id: string, minute: number) => ({ _id, occurredAt: new Date(minute * 60_000) });
const at = (minute: number, id = '') => ({ value: new Date(minute * 60_000), id });
const idsOf = ({ items }: { readonly items: readonly { readonly _id: string }[] }) =>
  items.map(({ _id }) => _id).join('');

describe('pages side by side', () => {
  it('are in one order, cut at the limit', () => {
    const pages = [
      { items: [row('e', 5), row('b', 2)], next: undefined },
      { items: [row('d', 4), row('a', 1)], next: undefined },
    ];
    const page = mergePages(pages, -1, 3);
    expect([idsOf(page), page.next]).toEqual(['edb', at(2, 'b')]);
    expect(mergePages(pages, -1, 4)).toMatchObject({ next: undefined });
  });

  it('show nothing behind what one of them has not looked at', () => {
    const pages = [
      { items: [row('a', 1), row('d', 4)], next: undefined },
      { items: [row('b', 2)], next: at(3) },
    ];
    const page = mergePages(pages, 1, 10);
    expect([idsOf(page), page.next]).toEqual(['ab', at(3)]);
  });

  it('are one page where there is one', () => {
    const page = { items: [row('a', 1)], next: at(1, 'a') };
    expect(mergePages([page], 1, 10)).toBe(page);
  });
});
