import { inDays, relationOf } from '../../../test/support/builders';
import type { Progress } from '../work/back-fill';
import { relationFill } from './relation-fill';

function world(alive: number, removed: number) {
  const old = [
    ...Array.from({ length: alive }, (_, index) => relationOf(`p${index}`, 's', { uuid: `a${index}`, rule: null })),
    ...Array.from({ length: removed }, (_, index) =>
      relationOf(`p${index}`, 's', { uuid: `r${index}`, rule: 1, removedAt: inDays(-1) }),
    ),
  ];
  const done: string[] = [];
  const noted: Progress[] = [];
  const take = (what: string, uuids: readonly string[]) => {
    if (uuids.length > 0) done.push(`${what} ${uuids.length}`);
    for (const uuid of uuids)
      old.splice(
        old.findIndex((relation) => relation.uuid === uuid),
        1,
      );
  };
  const work = relationFill({
    relations: {
      outdated: async (limit) => old.slice(0, limit),
      passOver: async (relations) =>
        take(
          'passed over',
          relations.map(({ uuid }) => uuid),
        ),
    },
    judgeOutdated: async (relations) =>
      take(
        'judged',
        relations.map(({ uuid }) => uuid),
      ),
  });
  const run = (signal = new AbortController().signal) =>
    work.run({ pace: { rest: async () => undefined }, signal, note: (progress) => void noted.push(progress) });
  return { run, old, done, noted };
}

describe('judging stored relations again', () => {
  it('goes page by page until none is old, also past removed ones', async () => {
    const { run, old, done, noted } = world(60, 3);
    await run();
    expect(old).toEqual([]);
    expect(done).toEqual(['judged 50', 'passed over 3', 'judged 10']);
    expect(noted).toEqual([{ relations: 50 }, { relations: 63 }]);
  });

  it('stops where it is when it is called off, and goes on there', async () => {
    const { run, old, done } = world(5, 0);
    await run(AbortSignal.abort());
    expect(old).toHaveLength(5);
    await run();
    expect(done).toEqual(['judged 5']);
  });
});
