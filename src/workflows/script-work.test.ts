import type { ScriptRunSummary } from '../domain/scripts/run-request';
import type {
  OpenedScripts,
  ScriptEffect,
  ScriptRunPlan,
  ScriptRunStep,
  ScriptsLeft,
} from '../temporal/messages/scripts';
import { workOnScripts, type ScriptWorkDeps } from './script-work';

const planOf = (runId: string): ScriptRunPlan => ({
  ...{ runId, context: 'service', timeoutSeconds: 10, scheduleToStartSeconds: 60 },
});
const effectOf = (runId: string, change: Partial<ScriptEffect> = {}): ScriptEffect => ({
  ...{ firingId: 'f1', trigger: 't', actionId: runId, plan: planOf(runId), wait: true },
  ...change,
});
const ended = (status: ScriptRunSummary['status'], next?: ScriptRunPlan): ScriptRunStep => ({
  kind: 'ended',
  summary: { runId: 'r', status, exitCode: 0, errorCount: 0, sendEmail: true },
  ...(next === undefined ? {} : { next }),
});
const tick = () => new Promise((resolve) => setImmediate(resolve));
const nothing: OpenedScripts = { scripts: [], more: [] };

/** A clock that stands still until everybody waits for it. */
function world(change: Partial<ScriptWorkDeps> = {}) {
  let now = 0;
  const done: string[] = [];
  const settled: string[] = [];
  const timers = new Set<{ at: number }>();
  const deps: ScriptWorkDeps = {
    step: async ({ runId }) => (done.push(runId), ended('succeeded')),
    repeat: async (runId) => planOf(`${runId}+`),
    settle: async ({ actionId }) => (settled.push(actionId), false),
    open: async () => nothing,
    orDrop: (_runId, work) => work(),
    deliver: async () => ({ open: 0, waitMs: 0 }),
    isLong: () => false,
    now: () => now,
    async until(isSo, ms = Number.POSITIVE_INFINITY) {
      const timer = { at: now + ms };
      timers.add(timer);
      try {
        for (;;) {
          if (isSo()) return true;
          if (now >= timer.at) return false;
          await tick();
          const first = Math.min(...[...timers].map(({ at }) => at));
          if (timer.at === first && Number.isFinite(first)) {
            for (let idle = 0; idle < 5; idle += 1) await tick();
            if (!isSo()) now = Math.max(now, first);
          }
        }
      } finally {
        timers.delete(timer);
      }
    },
    ...change,
  };
  const given = (scripts: readonly ScriptEffect[], more: Partial<ScriptsLeft> = {}) =>
    workOnScripts({ scripts, ask: [], follow: [], lanes: 2, ...more }, deps);
  return { given, done, settled, clock: () => now };
}

it('runs each script once, notes what came of it, and leaves nothing', async () => {
  const { given, done, settled } = world();
  expect(await given([effectOf('a'), effectOf('b', { wait: false }), effectOf('c')])).toBeUndefined();
  expect([done, settled]).toEqual([
    ['a', 'b', 'c'],
    ['a', 'c'],
  ]);
});

it('holds up no other script while one waits for its lock or for its next attempt', async () => {
  const order: string[] = [];
  const waits = new Map([['locked', 4]]);
  const retry = { maxAttempts: 2, initialMs: 60_000, factor: 1, maxMs: 60_000 };
  const { given, clock } = world({
    async step({ runId }) {
      const left = waits.get(runId) ?? 0;
      if (left > 0) return (waits.set(runId, left - 1), { kind: 'waiting' });
      order.push(runId);
      return ended(runId === 'fails' ? 'failed' : 'succeeded');
    },
  });
  await given([effectOf('locked'), effectOf('fails', { retry }), effectOf('c'), effectOf('d')], { lanes: 1 });
  expect(order).toEqual(['fails', 'c', 'd', 'locked', 'fails+']);
  expect(clock()).toBe(60_000);
});

