import type { Fault } from '../problem';
import { didYouMean } from '../values/suggestion';
import type { FieldScope } from '../conditions/fields';
import type { DefinitionCanvas } from './canvas';
import type { Definition, DefinitionContent, Step, StepCondition } from './definition';
import { definitionType } from './definition-type';
import { graphOf, graphProblems, outputsTo } from './graph';
import { neededStepFaults, neededStepProblems, withNeededStep } from './one-step';
import { warningAt, type DefinitionProblem } from './problem';
import type { Installation, StepKind } from './step-kind';
import { nameProblems, unknownNames } from './token-check';

/** What a definition is made of, as somebody wants it. */
export type DefinitionFields = Pick<
  Definition,
  'name' | 'description' | 'type' | 'keys' | 'startedBy' | 'enabled' | 'isGlobal'
> &
  Pick<DefinitionContent, 'steps' | 'unresolvedTokens' | 'restResultAs'> & {
    /** Absent: as it is. */
    readonly canvas?: DefinitionCanvas | undefined;
  };

/** A checked value in its stored form, or what is against it; pointers are into the value. */
export type Checked<T> =
  { readonly value: T; readonly warnings?: readonly Fault[] } | { readonly faults: readonly Fault[] };

export interface CheckContext {
  readonly installation: Installation;
  readonly kinds: readonly StepKind[];
  /** Settings by the schema of their kind, with defaults filled in. */
  readonly settings: (kind: StepKind, settings: Step['settings']) => Checked<Step['settings']>;
  readonly condition: (condition: unknown, scope: FieldScope | null) => Checked<StepCondition>;
}

export interface DefinitionCheck {
  /** In the form in which it is stored; only without faults. */
  readonly fields: DefinitionFields;
  /** With one it is not saved. */
  readonly faults: readonly Fault[];
  /** Errors keep it from being published. */
  readonly problems: readonly DefinitionProblem[];
}

/** Checks a definition as a whole and brings it to its form: the one place that knows when one may be saved and published. */
export function checkDefinition(given: DefinitionFields, context: CheckContext): DefinitionCheck {
  const kindOf = (code: string) => context.kinds.find((kind) => kind.code === code);
  const warnings: DefinitionProblem[] = [];
  const faults = [...nameFaults(given.steps), ...keyFaults(given)];
  const steps = given.steps.map((step, index) => {
    const checked = checkStep(step, given, context);
    const at = `/steps/${index}`;
    faults.push(...checked.faults.map((one) => ({ ...one, pointer: `${at}${one.pointer}` })));
    warnings.push(...checked.warnings.map(({ pointer, code, detail }) => warningAt(`${at}${pointer}`, code, detail)));
    return checked.step;
  });
  if (faults.length > 0) return { fields: given, faults, problems: [] };
  const fields = { ...given, steps: withNeededStep(given.type, steps, context.kinds) };
  faults.push(...neededStepFaults(given.type, steps, context.kinds), ...unknownNames(fields, kindOf));
  if (faults.length > 0) return { fields, faults, problems: [] };
  return { fields, faults, problems: [...warnings, ...problemsOf(fields, context)] };
}

/** What is to be said of a definition that can be saved. */
export function problemsOf(
  fields: DefinitionFields,
  { kinds, installation }: Pick<CheckContext, 'kinds' | 'installation'>,
): DefinitionProblem[] {
  const kindOf = (code: string) => kinds.find((kind) => kind.code === code);
  return [
    ...keyProblems(fields),
    ...graphProblems(graphOf(fields.steps), kindOf),
    ...neededStepProblems(fields.type, fields.steps, kinds),
    ...fields.steps.flatMap(({ type, settings }, index) =>
      (kindOf(type)?.gaps?.(settings) ?? []).map(({ pointer, ...gap }): DefinitionProblem => ({
        ...{ severity: 'error' as const, pointer: `/steps/${index}/settings${pointer}`, ...gap },
      })),
    ),
    ...fields.steps.flatMap(({ type, settings }, index) =>
      (kindOf(type)?.hints?.(settings, installation) ?? []).map(({ pointer, code, detail }) =>
        warningAt(`/steps/${index}/settings${pointer}`, code, detail),
      ),
    ),
    ...nameProblems(fields, kindOf),
  ];
}

function nameFaults(steps: readonly Step[]): Fault[] {
  const seen = new Set<string>();
  return steps.flatMap(({ uniqueName }, index): Fault[] => {
    if (!seen.has(uniqueName)) {
      seen.add(uniqueName);
      return [];
    }
    const detail = `another step is called "${uniqueName}"`;
    return [{ pointer: `/steps/${index}/uniqueName`, code: 'duplicate', detail }];
  });
}

