import { CertText } from '../text/cert-text';
import { Button } from '../ui/button';
import { ObjectPicker, type ObjectPickerProps } from './object-picker';
import type { Picked } from './sources';

export interface ObjectsPickerProps extends Pick<ObjectPickerProps, 'kind' | 'description' | 'errors' | 'className'> {
  readonly label: string;
  readonly value: readonly Picked[];
  readonly onChange: (picked: readonly Picked[]) => void;
}

/** Chooses several, one after the other. */
export function ObjectsPicker({ value, onChange, label, ...others }: ObjectsPickerProps) {
  return (
    <div className="flex flex-col gap-2">
      <ObjectPicker
        {...others}
        // Empty again for the next one.
        key={value.length}
        label={label}
        value={null}
        without={value.map(({ uuid }) => uuid)}
        onChange={(picked) => {
          if (picked !== null && !value.some(({ uuid }) => uuid === picked.uuid)) onChange([...value, picked]);
        }}
      />
      {value.length > 0 && (
        <ul className="flex flex-wrap gap-1" aria-label={`Chosen: ${label}`}>
          {value.map((picked) => (
            <li
              key={picked.uuid}
              className="flex items-center gap-1 rounded-full border border-line bg-sunken pl-2 text-sm"
            >
              <CertText>{picked.name}</CertText>
              <Button
                kind="quiet"
                aria-label={`Remove ${picked.name}`}
                onPress={() => onChange(value.filter(({ uuid }) => uuid !== picked.uuid))}
              >
                ✕
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
