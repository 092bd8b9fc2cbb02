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
