import { start } from '../../../test/support/builders';
import type { Progress } from '../work/back-fill';
import { replacementKeyFill } from './replacement-key-fill';

function world(uuids: string[], taken: readonly string[] = []) {
  const missing = new Set(uuids);
  let forgotten = 0;
  const noted: Progress[] = [];
  const work = replacementKeyFill({
    gaps: {
      page: async (limit) => [...missing].slice(0, limit).map((_id) => ({ _id }) as never),
      fill: async (rows) => rows.filter(({ _id }) => missing.delete(_id) && !taken.includes(_id)).length,
    },
    forgetChecks: async () => void (forgotten += 1),
    now: () => start,
  });
  const run = (signal = new AbortController().signal) =>
    work.run({ pace: { rest: async () => undefined }, signal, note: (progress) => void noted.push(progress) });
  return { run, missing, noted, forgotten: () => forgotten };
}
const crowd = Array.from({ length: 450 }, (_, index) => `c${index}`);

describe('filling in replacement keys', () => {
  it('reaches all page by page, says how far it is, and lets the next scan look anew', async () => {
    const { run, missing, noted, forgotten } = world(crowd);
    await run();
    expect(missing.size).toBe(0);
    expect(noted.map(({ certificates }) => certificates)).toEqual([200, 400, 450]);
    expect(forgotten()).toBe(1);
  });

  it('finds what an older worker has stored since', async () => {
    const { run, missing } = world(crowd);
    await run();
    missing.add('late');
    await run();
    expect(missing.size).toBe(0);
  });

  it.each([
    { name: 'nothing is missing', uuids: [], taken: [], signal: undefined },
    { name: 'another process was faster with all', uuids: ['a'], taken: ['a'], signal: undefined },
    { name: 'it is called off', uuids: ['a'], taken: [], signal: AbortSignal.abort() },
  ])('says nothing when $name', async ({ uuids, taken, signal }) => {
    const { run, noted, forgotten } = world(uuids, taken);
    await run(signal);
    expect([noted, forgotten()]).toEqual([[], 0]);
  });
});
