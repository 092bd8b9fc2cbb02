import { Coded } from '../text/coded';
import type { ReactNode } from 'react';
import {
  Button,
  Checkbox as AriaCheckbox,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from 'react-aria-components';
import { classes } from './classes';
import { FieldErrors, inputClass } from './field';

export interface Choice<T extends string = string> {
  readonly value: T;
  readonly label: string;
}

export interface SelectProps<T extends string> {
  readonly label: ReactNode;
  readonly value: T | undefined;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly placeholder?: string;
  readonly description?: ReactNode;
  readonly errors?: readonly string[];
  readonly className?: string;
  readonly isRequired?: boolean;
}

/** One of a few values. */
export function Select<T extends string>({ label, choices, value, onChange, ...others }: SelectProps<T>) {
  const { placeholder = 'Choose', description, errors = [], className, isRequired } = others;
  return (
    <AriaSelect
      value={value ?? null}
      onChange={(key) => key !== null && onChange(key as T)}
      placeholder={placeholder}
      isInvalid={errors.length > 0}
      validationBehavior="aria"
      className={classes('flex flex-col gap-1', className)}
    >
      <Label className="text-sm font-medium">
        {label}
        {isRequired === true && <span className="text-muted"> (needed)</span>}
      </Label>
      <Button className={classes(inputClass, 'flex cursor-pointer items-center justify-between gap-2 text-left')}>
        <SelectValue className="truncate data-placeholder:text-muted" />
        <span aria-hidden="true">▾</span>
      </Button>
      {description !== undefined && (
        <Text slot="description" className="text-xs text-muted">
          {typeof description === 'string' ? <Coded>{description}</Coded> : description}
        </Text>
      )}
      <FieldErrors errors={errors} />
      <Popover className="min-w-(--trigger-width) max-h-80 overflow-auto rounded-md border border-line bg-raised p-1 shadow-lg">
        <ListBox className="outline-none">
          {choices.map((choice) => (
            <ListBoxItem key={choice.value} id={choice.value} textValue={choice.label} className={optionClass}>
              {choice.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export const optionClass =
  'cursor-pointer rounded px-2 py-1 text-sm outline-none data-focused:bg-hover data-selected:font-semibold data-disabled:opacity-60';

export interface CheckboxProps {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isIndeterminate?: boolean;
  readonly isDisabled?: boolean;
  readonly className?: string;
}

export function Checkbox({ children, className, ...others }: CheckboxProps) {
  return (
    <AriaCheckbox {...others} className={classes('group flex cursor-pointer items-center gap-2 text-sm', className)}>
      <CheckMark />
      {children}
    </AriaCheckbox>
  );
}

/** The box of a check box, filled by the state of the check box that it stands in. */
export function CheckMark() {
  return (
    <span
      aria-hidden="true"
      className="flex size-4 shrink-0 items-center justify-center rounded border border-edge bg-surface text-xs leading-none text-on-accent group-data-selected:border-accent group-data-selected:bg-accent group-data-indeterminate:border-accent group-data-indeterminate:bg-accent group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-accent"
    >
      <span className="hidden group-data-selected:inline">✓</span>
      <span className="hidden group-data-indeterminate:inline">–</span>
    </span>
  );
}
