import { firstEnds, mostLabels } from './first-ends';

const day = (count: number) => new Date(Date.UTC(2030, 0, count));

describe('firstEnds', () => {
  it('names RA profiles, and none', () => {
    const ends = firstEnds(
      new Map([
        [null, day(3)],
        ['r', day(2)],
      ]),
      () => 'Public',
    );
    expect([...ends]).toEqual([
      ['Public', day(2)],
      ['none', day(3)],
    ]);
  });

  it('keeps the number of labels bounded, whatever is configured', () => {
    const many = new Map(Array.from({ length: 400 }, (_, index) => [`r${index}`, day(index)] as const));
    const ends = firstEnds(many, (uuid) => uuid);
    expect(ends.size).toBe(mostLabels + 1);
    expect(ends.get('r0')).toEqual(day(0));
    expect(ends.get('other')).toEqual(day(mostLabels));
    expect(ends.has(`r${mostLabels}`)).toBe(false);
  });

  it('takes the earlier of two with one name', () => {
    const two = new Map([
      ['a', day(9)],
      ['b', day(4)],
    ]);
    expect([...firstEnds(two, () => 'same')]).toEqual([['same', day(4)]]);
  });
});
