import { keyOf, membersOf } from './members';
import type { ProcessEntry } from './process-table';

const leader = { pid: 100, startTicks: 50 };
const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parent: 1,
  group: pid,
  session: pid,
  startTicks: 60,
  isDead: false,
  program: 'program',
  ...more,
});
const found = (table: readonly ProcessEntry[], known: readonly ProcessEntry[] = [], marked: readonly number[] = []) =>
  membersOf(table, {
    leader,
    known: new Set(known.map(keyOf)),
    carriesId: ({ pid }) => marked.includes(pid),
  }).map(({ pid }) => pid);

describe('processes of a run', () => {
  it('are those of its group and its session', () => {
    const table = [
      entry(100, { startTicks: 50 }),
      entry(101, { group: 100, session: 100 }),
      entry(102, { session: 100 }),
    ];
    expect(found([...table, entry(103)])).toEqual([100, 101, 102]);
  });

  it('are those that descend from one, in whatever order they are told', () => {
    expect(
      found([
        entry(90, { parent: 101 }),
        entry(101, { parent: 102 }),
        entry(102, { parent: 100 }),
        entry(100, { startTicks: 50 }),
      ]),
    ).toEqual([90, 101, 102, 100]);
  });

  it('are those with its id in their environment, and those seen before', () => {
    const left = entry(103);
    expect(found([left, entry(104), entry(105, { parent: 104 })], [left], [104])).toEqual([103, 104, 105]);
  });

  it('are none that are older than the run, or a later process under an old number', () => {
    expect(found([entry(101, { session: 100, startTicks: 49 })])).toEqual([]);
    expect(found([entry(103, { startTicks: 99 })], [entry(103)])).toEqual([]);
  });

  it('are none that are dead', () => {
    expect(found([entry(101, { group: 100, isDead: true })])).toEqual([]);
  });
});
