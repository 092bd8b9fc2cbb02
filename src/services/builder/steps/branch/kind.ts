import { z } from 'zod';
import { stepNameForm, type StepCondition } from '../../../../domain/builder/definition';
import type { StepTarget } from '../../../../domain/builder/step-kind';
import type { DescribedStepKind } from '../described-kind';

const stepName = z.string().regex(stepNameForm, 'the unique name of a step is expected');

/** As the schema below has them. */
export interface BranchSettings {
  readonly branches: readonly {
    readonly conditions: readonly StepCondition[];
    readonly conditionMode: 'all' | 'any';
    readonly to: string;
  }[];
  readonly else: string;
}

export const branchStep: DescribedStepKind = {
  code: 'branch',
  title: 'Branch',
  help: 'Goes on at the step of the first branch whose conditions hold, else at that of `else`.',
  nature: 'route',
  outputs: [],
  types: null,
  templates: [],
  withConditions: (settings, each) => {
    const { branches } = settings as unknown as BranchSettings;
    return {
      ...settings,
      branches: branches.map(({ conditions, ...branch }, index) => ({
        ...branch,
        conditions: conditions.map((one, place) => each(one, `/branches/${index}/conditions/${place}`)),
      })),
    };
  },
  originNames: [],
  isRepeatable: true,
  timeoutSeconds: 60,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  produces: () => [],
  targets: (settings): StepTarget[] => {
    const { branches, else: rest } = settings as unknown as BranchSettings;
    return [
      ...branches.map(({ to }, index) => ({ to, pointer: `/branches/${index}/to` })),
      { to: rest, pointer: '/else' },
    ];
  },
  leading: (settings, elsewhere) => {
    const { branches, else: rest } = settings as unknown as BranchSettings;
    return {
      ...settings,
      branches: branches.map(({ to, ...branch }) => ({ ...branch, to: elsewhere(to) })),
      else: elsewhere(rest),
    };
  },
  settings: z.strictObject({
    branches: z
      .array(
        z.strictObject({
          conditions: z.array(z.unknown()).min(1).max(20),
          conditionMode: z.enum(['all', 'any']).default('all'),
          to: stepName.describe('Unique name of the step.'),
        }),
      )
      .min(1)
      .max(50),
    else: stepName.describe('Unique name of the step where no branch holds.'),
  }),
};
