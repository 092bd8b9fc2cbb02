import type { SpecialFieldProps } from '../../shared/forms/form-context';
import { ObjectPicker } from '../../shared/pick/object-picker';
import type { PickedKind } from '../../shared/pick/sources';
import { UuidsPicker } from '../../shared/pick/uuids-picker';

/** A field for an object by its name, where the API takes its uuid. */
export function referenceField(kind: PickedKind) {
  return function ReferenceField({ value, onChange, schema, pointer: _pointer, ...common }: SpecialFieldProps) {
    return (
      <ObjectPicker
        {...common}
        kind={kind}
        value={typeof value === 'string' ? value : null}
        onChange={(picked) => onChange(picked?.uuid ?? (schema.isNullable ? null : undefined))}
      />
    );
  };
}

/** A field for several objects by their names. */
export function referencesField(kind: PickedKind) {
  return function ReferencesField({ value, onChange, label, errors, description }: SpecialFieldProps) {
    return (
      <UuidsPicker
        kind={kind}
        label={label}
        value={Array.isArray(value) ? (value as readonly string[]) : []}
        errors={errors}
        onChange={onChange}
        {...(description === undefined ? {} : { description })}
      />
    );
  };
}
