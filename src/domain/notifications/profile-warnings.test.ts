import { profileWarnings } from './profile-warnings';
import type { StreamRules } from './streams';

const rules = (change: Partial<StreamRules> = {}): StreamRules => ({
  frequency: null,
  repetitions: null,
  escalationSteps: [],
  ...change,
});
const steps = (...before: string[]) =>
  rules({ escalationSteps: before.map((text) => ({ before: text, addRecipients: [] })) });

it.each<{ name: string; rules: StreamRules; thresholds: string[]; expected: [string, string?][] }>([
  { name: 'no rule', rules: rules(), thresholds: ['P30D'], expected: [['no_suppression', undefined]] },
  { name: 'frequency', rules: rules({ frequency: 'P1D' }), thresholds: ['P30D'], expected: [] },
  { name: 'repetitions', rules: rules({ repetitions: 3 }), thresholds: ['P30D'], expected: [] },
  { name: 'steps within the threshold', rules: steps('P30D', 'P7D'), thresholds: ['P30D'], expected: [] },
  {
    name: 'steps beyond it',
    rules: steps('P90D', 'P60D', 'P7D'),
    thresholds: ['P30D', 'P2W'],
    expected: [
      ['step_never_reached', '/escalationSteps/0/before'],
      ['step_never_reached', '/escalationSteps/1/before'],
    ],
  },
  {
    name: 'an RA profile with a longer threshold',
    rules: steps('P90D', 'P7D'),
    thresholds: ['P30D', 'P3M'],
    expected: [],
  },
])('$name', ({ rules: given, thresholds, expected }) => {
  const found = profileWarnings(given, thresholds);
  expect(found.map(({ code, pointer }) => [code, pointer])).toEqual(expected);
  expect(found.every(({ detail }) => detail.length > 20)).toBe(true);
});