it('goes on with the run behind a lost one without counting it as an attempt', async () => {
  const done: string[] = [];
  const { given } = world({
    step: async ({ runId }) => (
      done.push(runId),
      runId === 'a' ? ended('worker_lost', planOf('a2')) : ended('succeeded')
    ),
  });
  expect(await given([effectOf('a')])).toBeUndefined();
  expect(done).toEqual(['a', 'a2']);
});

it('asks for further scripts as the ones before end, and never has more than a hundred at work', async () => {
  let left = 1_500;
  let atWork = 0;
  let most = 0;
  const asked: number[] = [];
  const { given, settled } = world({
    async open(_firings, allowed) {
      asked.push(allowed);
      const count = Math.min(left, allowed);
      const scripts = Array.from({ length: count }, (_, index) => effectOf(`s${left - index}`));
      left -= count;
      atWork += count;
      most = Math.max(most, atWork);
      return { scripts, more: left > 0 ? ['f1'] : [] };
    },
    settle: async ({ actionId }) => ((atWork -= 1), settled.push(actionId), false),
  });
  expect(await given([], { ask: ['f1'], lanes: 20 })).toBeUndefined();
  expect(new Set(settled).size).toBe(1_500);
  expect(settled).toHaveLength(1_500);
  expect(most).toBeLessThanOrEqual(100);
  expect(asked.length).toBeLessThan(60);
});

it('opens what has waited for a script, and follows the deliveries of that firing until none is open', async () => {
  const rounds: string[] = [];
  const { given, done } = world({
    settle: async ({ actionId }) => actionId === 'first',
    open: async (firings) => ({ scripts: firings.map((firingId) => effectOf('second', { firingId })), more: [] }),
    deliver: async (firings) => (rounds.push(firings.join()), { open: rounds.length < 3 ? 1 : 0, waitMs: 1_000 }),
  });
  expect(await given([effectOf('first')])).toBeUndefined();
  expect(done).toEqual(['first', 'second']);
  expect(rounds).toEqual(['f1', 'f1', 'f1']);
});

it('leaves to another run what it has not begun, what pauses and what it follows, and no script twice', async () => {
  let steps = 0;
  const begun: string[] = [];
  const retry = { maxAttempts: 3, initialMs: 3_600_000, factor: 1, maxMs: 3_600_000 };
  const scripts = [effectOf('fails', { retry }), ...['b', 'c', 'd', 'e'].map((id) => effectOf(id))];
  const step = async ({ runId }: ScriptRunPlan) => {
    steps += 1;
    begun.push(runId);
    await tick();
    return ended(runId === 'fails' ? 'failed' : 'succeeded');
  };
  const first = world({ step, isLong: () => steps >= 3, deliver: async () => ({ open: 1, waitMs: 1_000 }) });
  const left = await first.given(scripts, { ask: [], follow: ['f9'] });
  expect(begun).toEqual(['fails', 'b', 'c']);
  expect(left?.scripts.map(({ actionId }) => actionId).sort()).toEqual(['d', 'e', 'fails']);
  expect(left?.scripts.find(({ actionId }) => actionId === 'fails')).toMatchObject({
    ...{ nextAttempt: 3, pausedUntil: 3_600_000 },
  });
  expect(left).toMatchObject({ follow: ['f9'], ask: [], lanes: 2 });
  const second = world({ step: async ({ runId }) => (begun.push(runId), ended('succeeded')) });
  expect(await workAgain(second, left!)).toBeUndefined();
  expect([...begun].sort()).toEqual(['b', 'c', 'd', 'e', 'fails', 'fails+']);
});

it('ends what is under way before it fails, and opens nothing more', async () => {
  const opened: string[] = [];
  const { given, done } = world({
    settle: async ({ actionId }) => {
      if (actionId === 'a') throw new Error('the database is gone for good');
      return true;
    },
    open: async (firings) => (opened.push(...firings), nothing),
  });
  await expect(given([effectOf('a'), effectOf('b'), effectOf('c')])).rejects.toThrow('gone for good');
  expect([done, opened]).toEqual([['a', 'b', 'c'], []]);
});

function workAgain({ given }: ReturnType<typeof world>, { scripts, ...more }: ScriptsLeft) {
  return given(scripts, more);
}
