import { expandedSize } from './pattern-size';

describe('expandedSize', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['a{10}', 10],
    ['a{2,10}', 10],
    ['a{3,}', 4],
    ['(ab){10}', 40],
    ['((a{10}){10}){2}', 244],
    ['[{5}]{3}', 3],
    ['\\{5}', 3],
    ['\\p{Lu}{4}', 4],
    ['\\Q(a{9}\\E', 5],
    ['[]a]{2}[^]]{2}', 4],
    ['[[:alpha:]]{7}', 7],
    ['a*b+', 4],
    ['a{0}', 1],
    ['a{', 2],
    ['(ab', 2],
    ['ab)', 3],
  ])('%s holds %d', (pattern, size) => expect(expandedSize(pattern)).toBe(size));
});
