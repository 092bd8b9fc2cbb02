import type { Schema } from '../../shared/api/types';
import { useFaults } from '../../shared/forms/faults';
import { pointerOf } from '../../shared/forms/pointers';
import { TextField } from '../../shared/ui/field';
import { valueText } from '../../shared/forms/typed-values';

type Parameter = Schema<'ScriptParameter'>;

export interface BenchParametersProps {
  readonly parameters: readonly Parameter[];
  readonly typed: Readonly<Record<string, string>>;
  readonly onChange: (typed: Readonly<Record<string, string>>) => void;
}

/** A field for each declared parameter. */
export function BenchParameters({ parameters, typed, onChange }: BenchParametersProps) {
  if (parameters.length === 0) return <p className="text-sm text-muted">It declares no parameters.</p>;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="text-sm font-semibold">Parameters</legend>
      <p className="text-xs text-muted">
        Numbers, true, false, lists and objects are taken as such; put them in quotes to give a text. $(name) stands for
        what the context has.
      </p>
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={typed[parameter.name] ?? ''}
          onChange={(text) => onChange({ ...typed, [parameter.name]: text })}
        />
      ))}
    </fieldset>
  );
}

interface FieldProps {
  readonly parameter: Parameter;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function ParameterField({ parameter, value, onChange }: FieldProps) {
  const { name, description, required, default: first } = parameter;
  const errors = useFaults(pointerOf(['parameters', name]), true);
  return (
    <TextField
      label={name}
      value={value}
      onChange={onChange}
      errors={errors}
      isRequired={required === true && first === undefined}
      {...(description === undefined || description === '' ? {} : { description })}
      {...(first === undefined ? {} : { placeholder: `default ${valueText(first)}` })}
    />
  );
}
