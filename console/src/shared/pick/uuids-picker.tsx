import { useQueries } from '@tanstack/react-query';
import { useMay } from '../session/me';
import { ObjectsPicker, type ObjectsPickerProps } from './objects-picker';
import { pickedQuery, sources } from './sources';

export interface UuidsPickerProps extends Omit<ObjectsPickerProps, 'value' | 'onChange'> {
  readonly value: readonly string[];
  readonly onChange: (uuids: readonly string[]) => void;
}

/** Chooses several where only their uuids are known: their names are asked for. */
export function UuidsPicker({ value, onChange, ...picker }: UuidsPickerProps) {
  const enabled = useMay()(sources[picker.kind].permission);
  const found = useQueries({ queries: value.map((uuid) => ({ ...pickedQuery(picker.kind, uuid), enabled })) });
  return (
    <ObjectsPicker
      {...picker}
      value={value.map((uuid, index) => found[index]?.data ?? { uuid, name: uuid })}
      onChange={(picked) => onChange(picked.map(({ uuid }) => uuid))}
    />
  );
}
