import type { Change, Notice } from '../../src/domain/live/change';
import type { ChangeLog } from '../../src/store/live/change-log';

/** A log of changes in memory, which says when something was written. */
export function liveLogInMemory(before = 100) {
  const notices: Notice[] = [];
  const wakers = new Set<() => void>();
  let isAway = false;
  let forgotten = 0;
  const last = () => before + notices.length;
  const assertThere = () => {
    if (isAway) throw new Error('the database is away');
  };
  const log: Pick<ChangeLog, 'behind' | 'bounds' | 'follow'> = {
    async behind(number, limit) {
      assertThere();
      const found = notices.filter((notice) => notice.number > number).slice(0, limit);
      return { notices: found, upTo: found.at(-1)?.number ?? number, hasMore: found.length === limit };
    },
    async bounds() {
      assertThere();
      return { before: before + forgotten, last: last() };
    },
    follow(wake) {
      wakers.add(wake);
      return { tells: () => true, close: async () => void wakers.delete(wake) };
    },
  };
  return {
    log,
    last,
    /** How many read along. */
    followers: () => wakers.size,
    away(value: boolean) {
      isAway = value;
    },
    forget(count: number) {
      forgotten = count;
    },
    append(...changes: Partial<Change>[]) {
      for (const change of changes) {
        notices.push({
          ...{ topic: 'certificates', kind: 'changed', ids: ['a'], count: 1, user: null },
          ...change,
          number: last() + 1,
        });
      }
      for (const wake of wakers) wake();
    },
  };
}
