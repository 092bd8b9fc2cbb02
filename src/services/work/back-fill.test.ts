import { start } from '../../../test/support/builders';
import { fillGaps } from './back-fill';

function world(uuids: string[]) {
  let isClosed = false;
  const missing = new Set(uuids);
  const gaps = {
    areClosed: async () => isClosed,
    rememberClosed: async () => void (isClosed = true),
    page: async (digits: string, limit: number) =>
      [...missing].filter((uuid) => uuid.startsWith(digits)).slice(0, limit) as never[],
    fill: async (rows: readonly unknown[]) => rows.filter((row) => missing.delete(row as string)).length,
  };
  const fill = (signal = new AbortController().signal) =>
    fillGaps({ gaps, pace: { rest: async () => undefined }, signal, now: () => start });
  return { fill, missing, isClosed: () => isClosed };
}
const crowd = Array.from({ length: 500 }, (_, index) => `a${(index % 16).toString(16)}-${index}`);

describe('filling in what rows lack', () => {
  it('reaches all, also where more share a digit than one page holds, and remembers it', async () => {
    const { fill, missing, isClosed } = world([...crowd, '0-x', 'f-y']);
    expect(await fill()).toBe(502);
    expect([missing.size, isClosed()]).toEqual([0, true]);
    missing.add('1-late');
    expect(await fill()).toBe(0);
  });

  it('does not say that it is done when it was broken off', async () => {
    const { fill, isClosed } = world(crowd);
    expect(await fill(AbortSignal.abort())).toBe(0);
    expect(isClosed()).toBe(false);
  });
});
