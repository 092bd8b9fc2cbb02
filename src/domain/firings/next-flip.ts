import type { Directory } from '../actions/apply';
import { compileNextFlip, movingFields, type NextFlip } from '../conditions/clock';
import type { CompileContext } from '../conditions/evaluate';
import type { Trigger } from '../triggers/trigger';
import { seenWith, type ReadySets } from './decide';
import type { FiringSubject } from './subject';

/** When the clock alone may change what a trigger comes to; undefined: never. */
export function nextFlipOfTrigger(
  { condition, actions }: Pick<Trigger, 'condition' | 'actions'>,
  context: Omit<CompileContext, 'patterns'>,
): NextFlip | undefined {
  const copiesMoving = actions.some((action) => {
    const from = action.enabled && action.type === 'setCustomAttribute' ? action.copyFrom : undefined;
    return from?.source === 'property' && movingFields.has(from.field);
  });
  return copiesMoving ? (_subject, now) => now.getTime() : compileNextFlip(condition, context);
}

/**
 * The first moment, in milliseconds since 1970, at which a decision that changes nothing may come to something else
 * although nothing but the clock has moved; `Infinity`: never.
 */
export function nextFlipOf(
  { ignore, actions }: Pick<ReadySets, 'ignore' | 'actions'>,
  subject: FiringSubject,
  directory: Directory,
  now: Date,
): number {
  const clocks = [...ignore, ...actions].flatMap(({ trigger, nextFlip }) =>
    trigger.enabled && nextFlip !== undefined ? [nextFlip] : [],
  );
  if (clocks.length === 0) return Number.POSITIVE_INFINITY;
  const seen = seenWith(subject, subject.categories, directory);
  return Math.min(...clocks.map((next) => next(seen, now)));
}
