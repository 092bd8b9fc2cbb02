import { aStep, anInstance, builderStores, contentOf } from '../../../test/support/builder';
import type { DefinitionContent, Step } from '../../domain/builder/definition';
import type { StepKind } from '../../domain/builder/step-kind';
import { createInstanceAdvance } from './advance';
import type { StepOutcome, StepRunner, StepWork } from './steps/step-runner';
import { stepRunners } from './steps/steps';
import { createVisits } from './visit';

const kind = (code: string, change: Partial<StepKind> = {}): StepKind => ({
  ...{ code, title: code, help: code, nature: 'activity', outputs: ['continue', 'onError'], types: null },
  ...{ templates: ['text'], originNames: [], isRepeatable: true, timeoutSeconds: 60, produces: () => [] },
  retry: { attempts: 3, firstPauseSeconds: 10 },
  ...change,
});
const kinds = [
  kind('start', { nature: 'route' }),
  kind('end', { nature: 'route' }),
  kind('act'),
  kind('once', { isRepeatable: false }),
  kind('wait', { nature: 'wait' }),
  kind('script', { nature: 'script' }),
  kind('branch', {
    nature: 'route',
    targets: () => [{ to: 'There', pointer: '/to' }],
  }),
];
const done: StepOutcome = { kind: 'done' };
const plan = { runId: 'r1', context: 'service', timeoutSeconds: 9, scheduleToStartSeconds: 9 } as const;

function sceneOf(
  steps: readonly Step[],
  outcomes: Readonly<Record<string, (work: StepWork) => StepOutcome>>,
  change: Partial<DefinitionContent> = {},
) {
  const stores = builderStores();
  const seen: StepWork[] = [];
  let at = Date.parse('2026-03-01T10:00:00Z');
  const now = () => new Date(at);
  const runners = kinds.map(({ code }): StepRunner => ({
    code,
    async run(work) {
      seen.push(work);
      return (outcomes[work.step.uniqueName] ?? (() => done))(work);
    },
  }));
  const content = contentOf(steps, change);
  const rests: string[] = [];
  const advance = createInstanceAdvance({
    ...stores,
    contentOf: async () => content,
    visit: createVisits({
      kindOf: (code) => kinds.find((one) => one.code === code),
      runnerOf: stepRunners(runners),
      conditions: async (conditions) => conditions.length === 0,
      valuesOf: async () => ({ cn: 'web' }),
      now,
    }),
    hookHashOf: (key) => `hash of ${key}`,
    onRest: async ({ status }) => void rests.push(status),
    now,
    steadyClock: () => 0,
  });
  return {
    ...{ stores, seen, rests },
    row: () => stores.rows.get('i1')!,
    pass: (seconds: number) => (at += seconds * 1_000),
    advance: () => advance.advance('i1', new AbortController().signal),
    giveUp: () => advance.giveUp('i1'),
  };
}

const line = (...middle: Step[]): Step[] => {
  const names = [...middle.map(({ uniqueName }) => uniqueName), 'End'];
  return [
    aStep('Begin', 'start', { outputs: { continue: names[0]! } }),
    ...middle.map((step, index) => ({ ...step, outputs: { continue: names[index + 1]!, ...step.outputs } })),
    aStep('End', 'end'),
  ];
};

it('goes through all that does not wait in one stretch, and writes down each visit', async () => {
  const scene = sceneOf(line(aStep('One', 'act', { settings: { text: 'of $(cn)' } }), aStep('Two', 'act')), {
    One: () => ({ kind: 'done', variables: { n: 1 }, outputs: { told: true } }),
  });
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'complete' });
  expect(scene.stores.log()).toEqual([
    'Begin 1 done continue',
    'One 1 done continue',
    'Two 1 done continue',
    'End 1 done null',
  ]);
  expect(scene.seen[1]).toMatchObject({ key: 'i1:1:One:1', settings: { text: 'of web' } });
  expect(scene.seen[2]!.values).toMatchObject({ n: 1, cn: 'web' });
  expect(scene.stores.visit('One')).toMatchObject({ outputs: { told: true }, variables: { n: 1 } });
  expect(scene.stores.visit('Two')).toMatchObject({ variables: null });
  expect(scene.row()).toMatchObject({ status: 'complete', seq: 4, open: null });
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'complete' });
  expect(scene.seen).toHaveLength(4);
});

