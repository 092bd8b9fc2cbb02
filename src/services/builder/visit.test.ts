import { aStep, anInstance, contentOf } from '../../../test/support/builder';
import type { StepKind } from '../../domain/builder/step-kind';
import { CertloomError } from '../../domain/problem';
import type { StepRunner } from './steps/step-runner';
import { createVisits } from './visit';

const kind: StepKind = {
  ...{ code: 'act', title: 'Act', help: 'Acts.', nature: 'activity', outputs: ['continue'], types: null },
  ...{ templates: [], originNames: [], isRepeatable: true, timeoutSeconds: 60, produces: () => [] },
  retry: { attempts: 1, firstPauseSeconds: 1 },
};
const step = aStep('One', 'act', { timeoutSeconds: 1 });
const state = anInstance({ currentStep: 'One', visits: { One: 1 } });
const open = {
  ...{ type: 'act', startedAt: new Date(0), tries: 1, effectSince: new Date(0), retryAt: null, isWaiting: false },
  ...{ until: null, pollSeconds: null, received: [], hookHash: null, runId: null, inputs: null, message: null },
};

/** Until somebody ends it. */
const hangs: StepRunner['run'] = (_work, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

function visit(run: StepRunner['run'], signal = new AbortController().signal, visited = step) {
  const visits = createVisits({
    kindOf: (code) => (code === 'act' ? kind : undefined),
    runnerOf: () => ({ code: 'act', run }),
    conditions: async () => true,
    valuesOf: async () => ({}),
    now: () => new Date(0),
  });
  return visits(state, contentOf([visited]), visited, {}, async () => open, signal);
}

it('ends a step that takes longer than its limit', async () => {
  expect(await visit(hangs)).toMatchObject({
    ...{ kind: 'settled', status: 'timed_out', result: { kind: 'left', way: 'onTimeout' }, error: { code: 'timeout' } },
  });
});

it('gives a step a time of weeks, which no timer has', async () => {
  const slow: StepRunner['run'] = async (_work, signal) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    signal.throwIfAborted();
    return { kind: 'done' };
  };
  const weeks = aStep('One', 'act', { timeoutSeconds: 2_592_000 });
  expect(await visit(slow, new AbortController().signal, weeks)).toMatchObject({ status: 'done' });
});

it('leaves the step as it is when the worker stops in the middle', async () => {
  const stopping = new AbortController();
  const visiting = visit(hangs, stopping.signal);
  await new Promise(setImmediate);
  stopping.abort(new Error('the worker stops'));
  await expect(visiting).rejects.toThrow('the worker stops');
});

it('takes a refusal of the product for one of the step, and throws what nobody foresaw', async () => {
  const refused = () => Promise.reject(new CertloomError('in_use', 'It is in use.'));
  expect(await visit(refused)).toMatchObject({ status: 'failed', error: { code: 'in_use', message: 'It is in use.' } });
  await expect(visit(() => Promise.reject(new Error('database away')))).rejects.toThrow('database away');
});

it('does nothing where others have moved the row', async () => {
  const run = jest.fn();
  const visits = createVisits({
    kindOf: () => kind,
    runnerOf: () => ({ code: 'act', run }),
    conditions: async () => true,
    valuesOf: async () => ({}),
    now: () => new Date(0),
  });
  const { signal } = new AbortController();
  expect(await visits(state, contentOf([step]), step, {}, async () => undefined, signal)).toEqual({ kind: 'moved' });
  expect(run).not.toHaveBeenCalled();
});

it('fails at a kind that this release does not have', async () => {
  const visits = createVisits({
    kindOf: () => undefined,
    runnerOf: () => undefined,
    conditions: async () => true,
    valuesOf: async () => ({}),
    now: () => new Date(0),
  });
  const { signal } = new AbortController();
  expect(await visits(state, contentOf([step]), step, {}, async () => open, signal)).toMatchObject({
    error: { code: 'unsupported_step' },
  });
});

it('takes built-in values before data of the start, and that where there is none', async () => {
  const run = jest.fn<ReturnType<StepRunner['run']>, Parameters<StepRunner['run']>>(async () => ({ kind: 'done' }));
  const visits = createVisits({
    kindOf: () => kind,
    runnerOf: () => ({ code: 'act', run }),
    conditions: async () => true,
    valuesOf: async () => ({ cn: 'web', ownerroleemail: 'ada@example.com' }),
    now: () => new Date(0),
  });
  const told = { ...state, initialData: { cn: 'evil', ownerroleemail: 'evil@example.com', dn: 'CN=gone' } };
  await visits(told, contentOf([step]), step, { seen: 1 }, async () => open, new AbortController().signal);
  expect(run.mock.calls[0]![0].values).toEqual({
    ...{ cn: 'web', ownerroleemail: 'ada@example.com', dn: 'CN=gone', seen: 1 },
  });
});
