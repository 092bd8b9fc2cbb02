import type { ProcessDocument } from '../../store/database/processes';
import { createProcessLease } from './process-lease';

/** Leases of processes on one database, each with clocks of its own. */
function installation() {
  const rows = new Map<string, ProcessDocument>();
  let databaseMs = Date.UTC(2030, 0, 1);
  let ticks = 0;
  let isAway = false;
  const processes = {
    async renew(id: string, startedAt: Date, keepsHouse = true) {
      if (isAway) throw new Error('away');
      rows.set(id, { ...(rows.get(id) ?? { _id: id, startedAt, keepsHouse }), renewedAt: new Date(databaseMs) });
    },
    all: async () => [...rows.values()],
    stop: async (id: string) => void rows.set(id, { ...rows.get(id)!, stoppedAt: new Date(databaseMs) }),
    forget: async (ids: readonly string[]) => ids.forEach((id) => rows.delete(id)),
  };
  const member = (id: string, predecessors: readonly string[] = [], keepsHouse = true) =>
    // Its own clock is wrong by years, which must not matter.
    createProcessLease({ processes, id, predecessors, keepsHouse, now: () => new Date(0), steadyClock: () => ticks });
  /** Time passes in steps of two seconds; those who live beat in each. */
  async function pass(ms: number, ...living: readonly ReturnType<typeof member>[]) {
    for (let passed = 0; passed < ms; passed += 2_000) {
      ticks += 2_000;
      databaseMs += 2_000;
      for (const one of living) await one.beat().catch(() => undefined);
    }
  }
  return {
    ...{ rows, member, pass },
    away: (is: boolean) => void (isAway = is),
    leap: (ms: number) => void (databaseMs += ms),
  };
}

async function pair() {
  const world = installation();
  const [a, b] = [world.member('a'), world.member('b')];
  await world.pass(10_000, a, b);
  return { ...world, a, b };
}

describe('the lease of a process', () => {
  it('is over ten seconds after its last beat, and not before', async () => {
    const { a, b, pass } = await pair();
    await pass(10_000, a);
    expect([a.dead(), a.isAlive('b'), a.isAlive('a')]).toEqual([[], true, true]);
    await pass(2_000, a);
    expect([a.dead(), a.isAlive('b')]).toEqual([['b'], false]);
    expect(b.isAlive('a')).toBe(true);
  });

  it('ends at once when the process says so', async () => {
    const { a, b, pass } = await pair();
    await b.stop();
    await pass(2_000, a);
    expect(a.dead()).toEqual(['b']);
  });

  it('of a predecessor counts for nothing from the first moment', async () => {
    const { b, pass, member } = await pair();
    const next = member('c', ['a']);
    await next.beat();
    expect([next.dead(), next.isAlive('a'), await next.isGone('a')]).toEqual([['a'], false, true]);
    await pass(2_000, b);
    expect(b.dead()).toEqual([]);
    await next.forget(['a']);
    expect(next.dead()).toEqual([]);
  });

  it('is not held for over by who has only just begun to look', async () => {
    const { pass, member } = await pair();
    await pass(60_000);
    const late = member('c');
    await late.beat();
    expect([late.dead(), await late.isGone('a')]).toEqual([[], false]);
    await pass(4_000, late);
    expect(late.dead().slice().sort()).toEqual(['a', 'b']);
    expect(await late.isGone('a')).toBe(true);
  });

  it('is not over because the database was away for all', async () => {
    const { a, b, pass, away } = await pair();
    away(true);
    await pass(60_000, a, b);
    away(false);
    await a.beat();
    expect(a.dead()).toEqual([]);
    await pass(6_000, a, b);
    expect([a.dead(), b.dead()]).toEqual([[], []]);
  });

  it("is not over because the database's clock leapt", async () => {
    const { a, b, pass, leap } = await pair();
    leap(3_600_000);
    await a.beat();
    expect(a.dead()).toEqual([]);
    await pass(6_000, a, b);
    expect(a.dead()).toEqual([]);
  });

  it('comes back with the next beat of a process that was only held up', async () => {
    const { a, b, pass } = await pair();
    await pass(12_000, a);
    expect(a.dead()).toEqual(['b']);
    await a.forget(['b']);
    await b.beat();
    await pass(2_000, a);
    expect([a.dead(), a.isAlive('b')]).toEqual([[], true]);
  });

  it('makes the first of those that live the one for what is done once', async () => {
    const { a, b, pass } = await pair();
    expect([a.isFirst(), b.isFirst()]).toEqual([true, false]);
    await pass(12_000, b);
    expect(b.isFirst()).toBe(true);
  });

  it('is never first where the process keeps no house, and stands in nobody’s way', async () => {
    const { member, pass } = installation();
    const [scripts, other] = [member('a', [], false), member('b')];
    await pass(10_000, scripts, other);
    expect([scripts.isFirst(), other.isFirst()]).toEqual([false, true]);
  });
});
