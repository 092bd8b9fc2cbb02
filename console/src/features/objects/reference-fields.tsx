import { useQueries } from '@tanstack/react-query';
import type { SpecialFieldProps } from '../../shared/forms/form-context';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { ObjectsPicker } from '../../shared/pick/objects-picker';
import { pickedQuery, sources, type PickedKind } from '../../shared/pick/sources';
import { useMay } from '../../shared/session/me';

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
    const uuids = Array.isArray(value) ? (value as readonly string[]) : [];
    const may = useMay()(sources[kind].permission);
    const found = useQueries({ queries: uuids.map((uuid) => ({ ...pickedQuery(kind, uuid), enabled: may })) });
    // Whose name may not be read, or is on its way, stands by its uuid.
    const picked = uuids.map((uuid, index) => found[index]?.data ?? { uuid, name: uuid });
    return (
      <ObjectsPicker
        kind={kind}
        label={label}
        value={picked}
        errors={errors}
        onChange={(next) => onChange(next.map((one) => one.uuid))}
        {...(description === undefined ? {} : { description })}
      />
    );
  };
}
