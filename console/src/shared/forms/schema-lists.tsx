import { Coded } from '../text/coded';
import type { ReactNode } from 'react';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Checkbox } from '../ui/select';
import { labelOf } from './json-schema';
import { FieldErrors } from './plain-errors';

interface ListProps<T> {
  readonly label: string;
  readonly description?: string;
  readonly errors: readonly string[];
  readonly isRequired?: boolean;
  readonly value: readonly T[];
  readonly onChange: (value: readonly T[]) => void;
}

function Frame({ label, description, errors, children }: Omit<ListProps<never>, 'value' | 'onChange'> & Inner) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{label}</legend>
      {description !== undefined && (
        <p className="text-xs text-muted">
          <Coded>{description}</Coded>
        </p>
      )}
      {children}
      <FieldErrors errors={errors} />
    </fieldset>
  );
}

interface Inner {
  readonly children: ReactNode;
}

/** Several texts, one a row. */
export function Texts({ value, onChange, ...frame }: ListProps<string>) {
  return (
    <Frame {...frame}>
      {value.map((text, index) => (
        <div key={index} className="flex items-end gap-2">
          <TextField
            className="flex-1"
            label={<span className="sr-only">{`${frame.label} ${index + 1}`}</span>}
            value={text}
            onChange={(next) => onChange(value.map((one, at) => (at === index ? next : one)))}
          />
          <Button
            kind="quiet"
            aria-label={`Remove ${frame.label} ${index + 1}`}
            onPress={() => onChange(value.filter((_, at) => at !== index))}
          >
            ✕
          </Button>
        </div>
      ))}
      <div>
        <Button aria-label={`Add to ${frame.label}`} onPress={() => onChange([...value, ''])}>
          Add
        </Button>
      </div>
    </Frame>
  );
}

/** Any of a few values. */
export function Picks({
  value,
  choices,
  onChange,
  ...frame
}: ListProps<string> & { readonly choices: readonly string[] }) {
  return (
    <Frame {...frame}>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {choices.map((choice) => (
          <Checkbox
            key={choice}
            isSelected={value.includes(choice)}
            onChange={(on) => onChange(choices.filter((one) => (one === choice ? on : value.includes(one))))}
          >
            {labelOf(choice)}
          </Checkbox>
        ))}
      </div>
    </Frame>
  );
}

interface RowsProps extends Omit<ListProps<unknown>, 'value'> {
  readonly value: readonly unknown[];
  /** What a new row begins with. */
  readonly first: unknown;
  readonly children: (row: unknown, index: number) => ReactNode;
}

/** Several objects, in an order. */
export function Rows({ value, onChange, first, children, ...frame }: RowsProps) {
  const move = (from: number, to: number) => {
    const next = [...value];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  return (
    <Frame {...frame}>
      <ol className="flex flex-col gap-2">
        {value.map((row, index) => {
          const name = `${frame.label} ${index + 1}`;
          return (
            <li key={index} className="flex flex-col gap-2 rounded-md border border-line p-3" aria-label={name}>
              <div className="flex items-center justify-between gap-2">
                <span className="text-xs font-semibold text-muted">{index + 1}</span>
                <span className="flex">
                  <Button
                    kind="quiet"
                    aria-label={`Move ${name} up`}
                    disabledReason={index === 0 ? 'It is the first.' : undefined}
                    onPress={() => move(index, index - 1)}
                  >
                    ↑
                  </Button>
                  <Button
                    kind="quiet"
                    aria-label={`Move ${name} down`}
                    disabledReason={index === value.length - 1 ? 'It is the last.' : undefined}
                    onPress={() => move(index, index + 1)}
                  >
                    ↓
                  </Button>
                  <Button
                    kind="quiet"
                    aria-label={`Remove ${name}`}
                    onPress={() => onChange(value.filter((_, at) => at !== index))}
                  >
                    ✕
                  </Button>
                </span>
              </div>
              {children(row, index)}
            </li>
          );
        })}
      </ol>
      <div>
        <Button aria-label={`Add to ${frame.label}`} onPress={() => onChange([...value, first])}>
          Add
        </Button>
      </div>
    </Frame>
  );
}
