import type { Alert } from '../../domain/alerts/alert';
import type { AlertDefinition } from '../../domain/alerts/workflow-handler';
import type { AlertRun } from '../../domain/alerts/run';
import { defaultPlatformSettings } from '../../domain/settings/platform';
import type { AlertRunStart } from '../../temporal/messages/alerts';
import { alertOf, handlerOf } from '../../../test/support/alert';
import { itemOf, memoryLedger, sourceOf, testNow } from '../../../test/support/alert-work';
import type { EffectOutcome } from './effect';
import type { ItemSource } from './item';
import { createPhases } from './phases';
import { createAlertRuns } from './run';

const start: AlertRunStart = {
  alertUuid: 'alert',
  trigger: 'schedule',
  context: 'service',
  actor: { type: 'system', uuid: null, name: 'system' },
};
const work = { signal: new AbortController().signal, heartbeat: () => undefined };

function made(
  alert: Alert,
  items = ['one', 'two', 'three'].map((id) => itemOf(id)),
  source: ItemSource = sourceOf(items),
  outcome: EffectOutcome = { kind: 'done' },
  definitions: readonly AlertDefinition[] = [],
) {
  const runs = new Map<string, AlertRun>();
  const ledger = memoryLedger();
  const fired: string[] = [];
  const change = (id: string, fields: Partial<AlertRun>) => {
    const run = runs.get(id);
    if (run?.status === 'running') runs.set(id, { ...run, ...fields });
  };
  const service = createAlertRuns({
    alerts: { find: async () => alert },
    versions: { keep: async () => undefined, find: async () => alert },
    runs: {
      begin: async (run) => void (runs.has(run.id) || runs.set(run.id, run)),
      find: async (id) => runs.get(id) ?? null,
      progress: async (id, counts, notes) => change(id, { counts, notes }),
      end: async (id, { status, message, counts }) =>
        change(id, { status, message, ...(counts === undefined ? {} : { counts }) }),
      last: async (_alert, context) => [...runs.values()].findLast((run) => run.context === context) ?? null,
      runningAmong: async (ids) =>
        new Set(
          [...runs.values()]
            .filter(({ workflowId, status }) => status === 'running' && ids.includes(workflowId))
            .map(({ workflowId }) => workflowId),
        ),
    },
    ...{ ledger, sources: new Map([['expiration', source]]) },
    phases: createPhases({
      carryOut: async (_effect, notes) => (await notes.begin(), outcome),
      runnerOf: () => ({ isRepeatable: true, lanes: 5 }),
      ...{ holds: () => true, now: () => testNow },
    }),
    definitionsOf: async () => definitions,
    fire: async (works) => void fired.push(...works.map(({ item }) => item.id)),
    ...{ settings: async () => defaultPlatformSettings, prepare: async () => undefined },
    ...{ now: () => testNow, steadyClock: () => 0 },
  });
  async function whole(given: AlertRunStart, workflowId: string) {
    let state = await service.begin(given, { workflowId, runId: 'r' });
    if (state === null) return null;
    for (;;) {
      const step = await service.stretch(state, work);
      state = step.state;
      if (step.isDone) break;
    }
    await service.end(state);
    return runs.get(state.runId)!;
  }
  return { service, whole, runs, ledger, fired };
}
const alert = alertOf({ handlers: [handlerOf('event_log')] });

it('goes through all pages, fires for each item, and closes with counts', async () => {
  const { whole, fired } = made(alert);
  expect(await whole(start, 'w1')).toMatchObject({
    status: 'finished',
    context: 'service',
    counts: { evaluated: 4, due: 3, done: 3 },
  });
  expect(fired).toEqual(['one', 'two', 'three']);
});

it('reports nothing twice, and looks later on the same day only at what has changed', async () => {
  const asked: (Date | null)[] = [];
  const source: ItemSource = {
    ...sourceOf([itemOf('one')]),
    page: async (_a, _at, _c, since) => (asked.push(since), { items: [itemOf('one')], evaluated: 1, next: null }),
  };
  const { whole } = made(alert, [], source);
  await whole(start, 'w1');
  expect(await whole(start, 'w2')).toMatchObject({ counts: { due: 0, done: 0 } });
  await whole({ ...start, trigger: 'manual', context: 'api' }, 'w3');
  expect(asked).toEqual([null, testNow, null]);
});

