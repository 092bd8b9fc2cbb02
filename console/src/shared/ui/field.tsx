import { Coded } from '../text/coded';
import type { ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';
import { classes } from './classes';

export const inputClass =
  'w-full min-h-8 rounded-md border border-edge bg-surface px-2 py-1 text-sm text-ink data-invalid:border-danger data-disabled:opacity-60';

export interface TextFieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'email' | 'search' | 'url' | 'number' | 'date' | 'datetime-local';
  readonly description?: ReactNode;
  /** Sentences of the API about this field. */
  readonly errors?: readonly string[];
  readonly isRequired?: boolean;
  readonly isReadOnly?: boolean;
  readonly placeholder?: string;
  readonly rows?: number;
  readonly autoFocus?: boolean;
  readonly autoComplete?: string;
  readonly name?: string;
  readonly isMono?: boolean;
  readonly className?: string;
}

/** A labelled text field, or with `rows` a text area, with what it is for and what is wrong with it beneath. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, type, description, errors = [], rows, placeholder, isMono, className } = props;
  const look = classes(inputClass, isMono === true && 'font-mono');
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      type={type ?? 'text'}
      isInvalid={errors.length > 0}
      isRequired={props.isRequired ?? false}
      isReadOnly={props.isReadOnly ?? false}
      // Told by the API, beside the field, and never by a bubble of the browser.
      validationBehavior="aria"
      className={classes('flex flex-col gap-1', className)}
      {...(props.autoFocus === true ? { autoFocus: true } : {})}
      {...(props.name === undefined ? {} : { name: props.name })}
      {...(props.autoComplete === undefined ? {} : { autoComplete: props.autoComplete })}
    >
      <Label className="text-sm font-medium">
        {label}
        {props.isRequired === true && <span className="text-muted"> (needed)</span>}
      </Label>
      {rows === undefined ? (
        <Input className={look} placeholder={placeholder} />
      ) : (
        <TextArea className={look} rows={rows} placeholder={placeholder} />
      )}
      {description !== undefined && (
        <Text slot="description" className="text-xs text-muted">
          {typeof description === 'string' ? <Coded>{description}</Coded> : description}
        </Text>
      )}
      <FieldErrors errors={errors} />
    </AriaTextField>
  );
}

export function FieldErrors({ errors }: { readonly errors: readonly string[] }) {
  return (
    <FieldError className="text-xs text-danger">
      {errors.map((error) => (
        <span key={error} className="block">
          {error}
        </span>
      ))}
    </FieldError>
  );
}