function keyFaults({ type, keys, startedBy, isGlobal }: DefinitionFields): Fault[] {
  const traits = definitionType(type);
  const seen = new Set<string>();
  const faults = keys.flatMap(({ kind, uuid }, index): Fault[] => {
    const pointer = `/keys/${index}`;
    if (isGlobal) return [{ pointer, code: 'wrong_value', detail: 'the global definition has no keys' }];
    if (!traits.keys.includes(kind)) {
      const expected = traits.keys.length === 0 ? 'no keys' : `keys of the kind ${traits.keys.join(' or ')}`;
      return [{ pointer: `${pointer}/kind`, code: 'wrong_value', detail: `definitions of this type have ${expected}` }];
    }
    if (seen.has(`${kind} ${uuid}`)) return [{ pointer, code: 'duplicate', detail: 'this key is there already' }];
    seen.add(`${kind} ${uuid}`);
    return [];
  });
  if (startedBy === 'trigger' && !type.startsWith('event:')) {
    const detail = 'only definitions for events may be left to triggers';
    faults.push({ pointer: '/startedBy', code: 'wrong_value', detail });
  }
  return faults;
}

function keyProblems({ type, keys, isGlobal }: DefinitionFields): DefinitionProblem[] {
  const traits = definitionType(type);
  if (keys.length > 0 || isGlobal) return [];
  if (traits.isSingle) {
    const detail = 'a key is expected; what has none of its own takes the global definition, which can be changed';
    return [{ severity: 'error', pointer: '/keys', code: 'required', detail }];
  }
  if (!traits.needsKey) return [];
  return [warningAt('/keys', 'key_missing', `without a key of the kind ${traits.keys.join(' or ')} nothing starts it`)];
}

interface StepCheck {
  readonly step: Step;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

function checkStep(given: Step, { type }: DefinitionFields, context: CheckContext): StepCheck {
  const kind = context.kinds.find(({ code }) => code === given.type);
  if (kind === undefined) {
    const codes = context.kinds.map(({ code }) => code);
    const detail = `there is no kind of step "${given.type}".${didYouMean(given.type, codes)}`;
    return { step: given, faults: [{ pointer: '/type', code: 'unknown_step_type', detail }], warnings: [] };
  }
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const take = <T>(checked: Checked<T>, at: string, otherwise: T): T => {
    const told = 'faults' in checked ? checked.faults : (checked.warnings ?? []);
    ('faults' in checked ? faults : warnings).push(...told.map((one) => ({ ...one, pointer: `${at}${one.pointer}` })));
    return 'faults' in checked ? otherwise : checked.value;
  };
  if (kind.types !== null && !kind.types.includes(type)) {
    const detail = `${kind.title} is for definitions of the types ${kind.types.join(', ')}`;
    faults.push({ pointer: '/type', code: 'wrong_type', detail });
  }
  const { scope } = definitionType(type);
  const conditionAt = (condition: unknown, at: string) =>
    take(context.condition(condition, scope), at, condition as StepCondition);
  const conditions = given.conditions.map((one, index) => conditionAt(one, `/conditions/${index}`));
  const plain = take(context.settings(kind, given.settings), '/settings', given.settings);
  if (faults.length > 0) return { step: given, faults, warnings };
  faults.push(...(kind.faults?.(plain) ?? []).map((one) => ({ ...one, pointer: `/settings${one.pointer}` })));
  if (faults.length > 0) return { step: given, faults, warnings };
  const settings = kind.withConditions?.(plain, (one, pointer) => conditionAt(one, `/settings${pointer}`)) ?? plain;
  const step = { ...given, conditions, settings };
  return { step: { ...step, outputs: outputsOf(step, kind, faults) }, faults, warnings };
}

/** Ways that the kind has; those that its settings lead on are written down beside them. */
function outputsOf(step: Step, kind: StepKind, faults: Fault[]): Step['outputs'] {
  const targets = kind.targets?.(step.settings);
  if (targets === undefined) {
    for (const way of Object.keys(step.outputs)) {
      if (kind.outputs.includes(way)) continue;
      const has = kind.outputs.length === 0 ? 'none' : kind.outputs.join(', ');
      const detail = `${kind.title} has no way out "${way}"; it has ${has}`;
      faults.push({ pointer: `/outputs/${way}`, code: 'unknown_output', detail });
    }
    return step.outputs;
  }
  if (!step.enabled || step.conditions.length > 0) {
    const pointer = step.enabled ? '/conditions' : '/enabled';
    faults.push({ pointer, code: 'wrong_value', detail: `${kind.title} cannot be passed over` });
  }
  const outputs = outputsTo(targets);
  for (const way of Object.keys(step.outputs)) {
    if (outputs[way] === step.outputs[way]) continue;
    const detail = `${kind.title} goes where its settings say; its outputs are made of them`;
    faults.push({ pointer: `/outputs/${way}`, code: 'unknown_output', detail });
  }
  return outputs;
}
