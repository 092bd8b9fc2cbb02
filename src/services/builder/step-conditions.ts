import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { StepCondition } from '../../domain/builder/definition';
import { conditionsHold, type Look } from '../../domain/builder/hold';
import type { Instance, StepError } from '../../domain/builder/instance';
import type { PatternEngine } from '../../domain/conditions/patterns';
import type { UnresolvedTokens } from '../../domain/values/tokens';

export interface StepConditionDeps {
  /** What the instance is about, as conditions look through it; null: it has no fields. */
  readonly lookAt: (instance: Instance) => Promise<Look['item']>;
  readonly attributes: () => Promise<readonly AttributeDefinition[]>;
  readonly patterns: PatternEngine;
  readonly now: () => Date;
}

/** Whether conditions of a step hold for an instance, or why nobody can tell. */
export type StepConditions = (
  conditions: readonly StepCondition[],
  mode: 'all' | 'any',
  at: {
    readonly instance: Instance;
    readonly values: Readonly<Record<string, unknown>>;
    readonly unresolved: UnresolvedTokens;
  },
) => Promise<boolean | StepError>;

export function createStepConditions({ lookAt, attributes, patterns, now }: StepConditionDeps): StepConditions {
  return async (conditions, mode, { instance, values, unresolved }) => {
    if (conditions.length === 0) return true;
    const item = await lookAt(instance);
    return conditionsHold(conditions, mode, {
      ...{ values, item, patterns, unresolved, now: now() },
      attributes: await attributes(),
    });
  };
}
