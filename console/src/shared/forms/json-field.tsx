import { useEffect, useState } from 'react';
import { TextField } from '../ui/field';
import { isSame } from './merge';

export interface JsonFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly errors: readonly string[];
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly isRequired?: boolean;
}

/** A value as JSON text; what is no JSON yet stays in the field and is not taken over. */
export function JsonField({ value, onChange, errors, ...others }: JsonFieldProps) {
  const [text, setText] = useState(() => textOf(value));
  const read = parsed(text);
  useEffect(() => {
    // Set from outside: undo, a merge, another object.
    setText((current) => (isSame(parsed(current)?.value, value) ? current : textOf(value)));
  }, [value]);
  const change = (next: string) => {
    setText(next);
    const result = parsed(next);
    if (result !== undefined) onChange(result.value);
  };
  const faults = read === undefined ? ['This is no JSON yet.', ...errors] : errors;
  return (
    <TextField
      {...others}
      value={text}
      onChange={change}
      errors={faults}
      rows={Math.min(16, Math.max(3, text.split('\n').length))}
      isMono
    />
  );
}

function textOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

function parsed(text: string): { readonly value: unknown } | undefined {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
