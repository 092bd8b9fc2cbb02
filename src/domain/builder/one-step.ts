import type { Fault } from '../problem';
import { defaultMaxVisits, type DefinitionType, type Step } from './definition';
import { graphOf, outputsTo, reachableFrom } from './graph';
import { errorAt, warningAt, type DefinitionProblem } from './problem';
import type { StepKind } from './step-kind';

/** The kind of which definitions of the type have exactly one: Enroll and Revoke. */
function kindOfType(type: DefinitionType, kinds: readonly StepKind[]): StepKind | undefined {
  return kinds.find(({ oneIn }) => oneIn === type);
}

export function plainStep(fields: Pick<Step, 'uniqueName' | 'type'> & Partial<Step>): Step {
  return {
    ...{ displayName: fields.uniqueName, enabled: true, settings: {}, conditions: [], conditionMode: 'all' },
    ...{ outputs: {}, timeoutSeconds: null, retry: null, maxVisits: defaultMaxVisits, origin: null },
    ...fields,
  };
}

/**
 * Adds Enroll or Revoke where the type needs one and there is none: before the End that completes, so that all ways to
 * that pass it. Without such an End the steps stay as they are.
 */
export function withNeededStep(
  type: DefinitionType,
  steps: readonly Step[],
  kinds: readonly StepKind[],
): readonly Step[] {
  const kind = kindOfType(type, kinds);
  if (kind === undefined || steps.some((step) => step.type === kind.code)) return steps;
  const end = steps.find((step) => step.type === 'end' && step.settings['result'] !== 'rejected');
  if (end === undefined) return steps;
  const taken = new Set(steps.map(({ uniqueName }) => uniqueName));
  const names = [kind.title, ...Array.from({ length: steps.length }, (_, index) => `${kind.title}${index + 2}`)];
  const uniqueName = names.find((name) => !taken.has(name)) ?? kind.code;
  const past = (to: string) => (to === end.uniqueName ? uniqueName : to);
  function led(step: Step): Step {
    const { targets, leading } = kinds.find(({ code }) => code === step.type) ?? {};
    if (targets === undefined || leading === undefined) {
      const ways = Object.entries(step.outputs).map(([way, to]) => [way, past(to)] as const);
      return { ...step, outputs: Object.fromEntries(ways) };
    }
    // An instance goes where the settings say; the outputs are made of them.
    const settings = leading(step.settings, past);
    return { ...step, settings, outputs: outputsTo(targets(settings)) };
  }
  const added = plainStep({
    ...{ uniqueName, displayName: kind.title, type: kind.code, outputs: { continue: end.uniqueName } },
  });
  return steps.flatMap((step) => (step === end ? [added, step] : [led(step)]));
}

/** Two of them, conditions on one, one that is disabled: with these it is not saved. */
export function neededStepFaults(
  type: DefinitionType,
  steps: readonly Step[],
  kinds: readonly StepKind[],
): readonly Fault[] {
  const kind = kindOfType(type, kinds);
  if (kind === undefined) return [];
  const { title } = kind;
  const fault = (pointer: string, code: string, detail: string): Fault => ({ pointer, code, detail });
  const places = steps.flatMap((step, index) => (step.type === kind.code ? [index] : []));
  return [
    ...places.slice(1).map((at) => fault(`/steps/${at}`, 'step_twice', `there is exactly one step ${title}`)),
    ...places.flatMap((at) => [
      ...(steps[at]!.conditions.length > 0
        ? [fault(`/steps/${at}/conditions`, 'wrong_value', `${title} has no conditions: use a branch before it`)]
        : []),
      ...(steps[at]!.enabled ? [] : [fault(`/steps/${at}/enabled`, 'wrong_value', `${title} cannot be disabled`)]),
    ]),
  ];
}

/** Steps that are too late behind it, and ways that complete without it. */
export function neededStepProblems(
  type: DefinitionType,
  steps: readonly Step[],
  kinds: readonly StepKind[],
): DefinitionProblem[] {
  const kind = kindOfType(type, kinds);
  if (kind === undefined) return [];
  const at = steps.findIndex((step) => step.type === kind.code);
  if (at < 0) return [errorAt('/steps', 'step_missing', `a step ${kind.title} is needed`)];
  const graph = graphOf(steps);
  const behind = reachableFrom(graph, at);
  const around = graphOf(steps.map((step, index) => (index === at ? { ...step, outputs: {} } : step)));
  const without = around.start === undefined ? new Set<number>() : reachableFrom(around, around.start);
  return steps.flatMap((step, index) => {
    const isTooLate = kinds.some(({ code, precedesOne }) => code === step.type && precedesOne === true);
    if (isTooLate && behind.has(index)) {
      return [
        errorAt(`/steps/${index}`, 'too_late', `the request has been sent by then: it belongs before ${kind.title}`),
      ];
    }
    if (step.type === 'end' && step.settings['result'] !== 'rejected' && without.has(index)) {
      return [warningAt(`/steps/${index}`, 'passed_by', `a way leads here that does not pass ${kind.title}`)];
    }
    return [];
  });
}
