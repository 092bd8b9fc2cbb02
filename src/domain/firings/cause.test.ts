import { depthBehind, isChainTooDeep } from './cause';

describe('a chain of causes', () => {
  it.each([
    [null, 0, false],
    [{ firingId: 'first', depth: 0 }, 1, false],
    [{ firingId: 'fourth', depth: 3 }, 4, false],
    [{ firingId: 'fifth', depth: 4 }, 5, true],
    [{ firingId: 'sixth', depth: 5 }, 6, true],
  ])('behind %j has the depth %s, too deep: %s', (cause, depth, tooDeep) => {
    expect(depthBehind(cause)).toBe(depth);
    expect(isChainTooDeep(depth)).toBe(tooDeep);
  });
});
