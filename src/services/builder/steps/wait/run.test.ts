import { said, stepWork } from '../../../../../test/support/builder';
import { createWaitRunner } from './run';

const { signal } = new AbortController();
const now = () => new Date('2026-03-01T10:00:10Z');
const run = (settings: Record<string, unknown>, change: Parameters<typeof stepWork>[2] = {}, holds: unknown = false) =>
  createWaitRunner(async () => holds as boolean, now).run(stepWork('wait', settings, change), signal);

it('waits for its signal, and goes on with what that brings', async () => {
  const settings = { signalName: 'go', resultVariable: 'answer', roles: ['desk'], hookVariable: 'hook' };
  expect(await run(settings)).toMatchObject({
    ...{ kind: 'suspends', until: null, pollSeconds: null, hasHook: true, message: 'Waits for signal go.' },
    signals: [{ signalKey: 'Ask.go', kind: 'signal', roles: ['desk'], users: [], notBy: null }],
  });
  const received = [said('ada', { n: 1 }), said('bob', { n: 2 })];
  expect(await run(settings, { received })).toMatchObject({
    ...{ kind: 'done', variables: { answer: { n: 1 } }, outputs: { by: 'ada', data: { n: 1 } } },
  });
});

it('looks at its condition now and then', async () => {
  const settings = { condition: { left: '$(x)', operator: 'is_true' } };
  expect(await run(settings)).toMatchObject({ kind: 'suspends', signals: [], pollSeconds: 60, hasHook: false });
  expect(await run({ ...settings, pollSeconds: 15 })).toMatchObject({ pollSeconds: 15 });
  expect(await run(settings, {}, true)).toMatchObject({ kind: 'done' });
  const fault = { code: 'condition_error', message: 'm' };
  expect(await run(settings, {}, fault)).toMatchObject({ kind: 'failed', error: fault });
});

it('leaves by its time-out, or goes on where waiting is all that it does', async () => {
  expect(await run({ signalName: 'go', timeout: 'PT10S' })).toMatchObject({ kind: 'done', left: 'onTimeout' });
  expect(await run({ timeout: 'PT10S' })).not.toHaveProperty('left');
  const until = new Date('2026-03-01T10:00:11Z');
  expect(await run({ timeout: 'PT11S' })).toMatchObject({ kind: 'suspends', until });
});
