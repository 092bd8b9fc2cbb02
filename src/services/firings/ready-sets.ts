import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { NextFlip } from '../../domain/conditions/clock';
import { nextFlipOfTrigger } from '../../domain/firings/next-flip';
import { compileCondition, type PatternEngine } from '../../domain/conditions/evaluate';
import type { EventCode } from '../../domain/events/catalogue';
import type { ReadySets, ReadyTrigger } from '../../domain/firings/decide';
import type { ResolvedSets, ResolvedTrigger } from '../../domain/triggers/resolve-sets';

type Evaluate = ReadyTrigger['evaluate'];

/**
 * Compiles conditions once per trigger version and per state of the attribute definitions, which conditions depend
 * on. Bounded; a full cache starts anew.
 */
export function createReadySets(patterns: PatternEngine) {
  let compiled = new Map<string, Evaluate>();
  let nextFlips = new Map<string, NextFlip | undefined>();
  let compiledFor: readonly AttributeDefinition[] | undefined;

  function ready(
    resolved: ResolvedTrigger,
    event: EventCode,
    attributes: readonly AttributeDefinition[],
  ): ReadyTrigger {
    const { trigger } = resolved;
    const key = `${trigger.uuid}:${trigger.version}`;
    let evaluate = compiled.get(key);
    if (evaluate === undefined) {
      evaluate = compileCondition(trigger.condition, { scope: event, attributes, patterns });
      compiled.set(key, evaluate);
      nextFlips.set(key, nextFlipOfTrigger(trigger, { scope: event, attributes }));
    }
    return { ...resolved, evaluate, nextFlip: nextFlips.get(key) };
  }

  return function readySets(
    resolved: ResolvedSets,
    event: EventCode,
    attributes: readonly AttributeDefinition[],
  ): ReadySets {
    if (compiledFor !== attributes || compiled.size > 5_000) {
      compiled = new Map();
      nextFlips = new Map();
      compiledFor = attributes;
    }
    return {
      onConditionError: resolved.onConditionError,
      ignore: resolved.ignore.map((trigger) => ready(trigger, event, attributes)),
      actions: resolved.actions.map((trigger) => ready(trigger, event, attributes)),
    };
  };
}
