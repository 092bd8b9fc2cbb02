import type { AttributeDefinition } from '../attributes/attribute';
import { compileStepCondition, type PatternEngine } from '../conditions/evaluate';
import type { FieldScope } from '../conditions/fields';
import { recordSubject, withVariables, type Subject } from '../conditions/subject';
import type { Truth } from '../conditions/tree';
import { fillTokens, lookupIn, type UnresolvedTokens } from '../values/tokens';
import type { StepCondition, TruthCondition } from './definition';
import type { StepError } from './instance';
import { isTruth } from './step-conditions';

/** What conditions of steps look at. */
export interface Look {
  /** Tokens by name. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What the instance is about, as events of its kind have it; null: it has no fields. */
  readonly item: { readonly scope: FieldScope; readonly subject: Subject } | null;
  readonly attributes: readonly AttributeDefinition[];
  readonly patterns: PatternEngine;
  readonly unresolved: UnresolvedTokens;
  readonly now: Date;
}

/** Whether conditions of a step hold; an error where one of them cannot be answered and that decides. */
export function conditionsHold(
  conditions: readonly StepCondition[],
  mode: 'all' | 'any',
  look: Look,
): boolean | StepError {
  if (conditions.length === 0) return true;
  const truths = conditions.map((condition) => truthOf(condition, look));
  const decisive: Truth = mode === 'all' ? 'false' : 'true';
  if (truths.includes(decisive)) return mode === 'any';
  if (!truths.includes('error')) return mode === 'all';
  return {
    code: 'condition_error',
    message: 'A condition cannot be answered: what it looks at is missing, gone or of another type.',
  };
}

function truthOf(condition: StepCondition, look: Look): Truth {
  if (isTruth(condition)) return truthOfValue(condition, look);
  const { item, attributes, patterns, values, now } = look;
  const { scope, subject } = item ?? { scope: null, subject: recordSubject({}) };
  const seen = withVariables(subject, lookupIn(values));
  return compileStepCondition(condition, { scope, attributes, patterns })(seen, now).result;
}

/** The origin's form: the text `true` in any case, or true. */
function truthOfValue({ left }: TruthCondition, { values, unresolved }: Look): Truth {
  const { value, missing } = fillTokens(left, lookupIn(values), unresolved);
  if (missing.length > 0 && unresolved === 'fail') return 'error';
  const isTrue = value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
  return isTrue ? 'true' : 'false';
}
