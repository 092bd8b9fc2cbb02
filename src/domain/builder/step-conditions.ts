import { flattenLeaves } from '../conditions/leaves';
import { isPlainObject } from '../values/json';
import { tokensIn } from '../values/tokens';
import type { StepCondition, TruthCondition } from './definition';

export function isTruth(condition: unknown): condition is TruthCondition {
  return isPlainObject(condition) && condition['operator'] === 'is_true';
}

/** Names inside `$( )` that a condition asks for or compares with. */
export function variableNamesOf(condition: StepCondition, pointer: string) {
  const inValue = (value: unknown, at: string) =>
    tokensIn(value, at).map(({ token, pointer: where }) => ({
      ...{ name: token.name, pointer: where, hasFallback: token.fallback !== undefined },
    }));
  if (isTruth(condition)) return inValue(condition.left, `${pointer}/left`);
  return flattenLeaves(condition).flatMap((leaf) => [
    ...(leaf.source === 'variable' ? [{ name: leaf.field, pointer, hasFallback: isPresence(leaf.operator) }] : []),
    ...inValue(leaf.value, pointer),
  ]);
}

function isPresence(operator: string): boolean {
  return operator === 'EMPTY' || operator === 'NOT_EMPTY';
}
