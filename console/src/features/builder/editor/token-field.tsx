import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { FieldErrors } from '../../../shared/forms/plain-errors';
import { classes } from '../../../shared/ui/classes';
import { inputClass } from '../../../shared/ui/field';
import { Menu } from '../../../shared/ui/menu';
import { completed, fitting, typedToken, type Token } from '../model/tokens';

export interface TokenFieldProps {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly description?: string;
  readonly errors: readonly string[];
  readonly isRequired: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly tokens: readonly Token[];
  readonly rows?: number;
}

const mostShown = 8;

/** A text in which `$( )` may stand: names are offered while one is typed, and in a menu. */
export function TokenField(props: TokenFieldProps) {
  const { label, isLabelHidden, description, errors, isRequired, value, onChange, tokens, rows } = props;
  const id = useId();
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(0);
  const typed = caret === undefined ? undefined : typedToken(value, caret);
  const offered = typed === undefined ? [] : fitting(tokens, typed.part).slice(0, mostShown);
  const at = Math.min(active, offered.length - 1);

  const take = (name: string) => {
    const position = caret ?? field.current?.selectionStart ?? value.length;
    const next = completed(value, position, name);
    onChange(next.text);
    setCaret(undefined);
    // The new text has to be in the field before the caret can stand in it.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (offered.length === 0) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setActive((at + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
    } else if (event.key === 'Enter' || event.key === 'Tab') take(offered[at]!.name);
    else if (event.key === 'Escape') setCaret(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const look = () => {
    setCaret(field.current?.selectionStart ?? undefined);
    setActive(0);
  };
  const common = {
    id,
    ref: field,
    value,
    'aria-invalid': errors.length > 0,
    'aria-required': isRequired,
    'aria-autocomplete': 'list' as const,
    'aria-describedby': `${id}-about`,
    ...(offered.length > 0 ? { 'aria-controls': `${id}-names`, 'aria-activedescendant': `${id}-${at}` } : {}),
    className: classes(inputClass, errors.length > 0 && 'border-danger'),
    onKeyDown,
    onSelect: () => setCaret((before) => (before === undefined ? before : (field.current?.selectionStart ?? before))),
    onBlur: () => setCaret(undefined),
  };
  return (
    <div className="relative flex flex-col gap-1">
      <div className="flex items-end justify-between gap-2">
        <label htmlFor={id} className={isLabelHidden === true ? 'sr-only' : 'text-sm font-medium'}>
          {label}
          {isRequired && <span className="text-muted"> (needed)</span>}
        </label>
        {isLabelHidden !== true && tokens.length > 0 && (
          <Menu
            kind="quiet"
            label="$( )"
            name={`Insert a name into ${label}`}
            entries={tokens.map(({ name, meaning }) => ({
              id: name,
              label: (
                <>
                  <code className="font-mono">{name}</code> <span className="text-muted">{meaning}</span>
                </>
              ),
              onAction: () => take(name),
            }))}
          />
        )}
      </div>
      {rows === undefined ? (
        <input
          type="text"
          {...common}
          onChange={(event) => {
            onChange(event.target.value);
            look();
          }}
        />
      ) : (
        <textarea
          rows={rows}
          {...common}
          onChange={(event) => {
            onChange(event.target.value);
            look();
          }}
        />
      )}
      {offered.length > 0 && (
        <ul
          id={`${id}-names`}
          role="listbox"
          aria-label="Names that fit"
          className="absolute top-full z-30 mt-1 w-full rounded-md border border-line bg-raised p-1 shadow-lg"
        >
          {offered.map(({ name, meaning }, index) => (
            <li
              key={name}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              className={classes('cursor-pointer rounded px-2 py-1 text-xs', index === at && 'bg-hover')}
              // Before the field loses the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                take(name);
              }}
            >
              <code className="font-mono">{name}</code> <span className="text-muted">{meaning}</span>
            </li>
          ))}
        </ul>
      )}
      <div id={`${id}-about`} className="text-xs text-muted">
        {description}
        <FieldErrors errors={errors} />
      </div>
    </div>
  );
}
