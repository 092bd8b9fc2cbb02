import { createReadSize } from './read-size';

describe('createReadSize', () => {
  it('grows while reading is quick, and shrinks while it is slow, within bounds', () => {
    const size = createReadSize();
    const after = (ms: number) => {
      size.took(ms);
      return size.now();
    };
    expect(size.now()).toBe(2);
    expect([1, 1, 20, 100, 39].map(after)).toEqual([4, 8, 8, 4, 4]);
    expect(Array.from({ length: 9 }, () => after(1)).at(-1)).toBe(500);
    expect(Array.from({ length: 12 }, () => after(1_000)).at(-1)).toBe(1);
  });
});