it('passes over what is disabled and whose conditions do not hold', async () => {
  const scene = sceneOf(
    line(
      aStep('Off', 'act', { enabled: false }),
      aStep('Not', 'act', { conditions: [{ left: 1, operator: 'is_true' }] }),
    ),
    {},
  );
  await scene.advance();
  expect(scene.stores.log().slice(1, 3)).toEqual(['Off 1 skipped continue', 'Not 1 skipped continue']);
});

it('goes to the step that settings name', async () => {
  const steps = [
    aStep('Begin', 'start', { outputs: { continue: 'Fork' } }),
    aStep('Fork', 'branch'),
    aStep('There', 'end', { settings: { result: 'rejected' } }),
  ];
  const scene = sceneOf(steps, { Fork: () => ({ kind: 'done', left: 'There' }) });
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'rejected' });
});

it('leaves the error to the branch that deals with it, and to people where none does', async () => {
  const broken: StepOutcome = { kind: 'failed', error: { code: 'refused', message: 'no' }, isTemporary: false };
  const steps = [
    ...line(aStep('One', 'act', { outputs: { onError: 'Tell' } })),
    aStep('Tell', 'act', {
      settings: { text: '$(error.code): $(error.message) at $(error.step)' },
      outputs: { continue: 'End' },
    }),
  ];
  const scene = sceneOf(steps, { One: () => broken });
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'complete' });
  expect(scene.seen.find(({ step }) => step.uniqueName === 'Tell')!.settings).toEqual({ text: 'refused: no at One' });
  const without = sceneOf(line(aStep('One', 'act')), { One: () => broken });
  expect(await without.advance()).toEqual({ kind: 'ended', status: 'failed' });
  expect(without.row()).toMatchObject({ errorCode: 'refused', statusMessage: 'no', currentStep: 'One' });
});

it('tries again what may pass, with a longer pause each time, and gives up after as many tries as it has', async () => {
  const scene = sceneOf(line(aStep('One', 'act')), {
    One: () => ({ kind: 'failed', error: { code: 'away', message: 'away' }, isTemporary: true }),
  });
  expect(await scene.advance()).toMatchObject({ kind: 'waits', waitMs: 10_000 });
  scene.pass(4);
  expect(await scene.advance()).toMatchObject({ kind: 'waits', waitMs: 6_000 });
  scene.pass(6);
  expect(await scene.advance()).toMatchObject({ kind: 'waits', waitMs: 20_000 });
  scene.pass(20);
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'failed' });
  expect(scene.seen.filter(({ step }) => step.uniqueName === 'One').map(({ key }) => key)).toEqual(
    Array.from({ length: 3 }, () => 'i1:1:One:1'),
  );
});

it('never does again what nobody knows the end of, unless it may be repeated', async () => {
  for (const [type, status] of [
    ['act', 'complete'],
    ['once', 'failed'],
  ] as const) {
    let isLost = true;
    const scene = sceneOf(line(aStep('One', type)), {
      One: () => {
        if (!isLost) return done;
        throw new Error('the process is killed here');
      },
    });
    await expect(scene.advance()).rejects.toThrow('killed');
    isLost = false;
    expect(await scene.advance()).toEqual({ kind: 'ended', status });
    if (status === 'failed') expect(scene.row().errorCode).toBe('outcome_unknown');
  }
});

it('asks for a script to be done, and looks again afterwards', async () => {
  let isOver = false;
  const scene = sceneOf(line(aStep('One', 'script')), {
    One: () => (isOver ? { kind: 'done', variables: { a: 1 } } : { kind: 'script', plan }),
  });
  expect(await scene.advance()).toEqual({ kind: 'script', plan, executed: 1 });
  expect(await scene.advance()).toEqual({ kind: 'script', plan, executed: 0 });
  isOver = true;
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'complete' });
  expect(scene.stores.visit('One')).toMatchObject({ runId: 'r1', status: 'done' });
});

