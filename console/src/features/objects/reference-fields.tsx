import type { SpecialFieldProps } from '../../shared/forms/form-context';
import { ObjectPicker } from '../../shared/pickers/object-picker';
import { ObjectsPicker } from '../../shared/pickers/objects-picker';
import type { PickerKind } from '../../shared/pickers/sources';

/** A field for an object by its name, where the API takes its uuid. */
export function referenceField(kind: PickerKind) {
  return function ReferenceField({ value, onChange, schema, ...common }: SpecialFieldProps) {
    const empty = schema.isNullable ? null : undefined;
    return (
      <ObjectPicker
        {...common}
        kind={kind}
        value={typeof value === 'string' ? value : undefined}
        onChange={(uuid) => onChange(uuid ?? empty)}
      />
    );
  };
}

/** A field for several objects by their names. */
export function referencesField(kind: PickerKind) {
  return function ReferencesField({ value, onChange, schema: _schema, ...common }: SpecialFieldProps) {
    const uuids = Array.isArray(value) ? (value as readonly string[]) : [];
    return <ObjectsPicker {...common} kind={kind} value={uuids} onChange={onChange} />;
  };
}
