import type { Schema } from '../../shared/api/types';
import { useFaults } from '../../shared/forms/faults';
import { JsonField } from '../../shared/forms/json-field';
import { Rows } from '../../shared/forms/schema-lists';
import { TextField } from '../../shared/ui/field';
import { Checkbox } from '../../shared/ui/select';

type Parameter = Schema<'ScriptParameter'>;

export interface ParametersFieldProps {
  readonly value: readonly Parameter[];
  readonly onChange: (value: readonly Parameter[]) => void;
}

/** What people fill in where they use the script: names, whether they are needed, and defaults of any kind. */
export function ParametersField({ value, onChange }: ParametersFieldProps) {
  const errors = useFaults('/parameters');
  return (
    <Rows
      label="Parameters"
      description="What people fill in where they use the script."
      errors={errors}
      value={value}
      first={{ name: '', description: '', required: false }}
      onChange={(next) => onChange(next as readonly Parameter[])}
    >
      {(row, index) => (
        <ParameterRow
          index={index}
          parameter={row as Parameter}
          onChange={(next) => onChange(value.map((one, at) => (at === index ? next : one)))}
        />
      )}
    </Rows>
  );
}

interface RowProps {
  readonly index: number;
  readonly parameter: Parameter;
  readonly onChange: (parameter: Parameter) => void;
}

function ParameterRow({ index, parameter, onChange }: RowProps) {
  const at = `/parameters/${index}`;
  const nameErrors = useFaults(`${at}/name`);
  const defaultErrors = useFaults(`${at}/default`, true);
  const { default: first, ...others } = parameter;
  return (
    <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
      <TextField
        label="Name"
        isRequired
        value={parameter.name}
        onChange={(name) => onChange({ ...parameter, name })}
        errors={nameErrors}
      />
      <TextField
        label="What it is for"
        value={parameter.description ?? ''}
        onChange={(description) => onChange({ ...parameter, description })}
      />
      <JsonField
        label="Default, as JSON"
        value={first}
        onChange={(next) => onChange(next === undefined ? others : { ...parameter, default: next })}
        errors={defaultErrors}
      />
      <Checkbox isSelected={parameter.required === true} onChange={(required) => onChange({ ...parameter, required })}>
        It has to be given
      </Checkbox>
    </div>
  );
}
