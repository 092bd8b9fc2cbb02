import { anInstance } from '../../../test/support/builder';
import { createPatternEngine } from '../firings/pattern-engine';
import { createStepConditions } from './step-conditions';

it('looks at what the instance is about only where something is asked', async () => {
  let looks = 0;
  const conditions = createStepConditions({
    lookAt: async () => {
      looks += 1;
      return null;
    },
    attributes: async () => [],
    patterns: createPatternEngine(),
    now: () => new Date(0),
  });
  const { variables: _none, ...instance } = anInstance();
  const at = { instance: { ...instance, variables: {} }, values: { n: 1 }, unresolved: 'fail' } as const;
  expect(await conditions([], 'all', at)).toBe(true);
  expect(looks).toBe(0);
  expect(await conditions([{ left: '$(n)', operator: 'is_true' }], 'all', at)).toBe(false);
  expect(looks).toBe(1);
});
