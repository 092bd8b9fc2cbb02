import { stepWork } from '../../../../../test/support/builder';
import { createBranchRunner } from './run';

const { signal } = new AbortController();
const settings = {
  branches: [
    { conditions: [{ left: 'a', operator: 'is_true' }], to: 'First' },
    { conditions: [{ left: 'b', operator: 'is_true' }], conditionMode: 'any', to: 'Second' },
  ],
  else: 'Rest',
};

it.each([
  [
    { a: true, b: true },
    { kind: 'done', left: 'First' },
  ],
  [
    { a: false, b: true },
    { kind: 'done', left: 'Second' },
  ],
  [
    { a: false, b: false },
    { kind: 'done', left: 'Rest' },
  ],
  [{ a: { code: 'condition_error', message: 'm' } }, { kind: 'failed', error: { code: 'condition_error' } }],
])('with %j', async (holds: Record<string, unknown>, expected) => {
  const runner = createBranchRunner(async ([one]) => holds[String((one as { left: unknown }).left)] as boolean);
  expect(await runner.run(stepWork('branch', settings), signal)).toMatchObject(expected);
});
