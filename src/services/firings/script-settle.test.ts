import { actionOf, firingOf } from '../../../test/support/builders';
import { runRequest, runsInMemory } from '../../../test/support/script-runs';
import type { FiringStatus } from '../../domain/firings/firing';
import type { Permission } from '../../domain/identity/permissions';
import type { ResolvedSets } from '../../domain/triggers/resolve-sets';
import { actionKey } from '../../temporal/ids';
import { createScriptSettle } from './script-settle';

interface Given {
  readonly status?: FiringStatus;
  readonly rights?: readonly Permission[];
  readonly result?: Record<string, unknown>;
  readonly conflicts?: number;
}

async function world({ status = 'finished', rights = ['certificates:write'], result = {}, conflicts = 0 }: Given = {}) {
  const memory = runsInMemory();
  const base = firingOf('f1', [actionOf('s1', { type: 'runScript' }), actionOf('a2')], { status, snapshotId: 'sets' });
  const trigger = base.triggers[0]!.trigger;
  const { runId } = await memory.prepare.prepare(runRequest({ actionKey: actionKey('f1', trigger, 's1') }));
  memory.outputs.set(runId, { stdout: '', stderr: '', result });
  let stored = base;
  let left = conflicts;
  const applied: unknown[] = [];
  const counted: string[] = [];
  const { settle } = createScriptSettle({
    firings: {
      load: async () => [stored],
      async revise(_seen, change) {
        if ((left -= 1) >= 0) return false;
        stored = { ...stored, ...change };
        return true;
      },
    },
    counts: { changed: ({ status: before }, after) => void counted.push(`${before} to ${after}`) },
    runs: { attempts: memory.runs.attempts, output: memory.runs.output },
    applyAttributes: async (_firing, given) => {
      applied.push(given);
      return { changed: true, before: 1, after: 2 };
    },
    loadSets: async () =>
      ({ ignore: [], actions: [{ trigger: { uuid: trigger }, configuredBy: 'u1' }] }) as unknown as ResolvedSets,
    rightsOf: async () => new Set(rights),
  });
  return {
    ...{ applied, counted, runId, end: (change: object) => memory.change(runId, change) },
    settle: () => settle({ firingId: 'f1', trigger, actionId: 's1' }),
    action: () => stored.triggers[0]!.actions[0]!,
    status: () => stored.status,
  };
}

it('notes a run that has succeeded, with its attempts', async () => {
  const one = await world({ conflicts: 2 });
  one.end({ status: 'succeeded', durationMs: 7 });
  expect(await one.settle()).toEqual({ hasMore: false });
  expect(one.action()).toMatchObject({
    ...{ outcome: 'ok', changed: false, durationMs: 7, scriptRun: { runId: one.runId, status: 'succeeded' } },
    attempts: [{ durationMs: 7, error: null }],
  });
});

it('puts what the script gave back onto the subject, where the user may', async () => {
  const one = await world({ result: { customAttributes: { site: 'x' } } });
  one.end({ status: 'succeeded' });
  await one.settle();
  expect(one.applied).toEqual([{ site: 'x' }]);
  expect(one.action()).toMatchObject({ outcome: 'ok', changed: true, before: 1, after: 2 });
  const other = await world({ result: { customAttributes: { site: 'x' } }, rights: ['scripts:execute'] });
  other.end({ status: 'succeeded' });
  await other.settle();
  expect(other.action()).toMatchObject({ outcome: 'failed', errorCode: 'forbidden' });
  expect(other.applied).toEqual([]);
});

it.each([
  ['failed', 'script_failed'],
  ['timed_out', 'timed_out'],
  ['worker_lost', 'worker_lost'],
  ['no_worker', 'no_worker'],
])('shows a run that is %s as %s, in the firing too', async (status, errorCode) => {
  const one = await world();
  one.end({ status, error: { message: 'why', type: null, id: null, line: null } });
  await one.settle();
  expect(one.action()).toMatchObject({ outcome: 'failed', errorCode, message: 'why', scriptRun: { status } });
  expect(one.status()).toBe('finished_with_errors');
  expect(one.counted).toEqual(['finished to finished_with_errors']);
});

it('says that more is to come of a firing that waits, and changes nothing twice', async () => {
  const one = await world({ status: 'running' });
  one.end({ status: 'succeeded' });
  expect(await one.settle()).toEqual({ hasMore: true });
  expect(one.status()).toBe('running');
  const noted = one.action();
  await one.settle();
  expect(one.action()).toBe(noted);
});
