import { createScriptRunRetention } from './retention';

const now = new Date('2030-06-01T00:00:00Z');

function world(retention: string | null, pages: number[]) {
  const asked: Date[] = [];
  const removeOlder = async (before: Date) => {
    asked.push(before);
    return pages.shift() ?? 0;
  };
  return { asked, runs: createScriptRunRetention({ runs: { removeOlder }, retention: async () => retention }) };
}

it('deletes page by page what is older than the setting says', async () => {
  const { asked, runs } = world('P90D', [1_000, 7]);
  expect(await runs.run(now)).toBe(1_007);
  expect(asked[0]).toEqual(new Date('2030-03-03T00:00:00Z'));
});

it('deletes nothing without a limit, and nothing more once it is over', async () => {
  expect(await world(null, [5]).runs.run(now)).toBe(0);
  const { asked, runs } = world('P90D', [5, 5]);
  expect(await runs.run(now, () => asked.length > 0)).toBe(5);
});
