import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { FieldErrors } from '../forms/plain-errors';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { ConditionBuilder } from './builder';
import { variableField, type ConditionField } from './fields';
import { asGroup, asList, faultsOfGroup, isTruth, type ListMode, type TruthCondition } from './lists';
import { certificateFieldsQuery, eventFieldsQuery } from './queries';

/** Whose fields conditions may ask for beside variables: an event's, those of certificates, or nobody's. */
export type FieldsOf = string | null;

export interface ConditionListProps {
  readonly label: string;
  readonly list: readonly unknown[];
  readonly mode: ListMode;
  /** Those that there are; with one alone the other kind is a condition of the list. */
  readonly modes: readonly ListMode[];
  readonly onChange: (list: readonly unknown[], mode: ListMode) => void;
  readonly of: FieldsOf;
  /** Names of variables to offer. */
  readonly names: readonly string[];
  /** By pointers into the list: `/0/value`. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
  readonly emptyText: string;
}

/** Conditions of a handler or step, of which all or any must hold, as one tree. */
export function ConditionList({
  label,
  list,
  mode,
  modes,
  onChange,
  of,
  names,
  faults,
  emptyText,
}: ConditionListProps) {
  const fields = useConditionFields(of, names);
  const { inside, around } = useMemo(() => faultsOfGroup(faults, list, mode), [faults, list, mode]);
  return (
    <div className="flex flex-col gap-2">
      <ConditionBuilder
        label={label}
        value={asGroup(list, mode)}
        fields={fields}
        // The sentences come in `faults`; none of the form's are looked for by itself.
        pointer="none"
        faults={inside}
        emptyText={emptyText}
        onChange={(condition) => {
          const next = asList(condition, list, mode, modes);
          onChange(next.list, next.mode);
        }}
      />
      {list.map((one, index) =>
        isTruth(one) ? (
          <div key={index} className="flex items-end gap-1">
            <div className="flex-1">
              <TextField
                label="And this says yes"
                description="It holds where it is “true” once its tokens are filled in."
                value={leftOf(one)}
                onChange={(left) =>
                  onChange(
                    list.map((other, at) => (at === index ? { ...one, left } : other)),
                    mode,
                  )
                }
              />
            </div>
            <Button
              kind="quiet"
              aria-label={`Remove ${leftOf(one)}`}
              onPress={() =>
                onChange(
                  list.filter((_, at) => at !== index),
                  mode,
                )
              }
            >
              ✕
            </Button>
          </div>
        ) : null,
      )}
      <FieldErrors errors={around} />
    </div>
  );
}

function leftOf({ left }: TruthCondition): string {
  return typeof left === 'string' ? left : JSON.stringify(left);
}

/** What such conditions may ask for, variables first. */
export function useConditionFields(of: FieldsOf, names: readonly string[]): readonly ConditionField[] {
  const ofCertificates = useQuery({ ...certificateFieldsQuery, enabled: of === 'certificates' });
  const ofEvent = useQuery({ ...eventFieldsQuery(of ?? ''), enabled: of !== null && of !== 'certificates' });
  const found = of === 'certificates' ? ofCertificates.data : of === null ? undefined : ofEvent.data;
  return useMemo(() => [variableField(names), ...(found ?? [])], [names, found]);
}