it('takes over what a run has left that is no longer under way', async () => {
  const { service, whole, ledger, runs } = made(alert, [itemOf('one')]);
  const lost = await service.begin(start, { workflowId: 'lost', runId: 'r' });
  await service.stretch(lost!, work);
  for (const [id, row] of ledger.rows) ledger.rows.set(id, { ...row, state: 'claimed', doneAt: null });
  expect(await whole(start, 'w2')).toMatchObject({ counts: { done: 0 } });
  await service.fail(lost!.runId, 'terminated');
  expect(await whole({ ...start, trigger: 'manual' }, 'w3')).toMatchObject({ counts: { done: 1 } });
  expect(runs.size).toBe(3);
});

it('claims nothing for a workflow without a definition', async () => {
  const { whole, runs, ledger } = made(alertOf({ mode: 'workflow' }));
  expect(await whole(start, 'w1')).toBeNull();
  expect([[...runs.values()].map(({ status }) => status), ledger.rows.size]).toEqual([['no_definition'], 0]);
});

it('starts each of its definitions once for an item, and nothing else', async () => {
  const alert = alertOf({ mode: 'workflow', handlers: [handlerOf('event_log')], recipients: ['ops@example.org'] });
  const definitions = ['w1', 'w2'].map((uuid) => ({ uuid, name: uuid, version: 3 }));
  const { whole, ledger } = made(alert, [itemOf('one')], undefined, undefined, definitions);
  expect(await whole(start, 'w1')).toMatchObject({ counts: { due: 1, done: 2 } });
  expect([...ledger.rows.values()].map(({ channel }) => channel)).toEqual(['workflow:w1', 'workflow:w2']);
  expect(await whole({ ...start, trigger: 'manual' }, 'again')).toMatchObject({ counts: { due: 0 } });
});

it('runs nothing by the clock while it is disabled, and what a person wants all the same', async () => {
  const { whole } = made(alertOf({ enabled: false, handlers: [handlerOf('event_log')] }));
  expect(await whole(start, 'w1')).toBeNull();
  expect(await whole({ ...start, trigger: 'manual' }, 'w2')).toMatchObject({ counts: { done: 3 } });
});

it('keeps a test out of the ledger unless it is to be kept, and within its limit', async () => {
  const { whole, ledger } = made(alert);
  const test = { recordLedger: false, limit: 2 };
  expect(await whole({ ...start, trigger: 'test', context: 'api', test }, 't1')).toMatchObject({
    isTest: true,
    counts: { done: 2 },
  });
  expect(ledger.rows.size).toBe(0);
  await whole({ ...start, trigger: 'test', context: 'api', test: { ...test, recordLedger: true } }, 't2');
  expect(ledger.rows.size).toBe(2);
});

it('ends a row that is sent again and whose item is over', async () => {
  const { whole, ledger, service } = made(alert, [itemOf('one')]);
  await whole(start, 'w1');
  const [id, row] = [...ledger.rows][0]!;
  ledger.rows.set(id, { ...row, state: 'claimed', workflowId: 'again', itemId: 'gone' });
  await whole({ ...start, trigger: 'resend', resend: { rowId: id, itemId: 'gone' } }, 'again');
  expect(ledger.rows.get(id)).toMatchObject({ state: 'failed', error: 'not_due' });
  expect(service).toBeDefined();
});

it.each<[EffectOutcome, string]>([
  [{ kind: 'done' }, 'finished'],
  [{ kind: 'failed', error: 'refused', message: 'no', isTemporary: false }, 'finished_with_errors'],
  [{ kind: 'uncertain', error: 'timeout', message: 'who knows' }, 'finished_with_errors'],
])('says by its status whether all effects went well: %j', async (outcome, status) => {
  const { whole } = made(alert, undefined, undefined, outcome);
  expect(await whole(start, 'w1')).toMatchObject({ status, counts: { due: 3 } });
});
