import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { classes } from './classes';

export type ButtonKind = 'primary' | 'plain' | 'danger' | 'quiet';

const looks: Readonly<Record<ButtonKind, string>> = {
  primary: 'bg-accent text-on-accent border-accent hover:brightness-110',
  plain: 'bg-raised text-ink border-edge hover:bg-hover',
  danger: 'bg-danger text-on-danger border-danger hover:brightness-110',
  quiet: 'border-transparent text-ink hover:bg-hover',
};

export function buttonClass(kind: ButtonKind = 'plain', more?: string): string {
  return classes(
    'inline-flex min-h-8 cursor-pointer items-center justify-center gap-1.5 rounded-md border px-3 py-1 text-sm font-medium',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-60 disabled:cursor-not-allowed disabled:opacity-60 data-pressed:brightness-95',
    looks[kind],
    more,
  );
}

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'isDisabled'> {
  readonly children: ReactNode;
  readonly kind?: ButtonKind;
  readonly className?: string;
  /** Why it cannot be used now. The button stays reachable, so that the reason can be read. */
  readonly disabledReason?: string | undefined;
  /** Shown on hover and focus; for buttons whose label is short. */
  readonly hint?: string;
}

/** A button; one that is disabled always says why. */
export function Button({ kind, className, disabledReason, hint, children, onPress, ...others }: ButtonProps) {
  const isOff = disabledReason !== undefined;
  const button = (
    <AriaButton
      {...others}
      {...(isOff ? { type: 'button' as const } : onPress === undefined ? {} : { onPress })}
      aria-disabled={isOff ? 'true' : undefined}
      className={buttonClass(kind, classes(className, isOff && 'cursor-not-allowed opacity-60'))}
    >
      {children}
    </AriaButton>
  );
  const text = disabledReason ?? hint;
  if (text === undefined) return button;
  return (
    <TooltipTrigger delay={300}>
      {button}
      <Tooltip
        offset={6}
        className="max-w-80 rounded-md border border-line bg-ink px-2 py-1 text-xs text-surface shadow-lg"
      >
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
