import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { TextField } from '../../shared/ui/field';
import { Menu } from '../../shared/ui/menu';
import { tokensQuery, type AlertKind } from './queries';

export interface TokenFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly kind: AlertKind;
  readonly description?: string;
  readonly errors?: readonly string[];
  readonly rows?: number;
  readonly isMono?: boolean;
}

/** A text with a menu of the tokens that this kind of alert has; one that is chosen stands where the cursor was. */
export function TokenField({ kind, label, value, onChange, ...others }: TokenFieldProps) {
  const tokens = useQuery(tokensQuery(kind));
  const frame = useRef<HTMLDivElement>(null);
  const cursor = useRef<readonly [number, number]>(undefined);
  const note = () => {
    const field = frame.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>('input, textarea');
    if (field !== null && field !== undefined) cursor.current = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  };
  const insert = (token: string) => {
    const [from, to] = cursor.current ?? [value.length, value.length];
    onChange(value.slice(0, from) + token + value.slice(to));
    cursor.current = [from + token.length, from + token.length];
  };
  return (
    <div className="flex flex-col gap-1">
      <div ref={frame} onSelect={note} onKeyUp={note} onClick={note}>
        <TextField label={label} value={value} onChange={onChange} {...others} />
      </div>
      <div>
        <Menu
          kind="quiet"
          label="Insert a token"
          name={`Insert a token into ${label}`}
          entries={(tokens.data ?? []).map(({ name, meaning, example }) => {
            const token = name.endsWith(':') ? `{${name}Name}` : `{${name}}`;
            return {
              id: name,
              label: `${token} · ${meaning} ${example}`,
              onAction: () => insert(token),
            };
          })}
        />
      </div>
    </div>
  );
}
