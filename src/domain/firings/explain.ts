import type { ActionResult } from '../actions/action';
import { isLeaf } from '../conditions/leaves';
import { leafInWords } from '../conditions/leaf-words';
import type { Condition, LeafResult } from '../conditions/tree';

/** A condition with what each leaf said, and why in words. A leaf that was not evaluated has no `result`. */
export type ExplainedCondition =
  | { readonly all: readonly ExplainedCondition[] }
  | { readonly any: readonly ExplainedCondition[] }
  | { readonly not: ExplainedCondition }
  | (Readonly<Record<string, unknown>> & Partial<LeafResult>);

/**
 * Puts the results, which stand in document order, back to their leaves. Null for a trigger without condition.
 * @param isConcealed the values that were looked at are not kept
 */
export function explainCondition(
  condition: Condition | null,
  results: readonly LeafResult[],
  isConcealed = false,
): ExplainedCondition | null {
  let next = 0;
  const explain = (node: Condition): ExplainedCondition => {
    if (isLeaf(node)) {
      const result = results[next];
      next += 1;
      return result === undefined
        ? { ...node }
        : { ...node, ...result, reason: leafInWords(node, result, isConcealed) };
    }
    if ('not' in node) return { not: explain(node.not) };
    return 'all' in node ? { all: node.all.map(explain) } : { any: node.any.map(explain) };
  };
  return condition === null ? null : explain(condition);
}

/**
 * Null without a notification action that ran, true once all were delivered or suppressed, else false. An
 * action is `ok` exactly when its deliveries are.
 */
export function notificationsSent(actions: readonly Pick<ActionResult, 'type' | 'outcome'>[]): boolean | null {
  const notices = actions.filter(({ type, outcome }) => type === 'sendNotification' && outcome !== 'skipped');
  return notices.length === 0 ? null : notices.every(({ outcome }) => outcome === 'ok');
}
