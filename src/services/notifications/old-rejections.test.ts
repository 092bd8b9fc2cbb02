import type { Progress } from '../work/back-fill';
import { oldRejectionErasure } from './old-rejections';

const at = new Date('2030-06-01T00:00:00Z');
const rows = (...ids: string[]) => ids.map((_id) => ({ _id }));

function world(entries: { _id: string }[], messages: { _id: string }[]) {
  const noted: Progress[] = [];
  const seen: string[] = [];
  const settle = (left: { _id: string }[]) => async (page: readonly { _id: string }[]) => {
    left.splice(0, page.length);
    seen.push(...page.map(({ _id }) => _id));
    return page.filter(({ _id }) => _id.startsWith('rejected')).length;
  };
  const work = oldRejectionErasure({
    notices: {
      entries: async (limit: number) => entries.slice(0, limit) as never,
      messages: async (limit: number) => messages.slice(0, limit) as never,
      settleEntries: settle(entries),
      settleMessages: settle(messages),
    },
    now: () => at,
  });
  const run = (signal = new AbortController().signal) =>
    work.run({ pace: { rest: async () => undefined }, signal, note: (progress) => void noted.push(progress) });
  return { run, noted, seen };
}

it('walks over entries, then messages, and tells how many it has erased', async () => {
  const { run, noted, seen } = world(rows('rejected-1', 'other'), rows('other', 'rejected-2', 'rejected-3'));
  await run();
  expect(seen).toEqual(['rejected-1', 'other', 'other', 'rejected-2', 'rejected-3']);
  expect(noted).toEqual([
    { entries: 1, messages: 0 },
    { entries: 1, messages: 2 },
  ]);
});

it('says nothing where nothing was rejected, and stops when it is called off', async () => {
  const { run, noted, seen } = world(rows('other'), rows('other'));
  await run(AbortSignal.abort());
  expect(seen).toEqual([]);
  await run();
  expect(seen).toHaveLength(2);
  expect(noted).toEqual([]);
});
