import type { StepCondition } from '../../../../domain/builder/definition';
import type { StepConditions } from '../../step-conditions';
import type { StepRunner } from '../step-runner';

interface BranchSettings {
  readonly branches: readonly {
    readonly conditions: readonly StepCondition[];
    readonly conditionMode?: 'all' | 'any';
    readonly to: string;
  }[];
  readonly else: string;
}

/** Goes to the step of the first branch whose conditions hold. */
export function createBranchRunner(conditions: StepConditions): StepRunner {
  return {
    code: 'branch',
    async run({ instance, content, step, values }) {
      // As they were saved: what a filled value brings in is never a token.
      const { branches, else: otherwise } = step.settings as unknown as BranchSettings;
      const at = { instance, values, unresolved: content.unresolvedTokens };
      for (const [index, { conditions: asked, conditionMode = 'all', to }] of branches.entries()) {
        const holds = await conditions(asked, conditionMode, at);
        if (typeof holds !== 'boolean') return { kind: 'failed', error: holds, isTemporary: false };
        if (holds) return { kind: 'done', left: to, message: `Branch ${index + 1} holds.` };
      }
      return { kind: 'done', left: otherwise, message: 'No branch holds.' };
    },
  };
}
