import { useEffect, useState } from 'react';
import { ObjectPicker } from '../pick/object-picker';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Menu } from '../ui/menu';
import { Select } from '../ui/select';
import type { Filter, FilterValues } from './list-types';

export interface FilterBarProps {
  readonly filters: readonly Filter[];
  readonly values: FilterValues;
  readonly onChange: (values: Readonly<Record<string, string | undefined>>) => void;
}

/** Filters of a list: those in use and the pinned ones, with a menu for the others. */
export function FilterBar({ filters, values, onChange }: FilterBarProps) {
  const [added, setAdded] = useState<readonly string[]>([]);
  const isShown = ({ name, isPinned }: Filter) =>
    isPinned === true || (values[name] ?? '') !== '' || added.includes(name);
  const shown = filters.filter(isShown);
  const others = filters.filter((filter) => !isShown(filter));
  const isSet = filters.some(({ name }) => (values[name] ?? '') !== '');
  const clear = () => {
    setAdded([]);
    onChange(Object.fromEntries(filters.map(({ name }) => [name, undefined])));
  };
  return (
    <div role="search" aria-label="Filters" className="flex flex-wrap items-end gap-2">
      {shown.map((filter) => (
        <FilterField
          key={filter.name}
          filter={filter}
          value={values[filter.name] ?? ''}
          onChange={(value) => onChange({ [filter.name]: value })}
        />
      ))}
      {others.length > 0 && (
        <Menu
          kind="quiet"
          label="Filter"
          name="Add a filter"
          entries={others.map(({ name, label }) => ({ id: name, label, onAction: () => setAdded([...added, name]) }))}
        />
      )}
      {(isSet || added.length > 0) && (
        <Button kind="quiet" onPress={clear}>
          Clear
        </Button>
      )}
    </div>
  );
}

interface FieldProps {
  readonly filter: Filter;
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}

function FilterField({ filter, value, onChange }: FieldProps) {
  const { label } = filter;
  if (filter.kind === 'choice' || filter.kind === 'flag') {
    const choices =
      filter.kind === 'choice'
        ? filter.choices
        : [
            { value: 'true', label: filter.yes ?? 'Yes' },
            { value: 'false', label: filter.no ?? 'No' },
          ];
    const any = { value: '', label: 'Any' };
    return <Select label={label} className="w-44" value={value} choices={[any, ...choices]} onChange={onChange} />;
  }
  if (filter.kind === 'time')
    return <TextField label={label} type="date" className="w-40" value={value.slice(0, 10)} onChange={onChange} />;
  if (filter.kind === 'object') {
    return (
      <ObjectPicker
        kind={filter.of}
        label={label}
        className="w-56"
        value={value === '' ? null : value}
        onChange={(picked) => onChange(picked?.uuid)}
      />
    );
  }
  return <LateField filter={filter} value={value} onChange={onChange} />;
}

/** Text is asked for once somebody has stopped typing. */
function LateField({ filter, value, onChange }: FieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), 250);
    return () => clearTimeout(timer);
  });
  const placeholder = filter.kind === 'text' ? filter.placeholder : undefined;
  return (
    <TextField
      label={filter.label}
      type="search"
      className="w-56"
      value={text}
      onChange={setText}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  );
}
