import { actionOf, deliveryOf, firingOf, start, triggerResultOf, workOf } from '../../../test/support/builders';
import type { Action } from '../../domain/actions/action';
import { summarizeDeliveries, type Delivery } from '../../domain/notifications/delivery';
import { roundOf } from '../../domain/notifications/send-round';
import type { ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { FiringDocument } from '../../store/firings/firings';
import { createEffects } from './effects';

const sending = (id: string, change: object = {}): Action => ({
  ...{ id, type: 'sendNotification', profiles: ['p1'], onError: 'continue', enabled: true },
  ...change,
});
const setsOf = (actions: readonly Action[]) =>
  ({ ignore: [], actions: [{ trigger: { uuid: 't1', kind: 'action', actions } }] }) as unknown as ResolvedSets;

interface Given {
  readonly firings: FiringDocument[];
  readonly actions?: readonly Action[];
  readonly ledger?: Delivery[];
  readonly now?: Date;
  /** Another attempt is at work, and a step ahead. */
  readonly isClosedByOther?: boolean;
  readonly open?: (
    actionId: string,
  ) => Promise<{ readonly ids: string[]; readonly outcome: 'pending' | 'failed' | 'ok' }>;
}

function world({ firings, actions = [sending('a1')], ledger = [], now = start, open, isClosedByOther = false }: Given) {
  const stored = new Map(firings.map((firing) => [firing._id, firing]));
  const calls: string[] = [];
  const waits: number[] = [];
  const counted: string[] = [];
  const changed = async (id: string, seen: string, change: Partial<FiringDocument>) => {
    const before = stored.get(id)!;
    if (isClosedByOther || before.status !== seen) return false;
    stored.set(id, { ...before, ...change });
    return true;
  };
  const effects = createEffects({
    firings: {
      load: async (ids) => ids.flatMap((id) => stored.get(id) ?? []),
      update: async (id, change) => void stored.set(id, { ...stored.get(id)!, ...change }),
      close: (id, change) => changed(id, 'running', change),
      move: changed,
      revise: ({ _id, status }, change) => changed(_id, status, change),
    },
    counts: {
      closed: ({ status }) => void counted.push(status),
      changed: ({ status }, to) => void counted.push(`${status} to ${to}`),
    },
    payloads: { erase: async (ids) => void calls.push(`erase ${ids.join()}`) },
    notices: {
      openDeliveries: async ({ actionId }) => {
        calls.push(`open ${actionId}`);
        return open === undefined ? { ids: ['d1'], outcome: 'pending' } : open(actionId);
      },
      sendDeliveries: async (ids) => {
        calls.push(`send ${ids.length}`);
        ledger.forEach((row, index) => (ledger[index] = ids.includes(row.id) ? { ...row, status: 'delivered' } : row));
        return roundOf(ledger.filter(({ id }) => ids.includes(id)));
      },
      summarizeAction: async () => summarizeDeliveries(ledger),
      refreshStreams: async (certificate, firing) => void calls.push(`streams ${certificate} ${firing}`),
    },
    deliveries: {
      openIds: async () => ledger.filter(({ status }) => status === 'queued').map(({ id }) => id),
      openMoments: async () =>
        ledger.filter(({ status }) => status === 'queued').map(({ id, nextAttemptAt: at }) => ({ id, at })),
      countOpen: async () => 0,
      cancelOpen: async (ids) => void calls.push(`cancel ${ids.join()}`),
    },
    digests: { tellFirings: async (digest, tried) => void calls.push(`digest ${digest} ${tried.length}`) },
    startWorkflow: async ({ _id }, trigger, action) => ({
      ...{ ...action, outcome: 'ok', instance: `${_id} ${trigger} ${action.id}` },
    }),
    openScript: async ({ _id: firingId }, trigger, action, { wait }) => {
      calls.push(`script ${action.id}`);
      const scriptRun = { runId: `run of ${action.id}`, status: 'waiting' } as const;
      const plan = {
        runId: scriptRun.runId,
        context: 'service',
        timeoutSeconds: 1,
        scheduleToStartSeconds: 1,
      } as const;
      return {
        result: { ...action, outcome: wait ? 'pending' : 'ok', scriptRun },
        effect: { firingId, trigger, actionId: action.id, plan, wait },
        isBegun: action.id === 'begun',
      };
    },
    loadSets: async () => setsOf(actions),
    logger: { warn: () => undefined },
    now: () => now,
    wait: async (ms) => void waits.push(ms),
  });
  const result = (id: string) => stored.get(id)!.triggers[0]!.actions;
  return { effects, calls, waits, counted, result, firing: (id: string) => stored.get(id)! };
}

describe('starting effects', () => {
  it('opens deliveries in order, closes the firing, and then lets go of what it told of', async () => {
    const firings = [firingOf('f1', [actionOf('a1'), actionOf('a2')]), firingOf('f2', [], { status: 'finished' })];
    const { effects, calls, counted, firing } = world({ firings, actions: [sending('a1'), sending('a2')] });
    await effects.startEffects(['f1', 'f2'], workOf());
    expect(calls).toEqual(['open a1', 'open a2', 'erase f1,f2']);
    expect(firing('f1')).toMatchObject({ status: 'finished', finishedAt: start });
    expect(counted).toEqual(['finished']);
  });

  it('counts a firing where it is ended: not in an attempt that another one has overtaken', async () => {
    const { effects, counted } = world({ firings: [firingOf('f1', [actionOf('a1')])], isClosedByOther: true });
    await effects.startEffects(['f1'], workOf());
    expect(counted).toEqual([]);
  });

  it.each([
    { name: 'goes on', onError: 'continue', outcomes: ['failed', 'pending'], status: 'finished_with_errors' },
    { name: 'stops', onError: 'stop', outcomes: ['failed', 'skipped'], status: 'finished_with_errors' },
  ])('$name after an action that reached nobody, as the action says', async ({ onError, outcomes, status }) => {
    const { effects, result, firing } = world({
      firings: [firingOf('f1', [actionOf('a1'), actionOf('a2')])],
      actions: [sending('a1', { onError }), sending('a2')],
      open: async (id) => ({ ids: [], outcome: id === 'a1' ? 'failed' : 'pending' }),
    });
    await effects.startEffects(['f1'], workOf());
    expect(result('f1').map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(firing('f1').status).toBe(status);
  });

  it('fails an action whose definition is gone', async () => {
    const { effects, result } = world({ firings: [firingOf('f1', [actionOf('a1')])], actions: [] });
    await effects.startEffects(['f1'], workOf());
    expect(result('f1')).toMatchObject([{ outcome: 'failed', errorCode: 'target_missing' }]);
  });

  it.each([
    { isRepeat: false, refreshed: [] },
    { isRepeat: true, refreshed: ['streams c1 f1'] },
  ])('looks at what was delivered since only in a repeat: $isRepeat', async ({ isRepeat, refreshed }) => {
    const { effects, calls } = world({
      firings: [firingOf('f1', [actionOf('a1')], { event: 'certificate_expiring' })],
    });
    await effects.startEffects(['f1'], workOf({ isRepeat }));
    expect(calls.filter((call) => call.startsWith('streams'))).toEqual(refreshed);
  });
});

describe('a round of delivering', () => {
  const ended = (change: Partial<FiringDocument> = {}) =>
    firingOf('f1', [actionOf('a1')], { status: 'finished', ...change });
  const later = deliveryOf('later', { nextAttemptAt: new Date(start.getTime() + 5_000) });

  it('sends what is due in parts, and tells firings and digests what came of it', async () => {
    const ledger = Array.from({ length: 60 }, (_, index) => deliveryOf(`d${index}`));
    const { effects, calls, result } = world({ firings: [ended()], ledger });
    const work = workOf();
    expect(await effects.deliver(['f1', 'digest'], false, work)).toEqual({ open: 0, waitMs: 0 });
    expect(calls).toEqual(['send 50', 'send 10', 'digest digest 60']);
    expect(result('f1')).toMatchObject([{ outcome: 'ok' }]);
    expect(work.beats).toHaveLength(2);
  });

  it.each([
    { name: 'a first round', isAgain: false, isRepeat: false, digests: 0 },
    { name: 'a later round', isAgain: true, isRepeat: false, digests: 1 },
    { name: 'a repeat of the first', isAgain: false, isRepeat: true, digests: 1 },
  ])('with nothing due, $name notes $digests outcomes', async ({ isAgain, isRepeat, digests }) => {
    const { effects, calls } = world({ firings: [], ledger: [later] });
    expect(await effects.deliver(['digest'], isAgain, workOf({ isRepeat }))).toEqual({ open: 1, waitMs: 5_000 });
    expect(calls).toHaveLength(digests);
  });

  it('leaves a firing alone whose effects are still being started', async () => {
    const running = ended({ status: 'running' });
    const { effects, result } = world({ firings: [running], ledger: [deliveryOf('d1')] });
    await effects.deliver(['f1'], false, workOf());
    expect(result('f1')).toMatchObject([{ outcome: 'pending' }]);
  });
});

it('cancelling skips what was to come, cancels what is open, and says so', async () => {
  const firings = [firingOf('f1', [actionOf('a1', { outcome: 'ok' }), actionOf('a2')])];
  const { effects, calls, counted, result, firing } = world({ firings });
  await effects.cancelEffects(['f1'], workOf());
  expect(counted).toEqual(['finished_with_errors']);
  expect(result('f1').map(({ outcome }) => outcome)).toEqual(['ok', 'skipped']);
  expect(firing('f1')).toMatchObject({ status: 'finished_with_errors', message: 'cancelled', finishedAt: start });
  expect(calls).toEqual(['cancel f1', 'erase f1']);
});

it('keeps results of triggers without actions as they are', async () => {
  const bare = triggerResultOf([]);
  const { effects, firing } = world({ firings: [firingOf('f1', [], { triggers: [bare] })] });
  await effects.startEffects(['f1'], workOf());
  expect(firing('f1').triggers[0]).toBe(bare);
});

const running = (id: string, change: object = {}): Action => ({
  ...{ id, type: 'runScript', enabled: true, onError: 'continue', script: 's', version: 'latest', parameters: {} },
  wait: true,
  ...change,
});
const scriptResult = (id: string, change: object = {}) => actionOf(id, { type: 'runScript', ...change });

describe('scripts', () => {
  it('are prepared in the order of the actions and hold up neither the next one nor the closing', async () => {
    const firings = [firingOf('f1', [scriptResult('s1'), actionOf('a2'), scriptResult('s3')])];
    const actions = [running('s1'), sending('a2'), running('s3', { wait: false })];
    const { effects, calls, counted, result, firing } = world({ firings, actions });
    const opened = await effects.startEffects(['f1'], workOf());
    expect(opened?.more).toEqual([]);
    expect(opened?.scripts.map(({ actionId, wait }) => [actionId, wait])).toEqual([
      ['s1', true],
      ['s3', false],
    ]);
    expect(calls).toEqual(['script s1', 'open a2', 'script s3', 'erase f1']);
    expect(result('f1').map(({ outcome }) => outcome)).toEqual(['pending', 'pending', 'ok']);
    expect(firing('f1').status).toBe('finished');
    expect(counted).toEqual(['finished']);
  });

  it('hold up what is to stop where they fail, and nothing else', async () => {
    const firings = [firingOf('f1', [scriptResult('s1'), actionOf('a2')])];
    const actions = [running('s1', { onError: 'stop' }), sending('a2')];
    const { effects, calls, result, firing } = world({ firings, actions });
    expect((await effects.startEffects(['f1'], workOf()))?.scripts).toHaveLength(1);
    expect(firing('f1').status).toBe('running');
    expect(calls).toEqual(['script s1', 'erase ']);
    expect(result('f1').map(({ outcome }) => outcome)).toEqual(['pending', 'pending']);
  });

  it.each([
    { came: 'ok', opened: ['open a2'], outcomes: ['ok', 'pending'], status: 'finished' },
    { came: 'failed', opened: [], outcomes: ['failed', 'skipped'], status: 'finished_with_errors' },
  ] as const)('let what waited go on once they are $came', async ({ came, opened, outcomes, status }) => {
    const scriptRun = { runId: 'r', status: 'succeeded' } as const;
    const firings = [firingOf('f1', [scriptResult('s1', { outcome: came, scriptRun }), actionOf('a2')])];
    const actions = [running('s1', { onError: 'stop' }), sending('a2')];
    const { effects, calls, result, firing } = world({ firings, actions });
    expect(await effects.startEffects(['f1'], workOf())).toBeUndefined();
    expect(calls).toEqual([...opened, 'erase f1']);
    expect(result('f1').map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(firing('f1').status).toBe(status);
  });

  it('are told of again after an attempt that was lost, and only then', async () => {
    const scriptRun = { runId: 'r', status: 'waiting' } as const;
    const closed = firingOf('f1', [scriptResult('s1', { scriptRun })], { status: 'finished' });
    const { effects } = world({ firings: [closed], actions: [running('s1')] });
    expect(await effects.startEffects(['f1'], workOf())).toBeUndefined();
    expect((await effects.startEffects(['f1'], workOf({ isRepeat: true })))?.scripts).toHaveLength(1);
  });

  it('are opened no more than so many together, and the rest when it is asked for again', async () => {
    const ids = ['s1', 's2', 'a3', 's4', 's5'];
    const firings = [
      firingOf(
        'f1',
        ids.map((id) => (id === 'a3' ? actionOf(id) : scriptResult(id))),
      ),
    ];
    const actions = ids.map((id) => (id === 'a3' ? sending(id) : running(id, { wait: id !== 's2' })));
    const { effects, calls, result, firing } = world({ firings, actions });
    const opened = await effects.startEffects(['f1'], workOf(), 2);
    expect(opened?.scripts.map(({ actionId }) => actionId)).toEqual(['s1', 's2']);
    expect(opened?.more).toEqual(['f1']);
    expect(firing('f1').status).toBe('running');
    // What is no script waits for none, and what tells of the event is still needed.
    expect(calls).toEqual(['script s1', 'script s2', 'open a3', 'erase ']);
    expect(result('f1').map(({ outcome }) => outcome)).toEqual(['pending', 'ok', 'pending', 'pending', 'pending']);
    const rest = await effects.startEffects(['f1'], workOf(), 2);
    expect(rest?.scripts.map(({ actionId }) => actionId)).toEqual(['s4', 's5']);
    expect(rest?.more).toEqual([]);
    expect(firing('f1').status).toBe('finished');
  });

  it('are told of again by a repeat while their firing is open, but for those that a workflow has begun', async () => {
    const scriptRun = { runId: 'r', status: 'waiting' } as const;
    const firings = [
      firingOf('f1', [
        scriptResult('s1', { scriptRun }),
        scriptResult('s2', { scriptRun, outcome: 'ok' }),
        scriptResult('s3', { scriptRun, outcome: 'ok' }),
        scriptResult('begun', { scriptRun }),
        scriptResult('s5'),
      ]),
    ];
    const actions = [
      ...[running('s1'), running('s2'), running('s3', { wait: false }), running('begun')],
      running('s5'),
    ];
    const { effects } = world({ firings, actions });
    const opened = await effects.startEffects(['f1'], workOf({ isRepeat: true }), 1);
    expect(opened?.scripts.map(({ actionId }) => actionId)).toEqual(['s1', 's3', 's5']);
  });

  it('are cancelled with their firing, also where that has been closed', async () => {
    const scriptRun = { runId: 'r', status: 'running' } as const;
    const closed = firingOf('f1', [scriptResult('s1', { scriptRun })], { status: 'finished' });
    const { effects, result, counted } = world({ firings: [closed], actions: [running('s1')] });
    await effects.cancelEffects(['f1'], workOf());
    expect(result('f1')).toMatchObject([{ outcome: 'skipped', message: 'cancelled' }]);
    expect(counted).toEqual(['finished to finished_with_errors']);
  });
});
