import { TextField } from '../ui/field';
import { Select } from '../ui/select';
import type { SpecialFieldProps } from './form-context';
import { useNames, type NamedThings } from './known-names';

/** A field for the name of a secret, script and the like: chosen from those there are, typed by who may not list them. */
export function nameField(of: NamedThings) {
  return function NameField({ value, onChange, label, description, errors, isRequired, schema }: SpecialFieldProps) {
    const names = useNames(of);
    const text = typeof value === 'string' ? value : '';
    const empty = schema.isNullable ? null : undefined;
    const change = (next: string) => onChange(next === '' ? empty : next);
    const common = { label, errors, isRequired, ...(description === undefined ? {} : { description }) };
    if (names === undefined) return <TextField {...common} value={text} onChange={change} />;
    const all = text === '' || names.includes(text) ? names : [text, ...names];
    const none = isRequired && !schema.isNullable ? [] : [{ value: '', label: 'None' }];
    return (
      <Select
        {...common}
        value={text}
        choices={[...none, ...all.map((name) => ({ value: name, label: name }))]}
        onChange={change}
      />
    );
  };
}
