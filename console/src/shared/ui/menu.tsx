import type { ReactNode } from 'react';
import { Button, Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { buttonClass, type ButtonKind } from './button';
import { optionClass } from './select';

export interface MenuEntry {
  readonly id: string;
  readonly label: ReactNode;
  readonly onAction: () => void;
  /** Why it cannot be chosen now; shown beneath its label. */
  readonly disabledReason?: string | undefined;
  readonly isDangerous?: boolean;
}

export interface MenuProps {
  readonly label: ReactNode;
  /** Name for screen readers, where the label is a sign. */
  readonly name?: string;
  readonly entries: readonly MenuEntry[];
  readonly kind?: ButtonKind;
}

/** A button that opens a list of actions. */
export function Menu({ label, name, entries, kind }: MenuProps) {
  return (
    <MenuTrigger>
      <Button className={buttonClass(kind)} {...(name === undefined ? {} : { 'aria-label': name })}>
        {label} <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="max-h-96 overflow-auto rounded-md border border-line bg-raised p-1 text-ink shadow-lg">
        <AriaMenu className="outline-none" disabledKeys={entries.filter(isOff).map(({ id }) => id)}>
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              onAction={entry.onAction}
              className={optionClass}
              textValue={typeof entry.label === 'string' ? entry.label : entry.id}
            >
              <span className={entry.isDangerous === true ? 'text-danger' : undefined}>{entry.label}</span>
              {entry.disabledReason !== undefined && <span className="block text-xs">{entry.disabledReason}</span>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function isOff({ disabledReason }: MenuEntry): boolean {
  return disabledReason !== undefined;
}
