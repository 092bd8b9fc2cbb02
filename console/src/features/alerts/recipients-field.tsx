import { useFaults } from '../../shared/forms/faults';
import { FieldErrors } from '../../shared/forms/plain-errors';
import { Button } from '../../shared/ui/button';
import { TokenField } from './token-field';
import type { AlertKind } from './queries';

export interface RecipientsFieldProps {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly kind: AlertKind;
}

/** Addresses, and tokens that stand for some. */
export function RecipientsField({ value, onChange, kind }: RecipientsFieldProps) {
  const errors = useFaults('/recipients');
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">Recipients</legend>
      {value.map((text, index) => (
        <Recipient
          key={index}
          index={index}
          kind={kind}
          value={text}
          onChange={(next) => onChange(value.map((one, at) => (at === index ? next : one)))}
          onRemove={() => onChange(value.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button onPress={() => onChange([...value, ''])}>Add a recipient</Button>
      </div>
      <FieldErrors errors={errors} />
    </fieldset>
  );
}

interface RecipientProps {
  readonly index: number;
  readonly kind: AlertKind;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onRemove: () => void;
}

function Recipient({ index, kind, value, onChange, onRemove }: RecipientProps) {
  const errors = useFaults(`/recipients/${index}`);
  return (
    <div className="flex items-start gap-2">
      <div className="flex-1">
        <TokenField label={`Recipient ${index + 1}`} kind={kind} value={value} onChange={onChange} errors={errors} />
      </div>
      <Button kind="quiet" aria-label={`Remove recipient ${index + 1}`} className="mt-6" onPress={onRemove}>
        ✕
      </Button>
    </div>
  );
}
