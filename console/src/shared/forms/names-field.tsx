import { Coded } from '../text/coded';
import { useState } from 'react';
import { CertText } from '../text/cert-text';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Select } from '../ui/select';
import { FieldErrors } from './plain-errors';

export interface NamesFieldProps {
  readonly label: string;
  /** What one of them is called: `secret`. */
  readonly noun: string;
  readonly value: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
  /** Names that there are; undefined for somebody who may not read them, who types them. */
  readonly known: readonly string[] | undefined;
  readonly description?: string;
  readonly errors?: readonly string[];
}

/** Several things by their names: each can be taken away, and one more be added of those that there are. */
export function NamesField({ label, noun, value, onChange, known, description, errors = [] }: NamesFieldProps) {
  const [typed, setTyped] = useState('');
  const others = (known ?? []).filter((name) => !value.includes(name));
  const add = (name: string) => {
    if (name !== '' && !value.includes(name)) onChange([...value, name]);
    setTyped('');
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{label}</legend>
      {description !== undefined && (
        <p className="text-xs text-muted">
          <Coded>{description}</Coded>
        </p>
      )}
      {value.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {value.map((name) => (
            <li key={name} className="flex items-center gap-1 rounded-md border border-line bg-sunken pl-2 text-sm">
              <CertText>{name}</CertText>
              {known?.includes(name) === false && <span className="text-xs text-warn">not there</span>}
              <Button
                kind="quiet"
                aria-label={`Take the ${noun} ${name} away`}
                onPress={() => onChange(value.filter((one) => one !== name))}
              >
                ✕
              </Button>
            </li>
          ))}
        </ul>
      )}
      {known === undefined ? (
        <div className="flex items-end gap-2">
          <TextField label={`Add a ${noun} by its name`} value={typed} onChange={setTyped} />
          <Button
            disabledReason={typed.trim() === '' ? 'Type its name first.' : undefined}
            onPress={() => add(typed.trim())}
          >
            Add
          </Button>
        </div>
      ) : others.length === 0 ? (
        <p className="text-xs text-muted">
          {known.length === 0 ? `There are no ${noun}s yet.` : `All ${noun}s are in it.`}
        </p>
      ) : (
        <Select
          label={<span className="sr-only">{`Add a ${noun}`}</span>}
          className="w-60"
          placeholder={`Add a ${noun}`}
          value={undefined}
          choices={others.map((name) => ({ value: name, label: name }))}
          onChange={add}
        />
      )}
      <FieldErrors errors={errors} />
    </fieldset>
  );
}
