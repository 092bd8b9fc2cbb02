import { isCaughtUp, restAfter } from './copy';

const pass = (changed: number, ms = 1) => ({ changed, ms });

describe('isCaughtUp', () => {
  it.each([
    ['nothing was copied yet', [], false],
    ['the first pass has ended', [pass(0)], false],
    ['little has changed meanwhile', [pass(1_000_000), pass(800)], true],
    ['the passes still get shorter', [pass(1_000_000), pass(50_000)], false],
    ['the product writes as much in each pass', [pass(1_000_000), pass(50_000), pass(40_000)], true],
  ])('when %s', (_, passes, expected) => expect(isCaughtUp(passes)).toBe(expected));
});

it.each([
  [10, 5_000],
  [2_000, 18_000],
  [600_000, 300_000],
])('rests after a pass of %d ms for %d ms', (ms, expected) => expect(restAfter(pass(0, ms))).toBe(expected));
