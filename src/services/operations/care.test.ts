import { operationOf } from '../../../test/support/operations';
import type { Operation } from '../../domain/operations/operation';
import { createOperationCare, type RunState } from './care';

const now = new Date('2030-01-01T00:00:00Z');

async function tidied(due: readonly Operation[], run: RunState | Error) {
  const calls: string[] = [];
  const care = createOperationCare({
    operations: {
      unlooked: async () => [...due],
      lookAgain: async (uuid, at) => void calls.push(`${uuid} again after ${(at.getTime() - now.getTime()) / 1000}`),
      settle: async (uuid) => void calls.push(`${uuid} settled`),
      unacceptedKeys: async () => ['k'],
      removeUnaccepted: async (before) => void calls.push(`removed ${(now.getTime() - before.getTime()) / 1000}`),
    },
    ensureRun: async ({ uuid }, delayMs) => {
      calls.push(`${uuid} ensured after ${delayMs}`);
      if (run instanceof Error) throw run;
      return run;
    },
    forgetKey: async (key) => void calls.push(`forgot ${key}`),
    logger: { warn: (fields: object) => void calls.push(`warned ${JSON.stringify(fields)}`) },
  });
  await care.tidy(now);
  return calls;
}

it('makes sure that what is open has a run, and lets what was asked of an authority come to its end before', async () => {
  const due = [operationOf('a'), operationOf('b', { state: 'pending_issue' })];
  expect(await tidied(due, 'running')).toEqual([
    ...[
      'a ensured after 0',
      'a again after 300',
      'b ensured after 150000',
      'b again after 300',
      'forgot k',
      'removed 3600',
    ],
  ]);
});

it('looks after one that has ended until its run has, too', async () => {
  const ended = operationOf('a', { state: 'failed' });
  expect(await tidied([ended], 'running')).toContain('a again after 300');
  expect(await tidied([ended], 'completed')).toEqual(['a ensured after 0', 'a settled', 'forgot k', 'removed 3600']);
});

it('goes on after a fault', async () => {
  const calls = await tidied([operationOf('a'), operationOf('b')], new Error('away'));
  expect(calls).toEqual([
    'a ensured after 0',
    'warned {"err":{},"operation":"a"}',
    'b ensured after 0',
    'warned {"err":{},"operation":"b"}',
    'forgot k',
    'removed 3600',
  ]);
});
