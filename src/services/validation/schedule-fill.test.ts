import { scheduleFill } from './schedule-fill';

describe('certificates of an earlier release', () => {
  it('become due page by page, until there are none left', async () => {
    const pages = [500, 120, 0];
    const noted: unknown[] = [];
    let rests = 0;
    await scheduleFill({ schedule: async () => pages.shift()! }).run({
      pace: { rest: async () => void (rests += 1) },
      signal: new AbortController().signal,
      note: (progress) => void noted.push(progress),
    });
    expect(noted).toEqual([{ certificates: 500 }, { certificates: 620 }]);
    expect(rests).toBe(2);
  });
});
