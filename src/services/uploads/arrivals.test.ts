import { createArrivals } from './arrivals';

describe('arrivals', () => {
  it('counts each request once, however often it says that it has asked', () => {
    const arrivals = createArrivals();
    const first = arrivals.begin();
    const second = arrivals.begin();
    expect(arrivals.count()).toBe(2);
    first();
    first();
    expect(arrivals.count()).toBe(1);
    second();
    expect(arrivals.count()).toBe(0);
  });
});
