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

it.each<{
  name: string;
  rules: StreamRules;
  thresholds: string[];
  percent?: number | null;
  expected: [string, string?][];
}>([
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
  { name: 'a share within the window', rules: steps('33%', '10%'), thresholds: ['P30D'], expected: [] },
  {
    name: 'a share beyond it',
    rules: steps('50%', '10%'),
    thresholds: ['P30D'],
    expected: [['step_never_reached', '/escalationSteps/0/before']],
  },
  { name: 'no share in force', rules: steps('90%'), thresholds: ['P30D'], percent: null, expected: [] },
])('$name', ({ rules: given, thresholds, percent = 33, expected }) => {
  const found = profileWarnings(
    given,
    thresholds.map((threshold) => ({ threshold, percent })),
  );
  expect(found.map(({ code, pointer }) => [code, pointer])).toEqual(expected);
  expect(found.every(({ detail }) => detail.length > 20)).toBe(true);
});
