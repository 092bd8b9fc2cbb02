import { JsonField } from '../../../shared/forms/json-field';
import { Select } from '../../../shared/ui/select';

export interface ConditionsFieldProps {
  readonly label: string;
  readonly conditions: readonly unknown[];
  readonly mode: 'all' | 'any';
  readonly errors: readonly string[];
  readonly onChange: (conditions: readonly unknown[], mode: 'all' | 'any') => void;
  /** One condition, and none of all or any. */
  readonly isSingle?: boolean;
}

/** Conditions of a step or a branch, in the condition language, and how many of them have to hold. */
export function ConditionsField({ label, conditions, mode, errors, onChange, isSingle = false }: ConditionsFieldProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{label}</legend>
      {!isSingle && (
        <Select
          label="Of these conditions"
          value={mode}
          choices={[
            { value: 'all', label: 'all hold' },
            { value: 'any', label: 'any holds' },
          ]}
          onChange={(next) => onChange(conditions, next)}
        />
      )}
      <JsonField
        label="Conditions"
        description='A list, such as [{"source": "variable", "field": "answer.status", "operator": "EQUALS", "value": 200}].'
        errors={errors}
        value={conditions}
        onChange={(next) => onChange(Array.isArray(next) ? next : next === undefined ? [] : [next], mode)}
      />
    </fieldset>
  );
}
