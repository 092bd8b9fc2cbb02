import { stepNameForm } from '../../builder/definition';
import type { MappingContext } from '../foreign-kind';
import type { Place } from '../ledger';
import { stepMapping } from './step-settings';

/** A step as documents have it. */
export interface StepSpec {
  readonly uniqueName: string;
  readonly displayName: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly conditions: readonly object[];
  readonly outputs: Readonly<Record<string, string>>;
}

const waysOut = ['continue', 'onError', 'onReject', 'onTimeout'];
const always = { left: 'true', operator: 'is_true' };

/** Steps in the order of their list; which way they go is said by their outputs. */
export function stepsOf(place: Place, context: MappingContext): StepSpec[] {
  const steps = place.items();
  const names = uniqueNames(steps);
  const start = startOf(steps);
  return steps.map((step, index) =>
    stepOf(
      step,
      { uniqueName: names[index]!, isStart: step === start },
      (given) => names[steps.findIndex((one) => one.at('UniqueName').peek === given)] ?? plainName(given),
      context,
    ),
  );
}

/** `StartNOOP`; where no step is called so, the one that does nothing and that no way leads to. */
function startOf(steps: readonly Place[]): Place | undefined {
  const nameOf = (step: Place) => String(step.at('UniqueName').peek);
  const targets = new Set(
    steps.flatMap((step) =>
      step
        .at('Outputs')
        .members()
        .map(([, { peek }]) => peek),
    ),
  );
  const fit = steps
    .filter((step) => step.at('ExtensionName').peek === 'NOOPStep' && step.at('Outputs').members().length > 0)
    .filter((step) => !targets.has(step.at('UniqueName').peek));
  return (
    steps.find((step) => /^start_?noop$/i.test(nameOf(step))) ??
    fit.find((step) => /^start/i.test(nameOf(step))) ??
    fit[0]
  );
}

function stepOf(
  step: Place,
  { uniqueName, isStart }: { readonly uniqueName: string; readonly isStart: boolean },
  named: (given: string) => string,
  context: MappingContext,
): StepSpec {
  step.at('Id').take();
  const given = step.at('UniqueName').text() ?? '';
  if (given !== uniqueName) step.at('UniqueName').note('name_changed', `it becomes ${uniqueName}`);
  const extension = step.at('ExtensionName').text() ?? '';
  const parameters = step.at('ConfigurationParameters');
  if (parameters.peek === null) parameters.take();
  const outputs = outputsOf(step.at('Outputs'), named);
  const conditions = conditionsOf(step.at('Conditions'));
  const base = {
    uniqueName,
    displayName: (step.at('DisplayName').text() ?? '').slice(0, 200),
    enabled: step.at('Enabled').flag() ?? true,
  };
  const signals = step.at('Signals');
  if (signals.items().length === 0) signals.take();
  else if (extension !== 'RequireApproval') signals.keep('signals_unused', 'steps of this kind wait for no signal');
  if (extension === 'NOOPStep') {
    if (parameters.members().length === 0) parameters.take();
    else parameters.keep('parameter_unmapped', 'steps of this kind have no parameters here');
    return { ...base, ...nothingStep({ uniqueName, isStart }, outputs, conditions) };
  }
  const mapping = stepMapping(extension, { place: step, parameters, uniqueName }, context);
  return { ...base, ...mapping, settings: { ...mapping.settings }, conditions, outputs };
}

/** Start, end, or a branch with one target. */
function nothingStep(
  { uniqueName, isStart }: { readonly uniqueName: string; readonly isStart: boolean },
  outputs: StepSpec['outputs'],
  conditions: readonly object[],
) {
  const to = outputs['continue'];
  if (isStart) return { type: 'start', settings: {}, conditions, outputs };
  if (/^end_?noop$/i.test(uniqueName) || to === undefined)
    return { type: 'end', settings: {}, conditions: [], outputs: {} };
  const branches = [{ conditions: conditions.length === 0 ? [always] : conditions, to }];
  return { type: 'branch', settings: { branches, else: to }, conditions: [], outputs: {} };
}

function outputsOf(place: Place, named: (given: string) => string): StepSpec['outputs'] {
  if (place.members().length === 0) place.take();
  const found: [string, string][] = [];
  for (const [way, target] of place.members()) {
    const known = waysOut.find((one) => one.toLowerCase() === way.toLowerCase());
    const to = known === undefined ? undefined : target.text();
    if (known !== undefined && to !== undefined && to !== '') found.push([known, named(to)]);
    else if (target.peek === null || target.peek === '') target.take();
    else target.keep('output_unknown', `steps have the ways out ${waysOut.join(', ')}`);
  }
  return Object.fromEntries(found);
}

/** A condition there is one value that must come to true. */
function conditionsOf(place: Place): object[] {
  if (place.items().length === 0) place.take();
  return place.items().flatMap((one) => {
    one.at('Id').take();
    const left = one.at('Value').take();
    return left === undefined ? [] : [{ left, operator: 'is_true' }];
  });
}

function uniqueNames(steps: readonly Place[]): string[] {
  const used = new Set<string>();
  return steps.map((step, index) => {
    const { peek } = step.at('UniqueName');
    const plain = typeof peek === 'string' && peek !== '' ? plainName(peek) : `Step${index + 1}`;
    let name = plain;
    for (let number = 2; used.has(name); number += 1) name = `${plain.slice(0, 60)}_${number}`;
    used.add(name);
    return name;
  });
}

function plainName(given: string): string {
  return stepNameForm.test(given) ? given : given.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, 64) || 'Step';
}
