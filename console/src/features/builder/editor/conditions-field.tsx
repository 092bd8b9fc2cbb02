import { useMemo } from 'react';
import { ConditionBuilder } from '../../../shared/conditions/builder';
import { ConditionList, useConditionFields } from '../../../shared/conditions/condition-list';
import type { ListMode } from '../../../shared/conditions/lists';
import { sentencesBelow, sentencesOf } from '../../../shared/forms/faults';
import { tokensFor } from '../model/tokens';
import { faultsOfStep } from './faults-of-step';
import type { StepPanelProps } from './step-panel';

type Around = Pick<StepPanelProps, 'flow' | 'step' | 'kinds' | 'type' | 'problems'>;

interface ConditionsFieldProps extends Around {
  readonly label: string;
  /** Where they stand in the step: `/conditions`, `/settings/branches/1/conditions`. */
  readonly at: string;
  readonly conditions: readonly unknown[];
  readonly mode: ListMode;
  readonly emptyText: string;
  readonly onChange: (conditions: readonly unknown[], mode: ListMode) => void;
}

const modes = ['all', 'any'] as const;

/** Conditions of a step or a branch, and how many of them have to hold. */
export function ConditionsField({ at, conditions, ...props }: ConditionsFieldProps) {
  const { of, names } = useAsked(props);
  const faults = useFaultsAt(props, at);
  return <ConditionList {...props} list={conditions} modes={modes} of={of} names={names} faults={faults} />;
}

interface ConditionFieldProps extends Around {
  readonly label: string;
  readonly at: string;
  readonly condition: unknown;
  readonly emptyText: string;
  readonly onChange: (condition: unknown, typed?: string) => void;
}

/** One condition, such as what is waited for. */
export function ConditionField({ at, condition, label, emptyText, onChange, ...props }: ConditionFieldProps) {
  const { of, names } = useAsked(props);
  const fields = useConditionFields(of, names);
  const faults = useFaultsAt(props, at);
  return (
    <ConditionBuilder
      label={label}
      value={condition ?? null}
      fields={fields}
      pointer="none"
      faults={faults}
      emptyText={emptyText}
      onChange={onChange}
    />
  );
}

function useAsked({ flow, step, kinds, type }: Around) {
  const { uniqueName } = step;
  const names = useMemo(
    () => tokensFor(uniqueName, flow.steps, type, kinds).map(({ name }) => name),
    [uniqueName, flow.steps, type, kinds],
  );
  return { of: type?.conditionFields ?? null, names };
}

function useFaultsAt({ problems, step: { uniqueName } }: Around, at: string) {
  return useMemo(() => sentencesBelow(sentencesOf(faultsOfStep(problems, uniqueName)), at), [problems, uniqueName, at]);
}
