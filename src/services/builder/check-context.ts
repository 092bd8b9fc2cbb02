import type { ZodError, ZodType } from 'zod';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { CheckContext, Checked } from '../../domain/builder/check';
import type { StepCondition } from '../../domain/builder/definition';
import { isTruth } from '../../domain/builder/step-conditions';
import type { PatternEngine } from '../../domain/conditions/evaluate';
import type { FieldScope } from '../../domain/conditions/fields';
import { validateStepCondition } from '../../domain/conditions/validate';
import { unreachedSinks } from '../../domain/event-log/warnings';
import type { Fault } from '../../domain/problem';
import { describedStepKind, stepKinds } from './steps/kinds';

export interface CheckContextDeps {
  readonly installation: CheckContext['installation'];
  readonly attributes: readonly AttributeDefinition[];
  readonly patterns: PatternEngine;
  /** What a schema has against a value, as requests are told it. */
  readonly faultsOf: (error: ZodError, base: string, schema: ZodType) => readonly Fault[];
  /** Of the event log: those that entries of this process reach. */
  readonly sinks: readonly string[];
}

/** Names are judged with the whole definition in view. */
const anyName = { faultOf: () => undefined };

/** What the check of a definition needs beside it: schemas of settings, fields of conditions. */
export function createCheckContext(deps: CheckContextDeps): CheckContext {
  const { installation, attributes, patterns, faultsOf, sinks } = deps;
  function condition(given: unknown, scope: FieldScope | null): Checked<StepCondition> {
    if (isTruth(given)) return truth(given);
    const checked = validateStepCondition(given, { scope, attributes, patterns, variables: anyName }, '');
    if ('faults' in checked) return { faults: checked.faults };
    return { value: checked.condition, warnings: checked.warnings };
  }

  return {
    ...{ installation, kinds: stepKinds },
    condition,
    settings(kind, settings) {
      const schema = describedStepKind(kind.code)?.settings;
      if (schema === undefined) return { value: settings };
      const read = schema.safeParse(settings, { reportInput: true });
      if (!read.success) return { faults: faultsOf(read.error, '', schema) };
      const unreached = unreachedSinks(read.data['sinks'], sinks);
      return { value: read.data, warnings: unreached.map((one) => ({ ...one, pointer: '/sinks' })) };
    },
  };
}

function truth(given: { readonly left: unknown; readonly operator: 'is_true' }): Checked<StepCondition> {
  const surplus = Object.keys(given).filter((member) => member !== 'left' && member !== 'operator');
  if (surplus.length > 0) {
    return {
      faults: surplus.map((member) => ({ pointer: `/${member}`, code: 'unknown_field', detail: 'unknown field' })),
    };
  }
  if (typeof given.left === 'boolean' || typeof given.left === 'string') return { value: given };
  return {
    faults: [{ pointer: '/left', code: 'wrong_type', detail: 'a text with tokens, or true or false is expected' }],
  };
}