it('is suspended while a step waits, for no longer than it says', async () => {
  const until = new Date('2026-03-01T10:00:30Z');
  const open = { signalKey: 'Ask.go', kind: 'signal', notBy: null, roles: ['desk'], users: [] } as const;
  let said: StepOutcome = {
    kind: 'suspends',
    signals: [open],
    until,
    pollSeconds: 60,
    message: 'Waits.',
    hasHook: true,
  };
  const scene = sceneOf(line(aStep('Ask', 'wait')), { Ask: () => said });
  expect(await scene.advance()).toEqual({ kind: 'waits', waitMs: 30_000, executed: 1 });
  expect(scene.row()).toMatchObject({ status: 'suspended', signals: [open], statusMessage: 'Waits.' });
  expect(scene.row().open?.hookHash).toBe('hash of i1:1:Ask:1');
  scene.pass(30);
  said = { kind: 'done', left: 'onTimeout' };
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'failed' });
  expect(scene.row()).toMatchObject({ errorCode: 'timeout', signals: [] });
  expect(scene.stores.visit('Ask')!.status).toBe('timed_out');
  expect(scene.rests).toEqual(['suspended', 'failed']);
});

it('counts a signal that comes while the row is about to move', async () => {
  const scene: ReturnType<typeof sceneOf> = sceneOf(line(aStep('Ask', 'wait')), {
    Ask: ({ received, isWaiting }) => {
      if (received.length > 0) return { kind: 'done' };
      if (!isWaiting) return { kind: 'suspends', signals: [], until: null, pollSeconds: null, message: 'Waits.' };
      // Others write between the look at the row and its move.
      const before = scene.row();
      const signal = { key: 'a', signal: 'go', by: { uuid: null, name: 'ada' }, at: new Date(0), data: {} };
      scene.stores.rows.set('i1', {
        ...before,
        revision: before.revision + 1,
        open: { ...before.open!, received: [signal] },
      });
      return { kind: 'done', left: 'onTimeout' };
    },
  });
  expect((await scene.advance()).kind).toBe('waits');
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'complete' });
});

it('fails with the names of tokens that have no value, or leaves them as the definition says', async () => {
  const steps = line(aStep('One', 'act', { settings: { text: '$(gone) $(cn)' } }));
  const strict = sceneOf(steps, {});
  expect(await strict.advance()).toEqual({ kind: 'ended', status: 'failed' });
  expect(strict.row()).toMatchObject({
    errorCode: 'token_unresolved',
    statusMessage: expect.stringContaining('$(gone)'),
  });
  const lax = sceneOf(steps, {}, { unresolvedTokens: 'literal' });
  await lax.advance();
  expect(lax.seen[1]!.settings).toEqual({ text: '$(gone) web' });
});

it('writes the record of a visit that was settled before a crash', async () => {
  const scene = sceneOf(line(aStep('One', 'act')), {});
  await scene.advance();
  const settled = scene.row().settled!;
  const lost = builderStores([anInstance({ status: 'complete', settled })]);
  scene.stores.rows.set('i1', lost.rows.get('i1')!);
  await scene.stores.visits.write({ ...settled, status: 'running' });
  await scene.advance();
  expect(scene.stores.log().at(-1)).toBe('End 1 done null');
});

it('does not go on with one that was stopped, and is not there', async () => {
  const scene = sceneOf(line(aStep('One', 'act')), {});
  scene.stores.rows.set('i1', { ...scene.row(), status: 'cancelled' });
  expect(await scene.advance()).toEqual({ kind: 'ended', status: 'cancelled' });
  scene.stores.rows.clear();
  expect((await scene.advance()).kind).toBe('ended');
  expect(scene.seen).toEqual([]);
});

it('ends one that no worker can take further, so that it may be restarted', async () => {
  const scene = sceneOf(line(aStep('One', 'act')), {});
  await scene.giveUp();
  expect(scene.row()).toMatchObject({ status: 'failed', errorCode: 'internal' });
});
